-- A policy goes after what it is attached to; a user and a role after both.

---- before

CREATE TABLE cards (card VARCHAR(16), name VARCHAR(16));

---- after

CREATE ROLE reader;
CREATE USER ann PASSWORD DISABLE;
CREATE TABLE cards (card VARCHAR(16), name VARCHAR(16));
CREATE RLS POLICY own USING (true);
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('XXXX'::VARCHAR(16));
ATTACH RLS POLICY own ON TABLE cards TO "ann", PUBLIC;
ATTACH MASKING POLICY mask ON cards (card, name) USING (card, name) TO ROLE reader PRIORITY 20;
ATTACH MASKING POLICY mask ON cards (card) TO ann;

---- up

BEGIN;

CREATE USER ann PASSWORD DISABLE;

CREATE ROLE reader;

CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('XXXX'::VARCHAR(16));

CREATE RLS POLICY own USING (true);

ATTACH MASKING POLICY mask ON public.cards (card) TO ann;

ATTACH MASKING POLICY mask ON public.cards (card, name) USING (card, name) TO ROLE reader PRIORITY 20;

ATTACH RLS POLICY own ON public.cards TO PUBLIC;

ATTACH RLS POLICY own ON public.cards TO ann;

COMMIT;

---- down

BEGIN;

DETACH MASKING POLICY mask ON public.cards (card) FROM ann;

DETACH MASKING POLICY mask ON public.cards (card, name) FROM ROLE reader;

DETACH RLS POLICY own ON public.cards FROM PUBLIC;

DETACH RLS POLICY own ON public.cards FROM ann;

DROP MASKING POLICY mask;

DROP RLS POLICY own;

DROP ROLE reader;

DROP USER ann;

COMMIT;

---- hazards
