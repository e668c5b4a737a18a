-- Revision 0002, downgrade, for dev. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

ALTER GROUP "datalake_analysts" DROP USER "IAMR:dev-insurancelake-us-east-2-bi-role";

DROP GROUP "datalake_analysts";

-- A role that is still granted to a user cannot be dropped.
REVOKE ROLE "datalake_reader" FROM "IAMR:dev-insurancelake-us-east-2-analyst-role";

DROP ROLE "datalake_reader";

DROP USER "IAMR:dev-insurancelake-us-east-2-bi-role";

DROP USER "IAMR:dev-insurancelake-us-east-2-analyst-role";

COMMIT;
