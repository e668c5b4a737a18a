-- Each thing goes by its own statement, so that it is seen; no CASCADE takes what nobody named.

---- before

CREATE ROLE reader;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT);
CREATE VIEW lake.daily AS SELECT id FROM lake.sales;
CREATE PROCEDURE lake.refresh() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
GRANT USAGE ON SCHEMA lake TO ROLE reader;
GRANT SELECT ON ALL TABLES IN SCHEMA lake TO ROLE reader;
CREATE VIEW public.late AS SELECT id FROM lake.daily WITH NO SCHEMA BINDING;

---- after

CREATE ROLE reader;
CREATE SCHEMA elsewhere;
CREATE VIEW public.late AS SELECT id FROM elsewhere.daily WITH NO SCHEMA BINDING;

---- up

BEGIN;

DROP PROCEDURE lake.refresh();

DROP VIEW lake.daily;

-- hazard: readers see it missing: late-binding view public.late, until the transaction ends
DROP VIEW public.late;

-- hazard: destroys data: table lake.sales with its rows
DROP TABLE lake.sales;

DROP SCHEMA lake;

CREATE SCHEMA elsewhere;

CREATE VIEW public.late AS
SELECT id FROM elsewhere.daily
WITH NO SCHEMA BINDING;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: late-binding view public.late, until the transaction ends
DROP VIEW public.late;

DROP SCHEMA elsewhere;

CREATE SCHEMA lake;

CREATE TABLE lake.sales (id BIGINT);

CREATE VIEW lake.daily AS
SELECT id FROM lake.sales;

CREATE VIEW public.late AS
SELECT id FROM lake.daily
WITH NO SCHEMA BINDING;

CREATE PROCEDURE lake.refresh() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;

GRANT SELECT ON TABLE lake.daily TO ROLE reader;

GRANT SELECT ON TABLE lake.sales TO ROLE reader;

GRANT USAGE ON SCHEMA lake TO ROLE reader;

COMMIT;

---- hazards

up: readers see it missing: late-binding view public.late, until the transaction ends
up: destroys data: table lake.sales with its rows
down: readers see it missing: late-binding view public.late, until the transaction ends
