-- Revision 0002, upgrade, for test. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

CREATE USER "IAMR:test-insurancelake-us-east-2-analyst-role" PASSWORD DISABLE;

CREATE USER "IAMR:test-insurancelake-us-east-2-bi-role" PASSWORD DISABLE;

CREATE ROLE "datalake_reader";

GRANT ROLE "datalake_reader" TO "IAMR:test-insurancelake-us-east-2-analyst-role";

CREATE GROUP "datalake_analysts";

ALTER GROUP "datalake_analysts" ADD USER "IAMR:test-insurancelake-us-east-2-bi-role";

COMMIT;
