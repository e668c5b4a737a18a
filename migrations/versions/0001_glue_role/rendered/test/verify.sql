-- Revision 0001, verify, for test. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

-- the Glue role has a user
select count(*) = 1 from pg_user where usename = 'IAMR:test-insurancelake-us-east-2-glue-role';

-- the Glue role may create in the database
select count(*) = 1
from svv_database_privileges
where database_name = 'test'
  and privilege_type = 'CREATE'
  and identity_name = 'IAMR:test-insurancelake-us-east-2-glue-role';
