-- A materialized view's query cannot be changed in place, and dropping it drops its grants.
DROP MATERIALIZED VIEW public.general_insurance_redshift_materialized;

CREATE MATERIALIZED VIEW public.general_insurance_redshift_materialized
BACKUP NO
DISTKEY (policynumber)
AUTO REFRESH NO
AS
SELECT
    startdate,
    enddate,
    policynumber,
    effectivedate,
    expirationdate,
    lobcode,
    customerno,
    insuredcompanyname,
    ein,
    insuredcity,
    insuredstatecode,
    insuredindustry,
    insuredsector,
    insurednumberofemployees,
    insuredemployeetier,
    insuredannualrevenue,
    neworrenewal,
    territory,
    distributionchannel,
    producercode,
    agentname,
    accidentyeartotalincurredamount,
    policyinforce,
    expiringpolicy,
    expiringpremiumamount,
    writtenpremiumamount,
    writtenpolicy,
    earnedpremium,
    claimlimit,
    policies_last_updated,
    claims_last_updated,
    execution_id,
    "year",
    "month",
    "day"
FROM datalake_syntheticgeneraldata_consume.policydata;

GRANT SELECT ON public.general_insurance_redshift_materialized
TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};
