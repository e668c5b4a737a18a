-- Revision 0007, verify, for test. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

-- the materialized view exists
select count(*) = 1
from svv_mv_info
where trim(database_name) = 'test'
  and trim(schema_name) = 'public'
  and trim(name) = 'general_insurance_redshift_materialized';

-- the readers' role and group may select from the materialized view
select count(*) = 2
from svv_relation_privileges
where namespace_name = 'public'
  and relation_name = 'general_insurance_redshift_materialized'
  and privilege_type = 'SELECT'
  and identity_name in ('datalake_reader', 'datalake_analysts');
