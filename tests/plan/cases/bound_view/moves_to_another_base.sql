-- What it stands on changes with its query: the old base can go.

---- before

CREATE TABLE sales (id BIGINT);
CREATE VIEW old_base AS SELECT id FROM sales;
CREATE VIEW daily AS SELECT id FROM old_base;

---- after

CREATE TABLE sales (id BIGINT);
CREATE VIEW new_base AS SELECT id FROM sales;
CREATE VIEW daily AS SELECT id FROM new_base;

---- up

BEGIN;

-- hazard: readers see it missing: view public.daily, until the transaction ends
DROP VIEW public.daily;

DROP VIEW public.old_base;

CREATE VIEW public.new_base AS
SELECT id FROM sales;

CREATE VIEW public.daily AS
SELECT id FROM new_base;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: view public.daily, until the transaction ends
DROP VIEW public.daily;

DROP VIEW public.new_base;

CREATE VIEW public.old_base AS
SELECT id FROM sales;

CREATE VIEW public.daily AS
SELECT id FROM old_base;

COMMIT;

---- hazards

up: readers see it missing: view public.daily, until the transaction ends
down: readers see it missing: view public.daily, until the transaction ends
