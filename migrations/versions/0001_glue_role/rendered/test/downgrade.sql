-- Revision 0001, downgrade, for test. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

REVOKE CREATE ON DATABASE "test" FROM "IAMR:test-insurancelake-us-east-2-glue-role";

COMMIT;

REVOKE USAGE ON DATABASE "awsdatacatalog" FROM "IAMR:test-insurancelake-us-east-2-glue-role";

BEGIN;

DROP USER "IAMR:test-insurancelake-us-east-2-glue-role";

COMMIT;
