-- Whether one can replace the other, no page says: it goes and comes.

---- before

CREATE ROLE reader;
CREATE TABLE sales (id BIGINT);
CREATE VIEW daily AS SELECT id FROM public.sales WITH NO SCHEMA BINDING;
GRANT SELECT ON TABLE daily TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE TABLE sales (id BIGINT);
CREATE VIEW daily AS SELECT id FROM public.sales;
GRANT SELECT ON TABLE daily TO ROLE reader;

---- up

BEGIN;

-- hazard: readers see it missing: late-binding view public.daily, until the transaction ends
DROP VIEW public.daily;

CREATE VIEW public.daily AS
SELECT id FROM public.sales;

GRANT SELECT ON TABLE public.daily TO ROLE reader;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: view public.daily, until the transaction ends
DROP VIEW public.daily;

CREATE VIEW public.daily AS
SELECT id FROM public.sales
WITH NO SCHEMA BINDING;

GRANT SELECT ON TABLE public.daily TO ROLE reader;

COMMIT;

---- hazards

up: readers see it missing: late-binding view public.daily, until the transaction ends
down: readers see it missing: view public.daily, until the transaction ends
