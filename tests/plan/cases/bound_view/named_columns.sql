-- Columns may be named before AS; other names are other columns.

---- before

CREATE TABLE sales (id BIGINT);
CREATE VIEW daily (a) AS SELECT id FROM sales;

---- after

CREATE TABLE sales (id BIGINT);
CREATE VIEW daily (b) AS SELECT id FROM sales;

---- up

BEGIN;

-- hazard: readers see it missing: view public.daily, until the transaction ends
DROP VIEW public.daily;

CREATE VIEW public.daily (b) AS
SELECT id FROM sales;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: view public.daily, until the transaction ends
DROP VIEW public.daily;

CREATE VIEW public.daily (a) AS
SELECT id FROM sales;

COMMIT;

---- hazards

up: readers see it missing: view public.daily, until the transaction ends
down: readers see it missing: view public.daily, until the transaction ends
