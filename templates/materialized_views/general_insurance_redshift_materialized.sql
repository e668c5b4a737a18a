-- All of the policy data but how to reach the insured person.
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
