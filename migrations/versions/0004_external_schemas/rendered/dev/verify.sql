-- Revision 0004, verify, for dev. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

-- the database syntheticgeneraldata is an external schema
select count(*) = 1
from svv_external_schemas
where schemaname = 'datalake_syntheticgeneraldata'
  and databasename = 'syntheticgeneraldata';

-- the Glue role and the readers may use the external schema of syntheticgeneraldata
select count(*) = 3
from svv_schema_privileges
where namespace_name = 'datalake_syntheticgeneraldata'
  and privilege_type = 'USAGE'
  and identity_name in (
      'IAMR:dev-insurancelake-us-east-2-glue-role', 'datalake_reader', 'datalake_analysts'
  );

-- the database syntheticgeneraldata_consume is an external schema
select count(*) = 1
from svv_external_schemas
where schemaname = 'datalake_syntheticgeneraldata_consume'
  and databasename = 'syntheticgeneraldata_consume';

-- the Glue role and the readers may use the external schema of syntheticgeneraldata_consume
select count(*) = 3
from svv_schema_privileges
where namespace_name = 'datalake_syntheticgeneraldata_consume'
  and privilege_type = 'USAGE'
  and identity_name in (
      'IAMR:dev-insurancelake-us-east-2-glue-role', 'datalake_reader', 'datalake_analysts'
  );
