-- Revision 0004, downgrade, for prod. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

-- The schemas take their grants with them; the Data Catalog keeps its databases.
DROP SCHEMA "datalake_syntheticgeneraldata_consume";

DROP SCHEMA "datalake_syntheticgeneraldata";

COMMIT;
