-- Redshift refuses to replace it: it goes and comes with what stands on it, and owners, grants
-- and options come back in the same transaction. The new owner is the new one.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE ROLE reader;
CREATE TABLE sales (id BIGINT, amount INT);
CREATE VIEW daily AS SELECT id FROM sales;
ALTER TABLE daily OWNER TO ann;
CREATE VIEW monthly AS SELECT id FROM daily;
ALTER TABLE monthly OWNER TO ann;
GRANT SELECT ON TABLE daily TO ROLE reader;
GRANT SELECT ON TABLE monthly TO ben WITH GRANT OPTION;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE ROLE reader;
CREATE TABLE sales (id BIGINT, amount INT);
CREATE VIEW daily AS SELECT id, amount FROM sales;
ALTER TABLE daily OWNER TO ben;
CREATE VIEW monthly AS SELECT id FROM daily;
ALTER TABLE monthly OWNER TO ann;
GRANT SELECT ON TABLE daily TO ROLE reader;
GRANT SELECT ON TABLE monthly TO ben WITH GRANT OPTION;

---- up

BEGIN;

-- hazard: readers see it missing: view public.monthly, until the transaction ends
DROP VIEW public.monthly;

-- hazard: readers see it missing: view public.daily, until the transaction ends
DROP VIEW public.daily;

CREATE VIEW public.daily AS
SELECT id, amount FROM sales;

ALTER TABLE public.daily OWNER TO ben;

CREATE VIEW public.monthly AS
SELECT id FROM daily;

ALTER TABLE public.monthly OWNER TO ann;

GRANT SELECT ON TABLE public.daily TO ROLE reader;

GRANT SELECT ON TABLE public.monthly TO ben WITH GRANT OPTION;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: view public.monthly, until the transaction ends
DROP VIEW public.monthly;

-- hazard: readers see it missing: view public.daily, until the transaction ends
DROP VIEW public.daily;

CREATE VIEW public.daily AS
SELECT id FROM sales;

ALTER TABLE public.daily OWNER TO ann;

CREATE VIEW public.monthly AS
SELECT id FROM daily;

ALTER TABLE public.monthly OWNER TO ann;

GRANT SELECT ON TABLE public.daily TO ROLE reader;

GRANT SELECT ON TABLE public.monthly TO ben WITH GRANT OPTION;

COMMIT;

---- hazards

up: readers see it missing: view public.monthly, until the transaction ends
up: readers see it missing: view public.daily, until the transaction ends
down: readers see it missing: view public.monthly, until the transaction ends
down: readers see it missing: view public.daily, until the transaction ends
