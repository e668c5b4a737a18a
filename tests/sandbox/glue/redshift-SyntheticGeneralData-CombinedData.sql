/* What the Cleanse-to-Consume job sends for this workflow, run {execution_id}.
   Written for str.format: a brace that is meant is doubled, {{so}}. */
CREATE OR REPLACE VIEW "general_insurance_redshift_spectrum" AS
SELECT
    policynumber "Policy Number",
    CAST(startdate AS date) "Summary Date",
    CAST(effectivedate AS date) "Policy Effective Date",
    CAST(expirationdate AS date) "Policy Expiration Date",
    insuredcompanyname "Company",
    lobcode "Line of Business",
    neworrenewal "New or Renewal",
    insuredindustry "Industry",
    insuredsector "Sector",
    distributionchannel "Distribution Channel",
    insuredcity "City",
    insuredstatecode "State",
    insurednumberofemployees "Number of Employees",
    insuredemployeetier "Employer Size Tier",
    insuredannualrevenue "Revenue",
    territory "Territory",
    accidentyeartotalincurredamount "Claim Amount",
    policyinforce "Policy In-force",
    expiringpolicy "Policy Expiring",
    expiringpremiumamount "Premium Expiring",
    writtenpremiumamount "Written Premium",
    writtenpolicy "Written Policy",
    earnedpremium "Earned Premium",
    agentname "Agent Name",
    producercode "Agent Code"
FROM awsdatacatalog.{target_database_name}.policydata
WITH NO SCHEMA BINDING
;

/* Needs the external schema. */
DROP MATERIALIZED VIEW IF EXISTS "general_insurance_redshift_materialized"
;

CREATE MATERIALIZED VIEW "general_insurance_redshift_materialized"
BACKUP NO
DISTKEY ( policynumber )
AUTO REFRESH NO
AS
SELECT *
FROM datalake_{target_database_name}.policydata
;
