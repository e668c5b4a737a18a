-- What refuses a transaction comes after: it may not stand between a view and its grants.

---- before

CREATE ROLE reader;
CREATE USER ann PASSWORD DISABLE;
CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily AS SELECT id FROM sales;
GRANT SELECT ON daily TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE USER ann PASSWORD DISABLE;
CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily AS SELECT id FROM sales WHERE id > 0;
GRANT SELECT ON daily TO ROLE reader;
GRANT USAGE ON DATABASE awsdatacatalog TO ann;

---- up

BEGIN;

-- hazard: readers see it missing: materialized view public.daily, until the transaction ends
DROP MATERIALIZED VIEW public.daily;

-- hazard: long-running: materialized view public.daily is filled with the rows of its query
CREATE MATERIALIZED VIEW public.daily AS
SELECT id FROM sales WHERE id > 0;

GRANT SELECT ON TABLE public.daily TO ROLE reader;

COMMIT;

GRANT USAGE ON DATABASE awsdatacatalog TO ann;

---- down

BEGIN;

-- hazard: readers see it missing: materialized view public.daily, until the transaction ends
DROP MATERIALIZED VIEW public.daily;

-- hazard: long-running: materialized view public.daily is filled with the rows of its query
CREATE MATERIALIZED VIEW public.daily AS
SELECT id FROM sales;

GRANT SELECT ON TABLE public.daily TO ROLE reader;

COMMIT;

REVOKE USAGE ON DATABASE awsdatacatalog FROM ann;

---- hazards

up: readers see it missing: materialized view public.daily, until the transaction ends
up: long-running: materialized view public.daily is filled with the rows of its query
down: readers see it missing: materialized view public.daily, until the transaction ends
down: long-running: materialized view public.daily is filled with the rows of its query
