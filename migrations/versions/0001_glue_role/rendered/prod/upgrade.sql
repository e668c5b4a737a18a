-- Revision 0001, upgrade, for prod. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

CREATE USER "IAMR:prod-insurancelake-us-east-2-glue-role" PASSWORD DISABLE;

COMMIT;

GRANT USAGE ON DATABASE "awsdatacatalog" TO "IAMR:prod-insurancelake-us-east-2-glue-role";

BEGIN;

GRANT CREATE ON DATABASE "insurancelake" TO "IAMR:prod-insurancelake-us-east-2-glue-role";

COMMIT;
