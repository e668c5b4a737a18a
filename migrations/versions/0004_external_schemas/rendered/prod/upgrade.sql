-- Revision 0004, upgrade, for prod. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

CREATE EXTERNAL SCHEMA IF NOT EXISTS "datalake_syntheticgeneraldata"
FROM DATA CATALOG
DATABASE 'syntheticgeneraldata'
IAM_ROLE DEFAULT;

GRANT USAGE ON SCHEMA "datalake_syntheticgeneraldata" TO "IAMR:prod-insurancelake-us-east-2-glue-role";

GRANT SELECT ON ALL TABLES IN SCHEMA "datalake_syntheticgeneraldata" TO "IAMR:prod-insurancelake-us-east-2-glue-role";

GRANT USAGE ON SCHEMA "datalake_syntheticgeneraldata"
TO ROLE "datalake_reader", GROUP "datalake_analysts";

GRANT SELECT ON ALL TABLES IN SCHEMA "datalake_syntheticgeneraldata"
TO ROLE "datalake_reader", GROUP "datalake_analysts";

CREATE EXTERNAL SCHEMA IF NOT EXISTS "datalake_syntheticgeneraldata_consume"
FROM DATA CATALOG
DATABASE 'syntheticgeneraldata_consume'
IAM_ROLE DEFAULT;

GRANT USAGE ON SCHEMA "datalake_syntheticgeneraldata_consume" TO "IAMR:prod-insurancelake-us-east-2-glue-role";

GRANT SELECT ON ALL TABLES IN SCHEMA "datalake_syntheticgeneraldata_consume" TO "IAMR:prod-insurancelake-us-east-2-glue-role";

GRANT USAGE ON SCHEMA "datalake_syntheticgeneraldata_consume"
TO ROLE "datalake_reader", GROUP "datalake_analysts";

GRANT SELECT ON ALL TABLES IN SCHEMA "datalake_syntheticgeneraldata_consume"
TO ROLE "datalake_reader", GROUP "datalake_analysts";

COMMIT;
