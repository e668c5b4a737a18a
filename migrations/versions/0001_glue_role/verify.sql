-- the Glue role has a user
select count(*) = 1 from pg_user where usename = {{ glue_user | literal }};

-- the Glue role may create in the database
select count(*) = 1
from svv_database_privileges
where database_name = {{ env.database | literal }}
  and privilege_type = 'CREATE'
  and identity_name = {{ glue_user | literal }};
