-- Revision 0001, downgrade, for dev. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

REVOKE CREATE ON DATABASE "dev" FROM "IAMR:dev-insurancelake-us-east-2-glue-role";

COMMIT;

REVOKE USAGE ON DATABASE "awsdatacatalog" FROM "IAMR:dev-insurancelake-us-east-2-glue-role";

BEGIN;

DROP USER "IAMR:dev-insurancelake-us-east-2-glue-role";

COMMIT;
