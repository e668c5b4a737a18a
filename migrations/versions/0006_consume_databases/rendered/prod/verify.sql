-- Revision 0006, verify, for prod. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

-- the Glue connection has a user
select count(*) = 1 from pg_user where usename = 'glue_connector';

-- the database syntheticgeneraldata_consume exists
select count(*) = 1
from svv_redshift_databases
where database_name = 'syntheticgeneraldata_consume';

-- the Glue role may create in syntheticgeneraldata_consume
select count(*) = 1
from svv_database_privileges
where database_name = 'syntheticgeneraldata_consume'
  and privilege_type = 'CREATE'
  and identity_name = 'IAMR:prod-insurancelake-us-east-2-glue-role';

\connect "syntheticgeneraldata_consume"

-- what the Glue role or its connection creates in syntheticgeneraldata_consume is readable
select count(*) = 4
from svv_default_privileges
where schema_name = 'public'
  and object_type = 'RELATION'
  and privilege_type = 'SELECT'
  and owner_name in ('IAMR:prod-insurancelake-us-east-2-glue-role', 'glue_connector')
  and grantee_name in ('datalake_reader', 'datalake_analysts');

\connect "insurancelake"
