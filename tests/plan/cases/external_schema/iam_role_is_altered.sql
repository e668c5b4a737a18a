-- A new role is put in place: what stands on the schema does not notice.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE ROLE reader;
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE 'arn:aws:iam::123456789012:role/old';
ALTER SCHEMA lake OWNER TO ann;
CREATE MATERIALIZED VIEW totals AS SELECT count(id) AS n FROM lake.sales;
GRANT USAGE ON SCHEMA lake TO ROLE reader;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE ROLE reader;
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE 'arn:aws:iam::123456789012:role/new';
ALTER SCHEMA lake OWNER TO ben;
CREATE MATERIALIZED VIEW totals AS SELECT count(id) AS n FROM lake.sales;
GRANT USAGE ON SCHEMA lake TO ROLE reader;

---- up

BEGIN;

ALTER EXTERNAL SCHEMA lake IAM_ROLE 'arn:aws:iam::123456789012:role/new';

ALTER SCHEMA lake OWNER TO ben;

COMMIT;

---- down

BEGIN;

ALTER EXTERNAL SCHEMA lake IAM_ROLE 'arn:aws:iam::123456789012:role/old';

ALTER SCHEMA lake OWNER TO ann;

COMMIT;

---- hazards
