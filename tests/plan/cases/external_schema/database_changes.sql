-- DATABASE cannot be altered: the schema goes and comes, with the materialized views on it and
-- what stands on those; the late-binding view stays. The Data Catalog is never touched.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT CREATE EXTERNAL DATABASE IF NOT EXISTS;
ALTER SCHEMA lake OWNER TO ann;
CREATE MATERIALIZED VIEW totals AS SELECT region, count(id) AS n FROM lake.sales GROUP BY region;
ALTER TABLE totals OWNER TO ann;
CREATE VIEW totals_of_europe AS SELECT n FROM totals WHERE region = 'EU';
CREATE VIEW late AS SELECT id FROM lake.sales WITH NO SCHEMA BINDING;
GRANT USAGE ON SCHEMA lake TO ROLE reader;
GRANT SELECT ON TABLE totals, totals_of_europe, late TO ROLE reader;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake_v2' IAM_ROLE DEFAULT CREATE EXTERNAL DATABASE IF NOT EXISTS;
ALTER SCHEMA lake OWNER TO ann;
CREATE MATERIALIZED VIEW totals AS SELECT region, count(id) AS n FROM lake.sales GROUP BY region;
ALTER TABLE totals OWNER TO ann;
CREATE VIEW totals_of_europe AS SELECT n FROM totals WHERE region = 'EU';
CREATE VIEW late AS SELECT id FROM lake.sales WITH NO SCHEMA BINDING;
GRANT USAGE ON SCHEMA lake TO ROLE reader;
GRANT SELECT ON TABLE totals, totals_of_europe, late TO ROLE reader;

---- up

BEGIN;

-- hazard: readers see it missing: view public.totals_of_europe, until the transaction ends
DROP VIEW public.totals_of_europe;

-- hazard: readers see it missing: materialized view public.totals, until the transaction ends
DROP MATERIALIZED VIEW public.totals;

-- hazard: readers see it missing: external schema lake, until the transaction ends
-- hazard: loses grants: those on external schema lake that redlake did not make
DROP SCHEMA lake;

CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake_v2' IAM_ROLE DEFAULT CREATE EXTERNAL DATABASE IF NOT EXISTS;

ALTER SCHEMA lake OWNER TO ann;

-- hazard: long-running: materialized view public.totals is filled with the rows of its query
CREATE MATERIALIZED VIEW public.totals AS
SELECT region, count(id) AS n FROM lake.sales GROUP BY region;

ALTER TABLE public.totals OWNER TO ann;

CREATE VIEW public.totals_of_europe AS
SELECT n FROM totals WHERE region = 'EU';

GRANT SELECT ON TABLE public.totals TO ROLE reader;

GRANT SELECT ON TABLE public.totals_of_europe TO ROLE reader;

GRANT USAGE ON SCHEMA lake TO ROLE reader;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: view public.totals_of_europe, until the transaction ends
DROP VIEW public.totals_of_europe;

-- hazard: readers see it missing: materialized view public.totals, until the transaction ends
DROP MATERIALIZED VIEW public.totals;

-- hazard: readers see it missing: external schema lake, until the transaction ends
-- hazard: loses grants: those on external schema lake that redlake did not make
DROP SCHEMA lake;

CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT CREATE EXTERNAL DATABASE IF NOT EXISTS;

ALTER SCHEMA lake OWNER TO ann;

-- hazard: long-running: materialized view public.totals is filled with the rows of its query
CREATE MATERIALIZED VIEW public.totals AS
SELECT region, count(id) AS n FROM lake.sales GROUP BY region;

ALTER TABLE public.totals OWNER TO ann;

CREATE VIEW public.totals_of_europe AS
SELECT n FROM totals WHERE region = 'EU';

GRANT SELECT ON TABLE public.totals TO ROLE reader;

GRANT SELECT ON TABLE public.totals_of_europe TO ROLE reader;

GRANT USAGE ON SCHEMA lake TO ROLE reader;

COMMIT;

---- hazards

up: readers see it missing: view public.totals_of_europe, until the transaction ends
up: readers see it missing: materialized view public.totals, until the transaction ends
up: readers see it missing: external schema lake, until the transaction ends
up: loses grants: those on external schema lake that redlake did not make
up: long-running: materialized view public.totals is filled with the rows of its query
down: readers see it missing: view public.totals_of_europe, until the transaction ends
down: readers see it missing: materialized view public.totals, until the transaction ends
down: readers see it missing: external schema lake, until the transaction ends
down: loses grants: those on external schema lake that redlake did not make
down: long-running: materialized view public.totals is filled with the rows of its query
