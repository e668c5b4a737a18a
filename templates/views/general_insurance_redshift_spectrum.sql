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
