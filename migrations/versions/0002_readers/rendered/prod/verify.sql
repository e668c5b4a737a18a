-- Revision 0002, verify, for prod. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

-- the readers' role exists
select count(*) = 1 from svv_roles where role_name = 'datalake_reader';

-- the readers' group exists
select count(*) = 1 from pg_group where groname = 'datalake_analysts';

-- prod-insurancelake-us-east-2-analyst-role has the readers' role
select count(*) = 1
from svv_user_grants
where user_name = 'IAMR:prod-insurancelake-us-east-2-analyst-role'
  and role_name = 'datalake_reader';

-- prod-insurancelake-us-east-2-actuary-role has the readers' role
select count(*) = 1
from svv_user_grants
where user_name = 'IAMR:prod-insurancelake-us-east-2-actuary-role'
  and role_name = 'datalake_reader';

-- prod-insurancelake-us-east-2-bi-role has a user
select count(*) = 1 from pg_user where usename = 'IAMR:prod-insurancelake-us-east-2-bi-role';
