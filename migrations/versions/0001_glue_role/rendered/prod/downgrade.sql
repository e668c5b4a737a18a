-- Revision 0001, downgrade, for prod. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

REVOKE CREATE ON DATABASE "insurancelake" FROM "IAMR:prod-insurancelake-us-east-2-glue-role";

COMMIT;

REVOKE USAGE ON DATABASE "awsdatacatalog" FROM "IAMR:prod-insurancelake-us-east-2-glue-role";

BEGIN;

DROP USER "IAMR:prod-insurancelake-us-east-2-glue-role";

COMMIT;
