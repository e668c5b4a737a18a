-- the Glue connection has a user
select count(*) = 1 from pg_user where usename = 'glue_connector';
{% for database in consume_databases %}

-- the database {{ database }} exists
select count(*) = 1
from svv_redshift_databases
where database_name = {{ database | literal }};

-- the Glue role may create in {{ database }}
select count(*) = 1
from svv_database_privileges
where database_name = {{ database | literal }}
  and privilege_type = 'CREATE'
  and identity_name = {{ glue_user | literal }};

\connect {{ database | ident }}
-- what the Glue role or its connection creates in {{ database }} is readable
select count(*) = 4
from svv_default_privileges
where schema_name = 'public'
  and object_type = 'RELATION'
  and privilege_type = 'SELECT'
  and owner_name in ({{ glue_user | literal }}, 'glue_connector')
  and grantee_name in ({{ readers.role | literal }}, {{ readers.group | literal }});
\connect {{ env.database | ident }}
{% endfor %}
