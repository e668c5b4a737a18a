-- Revision 0005, downgrade, for prod. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

DROP PROCEDURE public.refresh_general_insurance_redshift_materialized();

DROP MATERIALIZED VIEW public.general_insurance_redshift_materialized;

COMMIT;
