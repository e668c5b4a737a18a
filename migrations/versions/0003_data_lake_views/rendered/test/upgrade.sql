-- Revision 0003, upgrade, for test. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

CREATE VIEW public.general_insurance_redshift_spectrum AS
SELECT
    policynumber AS "Policy Number",
    CAST(startdate AS date) AS "Summary Date",
    CAST(effectivedate AS date) AS "Policy Effective Date",
    CAST(expirationdate AS date) AS "Policy Expiration Date",
    insuredcompanyname AS "Company",
    lobcode AS "Line of Business",
    neworrenewal AS "New or Renewal",
    insuredindustry AS "Industry",
    insuredsector AS "Sector",
    distributionchannel AS "Distribution Channel",
    insuredcity AS "City",
    insuredstatecode AS "State",
    insurednumberofemployees AS "Number of Employees",
    insuredemployeetier AS "Employer Size Tier",
    insuredannualrevenue AS "Revenue",
    territory AS "Territory",
    accidentyeartotalincurredamount AS "Claim Amount",
    policyinforce AS "Policy In-force",
    expiringpolicy AS "Policy Expiring",
    expiringpremiumamount AS "Premium Expiring",
    writtenpremiumamount AS "Written Premium",
    writtenpolicy AS "Written Policy",
    earnedpremium AS "Earned Premium",
    agentname AS "Agent Name",
    producercode AS "Agent Code"
FROM awsdatacatalog.syntheticgeneraldata_consume.policydata
WITH NO SCHEMA BINDING;

-- Claims of the AUTO line, as the five numbers of a box plot and two more.
CREATE VIEW public.general_insurance_redshift_boxplot AS
SELECT
    MIN(accidentyeartotalincurredamount) AS minimum,
    PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY accidentyeartotalincurredamount) AS first_quartile,
    PERCENTILE_CONT(0.50) WITHIN GROUP (ORDER BY accidentyeartotalincurredamount) AS median,
    PERCENTILE_CONT(0.75) WITHIN GROUP (ORDER BY accidentyeartotalincurredamount) AS third_quartile,
    MAX(accidentyeartotalincurredamount) AS maximum,
    AVG(accidentyeartotalincurredamount) AS mean,
    STDDEV(accidentyeartotalincurredamount) AS standard_deviation
FROM awsdatacatalog.syntheticgeneraldata_consume.policydata
WHERE lobcode = 'AUTO'
WITH NO SCHEMA BINDING;

GRANT SELECT ON public.general_insurance_redshift_spectrum
TO ROLE "datalake_reader", GROUP "datalake_analysts";

GRANT SELECT ON public.general_insurance_redshift_boxplot
TO ROLE "datalake_reader", GROUP "datalake_analysts";

COMMIT;
