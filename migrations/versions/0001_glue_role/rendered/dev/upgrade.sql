-- Revision 0001, upgrade, for dev. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

CREATE USER "IAMR:dev-insurancelake-us-east-2-glue-role" PASSWORD DISABLE;

COMMIT;

GRANT USAGE ON DATABASE "awsdatacatalog" TO "IAMR:dev-insurancelake-us-east-2-glue-role";

BEGIN;

GRANT CREATE ON DATABASE "dev" TO "IAMR:dev-insurancelake-us-east-2-glue-role";

COMMIT;
