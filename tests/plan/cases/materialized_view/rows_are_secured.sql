-- ROW LEVEL SECURITY has no word in CREATE.

---- before

CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily AS SELECT id FROM sales;
CREATE MATERIALIZED VIEW weekly AS SELECT id FROM sales;
ALTER MATERIALIZED VIEW weekly ROW LEVEL SECURITY ON;

---- after

CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily AS SELECT id FROM sales;
ALTER MATERIALIZED VIEW daily ROW LEVEL SECURITY ON CONJUNCTION TYPE OR;
CREATE MATERIALIZED VIEW weekly AS SELECT id FROM sales WHERE id > 0;
ALTER MATERIALIZED VIEW weekly ROW LEVEL SECURITY ON;

---- up

BEGIN;

-- hazard: readers see it missing: materialized view public.weekly, until the transaction ends
DROP MATERIALIZED VIEW public.weekly;

ALTER MATERIALIZED VIEW public.daily ROW LEVEL SECURITY ON CONJUNCTION TYPE OR;

-- hazard: long-running: materialized view public.weekly is filled with the rows of its query
CREATE MATERIALIZED VIEW public.weekly AS
SELECT id FROM sales WHERE id > 0;

ALTER MATERIALIZED VIEW public.weekly ROW LEVEL SECURITY ON;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: materialized view public.weekly, until the transaction ends
DROP MATERIALIZED VIEW public.weekly;

ALTER MATERIALIZED VIEW public.daily ROW LEVEL SECURITY OFF;

-- hazard: long-running: materialized view public.weekly is filled with the rows of its query
CREATE MATERIALIZED VIEW public.weekly AS
SELECT id FROM sales;

ALTER MATERIALIZED VIEW public.weekly ROW LEVEL SECURITY ON;

COMMIT;

---- hazards

up: readers see it missing: materialized view public.weekly, until the transaction ends
up: long-running: materialized view public.weekly is filled with the rows of its query
down: readers see it missing: materialized view public.weekly, until the transaction ends
down: long-running: materialized view public.weekly is filled with the rows of its query
