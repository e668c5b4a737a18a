-- Revision 0007, downgrade, for test. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

DROP MATERIALIZED VIEW public.general_insurance_redshift_materialized;

CREATE MATERIALIZED VIEW public.general_insurance_redshift_materialized
BACKUP NO
DISTKEY (policynumber)
AUTO REFRESH NO
AS
SELECT * FROM datalake_syntheticgeneraldata_consume.policydata;

GRANT SELECT ON public.general_insurance_redshift_materialized
TO ROLE "datalake_reader", GROUP "datalake_analysts";

COMMIT;
