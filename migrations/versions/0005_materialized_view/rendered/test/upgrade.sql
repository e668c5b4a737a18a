-- Revision 0005, upgrade, for test. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

CREATE MATERIALIZED VIEW public.general_insurance_redshift_materialized
BACKUP NO
DISTKEY (policynumber)
AUTO REFRESH NO
AS
SELECT * FROM datalake_syntheticgeneraldata_consume.policydata;

GRANT SELECT ON public.general_insurance_redshift_materialized
TO ROLE "datalake_reader", GROUP "datalake_analysts";

-- Only its owner may refresh a materialized view: the Glue job calls this instead.
CREATE OR REPLACE PROCEDURE public.refresh_general_insurance_redshift_materialized()
AS $$
BEGIN
    REFRESH MATERIALIZED VIEW public.general_insurance_redshift_materialized;
END;
$$
LANGUAGE plpgsql
SECURITY DEFINER;

GRANT EXECUTE ON PROCEDURE public.refresh_general_insurance_redshift_materialized()
TO "IAMR:test-insurancelake-us-east-2-glue-role";

COMMIT;
