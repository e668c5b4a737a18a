DROP MATERIALIZED VIEW public.general_insurance_redshift_materialized;

CREATE MATERIALIZED VIEW public.general_insurance_redshift_materialized
BACKUP NO
DISTKEY (policynumber)
AUTO REFRESH NO
AS
SELECT * FROM datalake_syntheticgeneraldata_consume.policydata;

GRANT SELECT ON public.general_insurance_redshift_materialized
TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};
