-- BACKUP is said at creation only.

---- before

CREATE ROLE reader;
CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily AS SELECT id FROM sales;
GRANT SELECT ON TABLE daily TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily BACKUP NO AS SELECT id FROM sales;
GRANT SELECT ON TABLE daily TO ROLE reader;

---- up

BEGIN;

-- hazard: readers see it missing: materialized view public.daily, until the transaction ends
DROP MATERIALIZED VIEW public.daily;

-- hazard: long-running: materialized view public.daily is filled with the rows of its query
CREATE MATERIALIZED VIEW public.daily BACKUP NO AS
SELECT id FROM sales;

GRANT SELECT ON TABLE public.daily TO ROLE reader;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: materialized view public.daily, until the transaction ends
DROP MATERIALIZED VIEW public.daily;

-- hazard: long-running: materialized view public.daily is filled with the rows of its query
CREATE MATERIALIZED VIEW public.daily AS
SELECT id FROM sales;

GRANT SELECT ON TABLE public.daily TO ROLE reader;

COMMIT;

---- hazards

up: readers see it missing: materialized view public.daily, until the transaction ends
up: long-running: materialized view public.daily is filled with the rows of its query
down: readers see it missing: materialized view public.daily, until the transaction ends
down: long-running: materialized view public.daily is filled with the rows of its query
