-- Revision 0006, downgrade, for test. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

\connect "syntheticgeneraldata_consume"

BEGIN;

-- Default privileges would keep their users from being dropped, and are seen only from
-- within their database.

ALTER DEFAULT PRIVILEGES FOR USER "glue_connector" IN SCHEMA public
REVOKE SELECT ON TABLES FROM ROLE "datalake_reader", GROUP "datalake_analysts";

ALTER DEFAULT PRIVILEGES FOR USER "IAMR:test-insurancelake-us-east-2-glue-role" IN SCHEMA public
REVOKE SELECT ON TABLES FROM ROLE "datalake_reader", GROUP "datalake_analysts";

COMMIT;

\connect "test"

BEGIN;

REVOKE CREATE ON DATABASE "syntheticgeneraldata_consume" FROM "IAMR:test-insurancelake-us-east-2-glue-role";

COMMIT;

DROP DATABASE "syntheticgeneraldata_consume";

BEGIN;

DROP USER "glue_connector";

COMMIT;
