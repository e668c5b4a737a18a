-- Nothing is detached one by one in a database that is dropped.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE DATABASE consume;
\connect consume
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('XXXX'::VARCHAR(16));
CREATE RLS POLICY own USING (true);
CREATE TABLE cards (card VARCHAR(16));
ATTACH MASKING POLICY mask ON cards (card) TO ann;
ATTACH RLS POLICY own ON cards TO ann;
ALTER TABLE cards ROW LEVEL SECURITY ON;

---- after

---- up

-- hazard: destroys data: database consume with all that is in it
DROP DATABASE consume;

BEGIN;

DROP USER ann;

COMMIT;

---- down

BEGIN;

CREATE USER ann PASSWORD DISABLE;

COMMIT;

CREATE DATABASE consume;

\connect "consume"

BEGIN;

CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('XXXX'::VARCHAR(16));

CREATE TABLE cards (card VARCHAR(16));

CREATE RLS POLICY own USING (true);

ATTACH MASKING POLICY mask ON public.cards (card) TO ann;

ATTACH RLS POLICY own ON public.cards TO ann;

ALTER TABLE public.cards ROW LEVEL SECURITY ON;

COMMIT;

\connect "dev"

---- hazards

up: destroys data: database consume with all that is in it
