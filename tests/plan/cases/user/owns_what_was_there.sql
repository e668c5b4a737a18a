-- Nobody is declared to take the view back from a user who goes: it is made anew, and belongs
-- to whoever runs the revision.

---- before

CREATE TABLE sales (id BIGINT);
CREATE ROLE reader;
CREATE VIEW daily AS SELECT id FROM sales;
GRANT SELECT ON daily TO ROLE reader;

---- after

CREATE TABLE sales (id BIGINT);
CREATE ROLE reader;
CREATE USER ann PASSWORD DISABLE;
CREATE VIEW daily AS SELECT id FROM sales;
GRANT SELECT ON daily TO ROLE reader;
ALTER TABLE daily OWNER TO ann;

---- up

BEGIN;

CREATE USER ann PASSWORD DISABLE;

ALTER TABLE public.daily OWNER TO ann;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: view public.daily, until the transaction ends
DROP VIEW public.daily;

CREATE VIEW public.daily AS
SELECT id FROM sales;

GRANT SELECT ON TABLE public.daily TO ROLE reader;

DROP USER ann;

COMMIT;

---- hazards

down: readers see it missing: view public.daily, until the transaction ends
