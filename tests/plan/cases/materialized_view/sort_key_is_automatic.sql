-- CREATE knows no automatic sort key: it is altered right after.

---- before

CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily AS SELECT id FROM sales;
ALTER MATERIALIZED VIEW daily ALTER SORTKEY AUTO;

---- after

CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily DISTSTYLE ALL AS SELECT id FROM sales WHERE id > 0;
ALTER MATERIALIZED VIEW daily ALTER SORTKEY AUTO;

---- up

BEGIN;

-- hazard: readers see it missing: materialized view public.daily, until the transaction ends
DROP MATERIALIZED VIEW public.daily;

-- hazard: long-running: materialized view public.daily is filled with the rows of its query
CREATE MATERIALIZED VIEW public.daily DISTSTYLE ALL AS
SELECT id FROM sales WHERE id > 0;

ALTER MATERIALIZED VIEW public.daily ALTER SORTKEY AUTO;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: materialized view public.daily, until the transaction ends
DROP MATERIALIZED VIEW public.daily;

-- hazard: long-running: materialized view public.daily is filled with the rows of its query
CREATE MATERIALIZED VIEW public.daily AS
SELECT id FROM sales;

ALTER MATERIALIZED VIEW public.daily ALTER SORTKEY AUTO;

COMMIT;

---- hazards

up: readers see it missing: materialized view public.daily, until the transaction ends
up: long-running: materialized view public.daily is filled with the rows of its query
down: readers see it missing: materialized view public.daily, until the transaction ends
down: long-running: materialized view public.daily is filled with the rows of its query
