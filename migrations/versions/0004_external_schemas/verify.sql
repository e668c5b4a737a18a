{% for database in lake_databases %}
-- the database {{ database }} is an external schema
select count(*) = 1
from svv_external_schemas
where schemaname = {{ ("datalake_" ~ database) | literal }}
  and databasename = {{ database | literal }};

-- the Glue role and the readers may use the external schema of {{ database }}
select count(*) = 3
from svv_schema_privileges
where namespace_name = {{ ("datalake_" ~ database) | literal }}
  and privilege_type = 'USAGE'
  and identity_name in (
      {{ glue_user | literal }}, {{ readers.role | literal }}, {{ readers.group | literal }}
  );

{% endfor %}
