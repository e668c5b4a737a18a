-- Revision 0002, upgrade, for dev. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

CREATE USER "IAMR:dev-insurancelake-us-east-2-analyst-role" PASSWORD DISABLE;

CREATE USER "IAMR:dev-insurancelake-us-east-2-bi-role" PASSWORD DISABLE;

CREATE ROLE "datalake_reader";

GRANT ROLE "datalake_reader" TO "IAMR:dev-insurancelake-us-east-2-analyst-role";

CREATE GROUP "datalake_analysts";

ALTER GROUP "datalake_analysts" ADD USER "IAMR:dev-insurancelake-us-east-2-bi-role";

COMMIT;
