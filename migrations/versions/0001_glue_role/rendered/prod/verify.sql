-- Revision 0001, verify, for prod. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

-- the Glue role has a user
select count(*) = 1 from pg_user where usename = 'IAMR:prod-insurancelake-us-east-2-glue-role';

-- the Glue role may create in the database
select count(*) = 1
from svv_database_privileges
where database_name = 'insurancelake'
  and privilege_type = 'CREATE'
  and identity_name = 'IAMR:prod-insurancelake-us-east-2-glue-role';
