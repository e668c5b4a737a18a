-- Both kinds share their names: the one goes before the other comes, with all that stands on it.

---- before

CREATE ROLE reader;
CREATE SCHEMA lake;
CREATE VIEW lake.one AS SELECT 1 AS one;
CREATE VIEW public.two AS SELECT one FROM lake.one WITH NO SCHEMA BINDING;
GRANT USAGE ON SCHEMA lake TO ROLE reader;
GRANT SELECT ON TABLE public.two TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE VIEW public.two AS SELECT one FROM lake.one WITH NO SCHEMA BINDING;
GRANT USAGE ON SCHEMA lake TO ROLE reader;
GRANT SELECT ON TABLE public.two TO ROLE reader;

---- up

BEGIN;

DROP VIEW lake.one;

DROP SCHEMA lake;

CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;

GRANT USAGE ON SCHEMA lake TO ROLE reader;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: external schema lake, until the transaction ends
-- hazard: loses grants: those on external schema lake that redlake did not make
DROP SCHEMA lake;

CREATE SCHEMA lake;

CREATE VIEW lake.one AS
SELECT 1 AS one;

GRANT USAGE ON SCHEMA lake TO ROLE reader;

COMMIT;

---- hazards

down: readers see it missing: external schema lake, until the transaction ends
down: loses grants: those on external schema lake that redlake did not make
