-- Revision 0006, upgrade, for dev. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

CREATE USER "glue_connector" PASSWORD :'secret_glue_connector';

COMMIT;

CREATE DATABASE "syntheticgeneraldata_consume";

BEGIN;

GRANT CREATE ON DATABASE "syntheticgeneraldata_consume" TO "IAMR:dev-insurancelake-us-east-2-glue-role";

COMMIT;

\connect "syntheticgeneraldata_consume"

BEGIN;

ALTER DEFAULT PRIVILEGES FOR USER "IAMR:dev-insurancelake-us-east-2-glue-role" IN SCHEMA public
GRANT SELECT ON TABLES TO ROLE "datalake_reader", GROUP "datalake_analysts";

ALTER DEFAULT PRIVILEGES FOR USER "glue_connector" IN SCHEMA public
GRANT SELECT ON TABLES TO ROLE "datalake_reader", GROUP "datalake_analysts";

COMMIT;

\connect "dev"
