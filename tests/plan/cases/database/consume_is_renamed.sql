-- All else the same, another name is a rename: nothing in it is touched. The late-binding view
-- at home that names it follows.

---- before

CREATE ROLE reader;
CREATE USER etl PASSWORD DISABLE;
CREATE DATABASE consume;
GRANT USAGE ON DATABASE consume TO ROLE reader;
CREATE VIEW from_consume AS SELECT id FROM consume.marts.sales WITH NO SCHEMA BINDING;
GRANT SELECT ON TABLE from_consume TO ROLE reader;
\connect consume
CREATE SCHEMA marts;
CREATE VIEW marts.sales AS SELECT id FROM dev.public.sales WITH NO SCHEMA BINDING;
GRANT SELECT ON TABLE marts.sales TO ROLE reader;
GRANT USAGE FOR SCHEMAS IN DATABASE consume TO ROLE reader;
ALTER DEFAULT PRIVILEGES FOR USER etl GRANT SELECT ON TABLES TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE USER etl PASSWORD DISABLE;
CREATE DATABASE consume_emea;
GRANT USAGE ON DATABASE consume_emea TO ROLE reader;
CREATE VIEW from_consume AS SELECT id FROM consume_emea.marts.sales WITH NO SCHEMA BINDING;
GRANT SELECT ON TABLE from_consume TO ROLE reader;
\connect consume_emea
CREATE SCHEMA marts;
CREATE VIEW marts.sales AS SELECT id FROM dev.public.sales WITH NO SCHEMA BINDING;
GRANT SELECT ON TABLE marts.sales TO ROLE reader;
GRANT USAGE FOR SCHEMAS IN DATABASE consume_emea TO ROLE reader;
ALTER DEFAULT PRIVILEGES FOR USER etl GRANT SELECT ON TABLES TO ROLE reader;

---- up

BEGIN;

-- hazard: renames: consume with all its data; what names it outside of redlake must follow
ALTER DATABASE consume RENAME TO consume_emea;

-- hazard: readers see it missing: late-binding view public.from_consume, until the transaction ends
DROP VIEW public.from_consume;

CREATE VIEW public.from_consume AS
SELECT id FROM consume_emea.marts.sales
WITH NO SCHEMA BINDING;

GRANT SELECT ON TABLE public.from_consume TO ROLE reader;

COMMIT;

---- down

BEGIN;

-- hazard: renames: consume_emea with all its data; what names it outside of redlake must follow
ALTER DATABASE consume_emea RENAME TO consume;

-- hazard: readers see it missing: late-binding view public.from_consume, until the transaction ends
DROP VIEW public.from_consume;

CREATE VIEW public.from_consume AS
SELECT id FROM consume.marts.sales
WITH NO SCHEMA BINDING;

GRANT SELECT ON TABLE public.from_consume TO ROLE reader;

COMMIT;

---- hazards

up: renames: consume with all its data; what names it outside of redlake must follow
up: readers see it missing: late-binding view public.from_consume, until the transaction ends
down: renames: consume_emea with all its data; what names it outside of redlake must follow
down: readers see it missing: late-binding view public.from_consume, until the transaction ends
