-- Revision 0008, downgrade, for dev. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

REVOKE ROLE "datalake_reader" FROM "IAMR:dev-insurancelake-us-east-2-intern-role";

DROP USER "IAMR:dev-insurancelake-us-east-2-intern-role";

COMMIT;
