-- Revision 0002, upgrade, for prod. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

CREATE USER "IAMR:prod-insurancelake-us-east-2-analyst-role" PASSWORD DISABLE;

CREATE USER "IAMR:prod-insurancelake-us-east-2-actuary-role" PASSWORD DISABLE;

CREATE USER "IAMR:prod-insurancelake-us-east-2-bi-role" PASSWORD DISABLE;

CREATE ROLE "datalake_reader";

GRANT ROLE "datalake_reader" TO "IAMR:prod-insurancelake-us-east-2-analyst-role";

GRANT ROLE "datalake_reader" TO "IAMR:prod-insurancelake-us-east-2-actuary-role";

CREATE GROUP "datalake_analysts";

ALTER GROUP "datalake_analysts" ADD USER "IAMR:prod-insurancelake-us-east-2-bi-role";

COMMIT;
