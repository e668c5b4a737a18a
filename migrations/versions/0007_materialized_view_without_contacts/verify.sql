-- the materialized view exists
select count(*) = 1
from svv_mv_info
where trim(database_name) = {{ env.database | literal }}
  and trim(schema_name) = 'public'
  and trim(name) = 'general_insurance_redshift_materialized';

-- the readers' role and group may select from the materialized view
select count(*) = 2
from svv_relation_privileges
where namespace_name = 'public'
  and relation_name = 'general_insurance_redshift_materialized'
  and privilege_type = 'SELECT'
  and identity_name in ({{ readers.role | literal }}, {{ readers.group | literal }});
