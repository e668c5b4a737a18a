-- The Glue jobs log in through IAM. Created here because grants need the user to exist
-- before the role's first connection would create it.
CREATE USER {{ glue_user | ident }} PASSWORD DISABLE;

-- The Glue connection logs in with a password, which Secrets Manager keeps.
CREATE USER "glue_connector" PASSWORD :'secret_glue_connector';

{% if env.name == "dev" %}
CREATE USER "IAMR:dev-insurancelake-us-east-2-analyst-role" PASSWORD DISABLE;

CREATE USER "IAMR:dev-insurancelake-us-east-2-bi-role" PASSWORD DISABLE;
{% endif %}

{% if env.name == "prod" %}
CREATE USER "IAMR:prod-insurancelake-us-east-2-analyst-role" PASSWORD DISABLE;

CREATE USER "IAMR:prod-insurancelake-us-east-2-actuary-role" PASSWORD DISABLE;

CREATE USER "IAMR:prod-insurancelake-us-east-2-bi-role" PASSWORD DISABLE;
{% endif %}

{% if env.name == "test" %}
CREATE USER "IAMR:test-insurancelake-us-east-2-analyst-role" PASSWORD DISABLE;

CREATE USER "IAMR:test-insurancelake-us-east-2-bi-role" PASSWORD DISABLE;
{% endif %}

CREATE GROUP {{ readers.group | ident }};

{% if env.name == "dev" %}
ALTER GROUP {{ readers.group | ident }} ADD USER "IAMR:dev-insurancelake-us-east-2-bi-role";
{% endif %}

{% if env.name == "prod" %}
ALTER GROUP {{ readers.group | ident }} ADD USER "IAMR:prod-insurancelake-us-east-2-bi-role";
{% endif %}

{% if env.name == "test" %}
ALTER GROUP {{ readers.group | ident }} ADD USER "IAMR:test-insurancelake-us-east-2-bi-role";
{% endif %}

CREATE ROLE {{ readers.role | ident }};

{% if env.name == "dev" %}
GRANT ROLE {{ readers.role | ident }} TO "IAMR:dev-insurancelake-us-east-2-analyst-role";
{% endif %}

{% if env.name == "prod" %}
GRANT ROLE {{ readers.role | ident }} TO "IAMR:prod-insurancelake-us-east-2-analyst-role";

GRANT ROLE {{ readers.role | ident }} TO "IAMR:prod-insurancelake-us-east-2-actuary-role";
{% endif %}

{% if env.name == "test" %}
GRANT ROLE {{ readers.role | ident }} TO "IAMR:test-insurancelake-us-east-2-analyst-role";
{% endif %}

-- The Cleanse-to-Consume job creates its tables by itself; the database must be there.
CREATE DATABASE "syntheticgeneraldata_consume";

CREATE EXTERNAL SCHEMA IF NOT EXISTS "datalake_syntheticgeneraldata"
FROM DATA CATALOG
DATABASE 'syntheticgeneraldata'
IAM_ROLE DEFAULT;

CREATE EXTERNAL SCHEMA IF NOT EXISTS "datalake_syntheticgeneraldata_consume"
FROM DATA CATALOG
DATABASE 'syntheticgeneraldata_consume'
IAM_ROLE DEFAULT;

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

-- Only its owner may refresh a materialized view: the Glue job calls this instead.
CREATE OR REPLACE PROCEDURE public.refresh_general_insurance_redshift_materialized()
AS $$
BEGIN
    REFRESH MATERIALIZED VIEW public.general_insurance_redshift_materialized;
END;
$$
LANGUAGE plpgsql
SECURITY DEFINER;

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

GRANT USAGE ON DATABASE "awsdatacatalog" TO {{ glue_user | ident }};

GRANT CREATE ON DATABASE {{ env.database | ident }} TO {{ glue_user | ident }};

GRANT CREATE ON DATABASE "syntheticgeneraldata_consume" TO {{ glue_user | ident }};

GRANT USAGE ON SCHEMA "datalake_syntheticgeneraldata" TO {{ glue_user | ident }};

GRANT SELECT ON ALL TABLES IN SCHEMA "datalake_syntheticgeneraldata" TO {{ glue_user | ident }};

GRANT USAGE ON SCHEMA "datalake_syntheticgeneraldata_consume" TO {{ glue_user | ident }};

GRANT SELECT ON ALL TABLES IN SCHEMA "datalake_syntheticgeneraldata_consume" TO {{ glue_user | ident }};

GRANT EXECUTE ON PROCEDURE public.refresh_general_insurance_redshift_materialized()
TO {{ glue_user | ident }};

GRANT SELECT ON public.general_insurance_redshift_spectrum TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};

GRANT SELECT ON public.general_insurance_redshift_boxplot TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};

GRANT SELECT ON public.general_insurance_redshift_materialized TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};

GRANT USAGE ON SCHEMA "datalake_syntheticgeneraldata" TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};

GRANT SELECT ON ALL TABLES IN SCHEMA "datalake_syntheticgeneraldata" TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};

GRANT USAGE ON SCHEMA "datalake_syntheticgeneraldata_consume" TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};

GRANT SELECT ON ALL TABLES IN SCHEMA "datalake_syntheticgeneraldata_consume" TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};

\connect "syntheticgeneraldata_consume"
-- What the Glue job, or its connection, creates is readable from the start.

ALTER DEFAULT PRIVILEGES FOR USER {{ glue_user | ident }} IN SCHEMA public
GRANT SELECT ON TABLES TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};

ALTER DEFAULT PRIVILEGES FOR USER "glue_connector" IN SCHEMA public
GRANT SELECT ON TABLES TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};
\connect {{ env.database | ident }}
