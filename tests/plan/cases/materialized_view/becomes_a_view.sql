

---- before

CREATE ROLE reader;
CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily AS SELECT id FROM sales;
CREATE VIEW on_it AS SELECT id FROM daily;
GRANT SELECT ON TABLE daily, on_it TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE TABLE sales (id BIGINT);
CREATE VIEW daily AS SELECT id FROM sales;
CREATE VIEW on_it AS SELECT id FROM daily;
GRANT SELECT ON TABLE daily, on_it TO ROLE reader;

---- up

BEGIN;

-- hazard: readers see it missing: view public.on_it, until the transaction ends
DROP VIEW public.on_it;

-- hazard: readers see it missing: materialized view public.daily, until the transaction ends
DROP MATERIALIZED VIEW public.daily;

CREATE VIEW public.daily AS
SELECT id FROM sales;

CREATE VIEW public.on_it AS
SELECT id FROM daily;

GRANT SELECT ON TABLE public.daily TO ROLE reader;

GRANT SELECT ON TABLE public.on_it TO ROLE reader;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: view public.on_it, until the transaction ends
DROP VIEW public.on_it;

-- hazard: readers see it missing: view public.daily, until the transaction ends
DROP VIEW public.daily;

-- hazard: long-running: materialized view public.daily is filled with the rows of its query
CREATE MATERIALIZED VIEW public.daily AS
SELECT id FROM sales;

CREATE VIEW public.on_it AS
SELECT id FROM daily;

GRANT SELECT ON TABLE public.daily TO ROLE reader;

GRANT SELECT ON TABLE public.on_it TO ROLE reader;

COMMIT;

---- hazards

up: readers see it missing: view public.on_it, until the transaction ends
up: readers see it missing: materialized view public.daily, until the transaction ends
down: readers see it missing: view public.on_it, until the transaction ends
down: readers see it missing: view public.daily, until the transaction ends
down: long-running: materialized view public.daily is filled with the rows of its query
