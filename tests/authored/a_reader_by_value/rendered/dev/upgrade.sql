-- Revision 0008, upgrade, for dev. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

CREATE USER "IAMR:dev-insurancelake-us-east-2-intern-role" PASSWORD DISABLE;

GRANT ROLE "datalake_reader" TO "IAMR:dev-insurancelake-us-east-2-intern-role";

COMMIT;
