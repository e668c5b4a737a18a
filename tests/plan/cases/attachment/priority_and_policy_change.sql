-- No statement changes an attachment: it is made anew, and what comes has its column free.

---- before

CREATE TABLE cards (card VARCHAR(16), name VARCHAR(16));
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('XXXX'::VARCHAR(16));
CREATE MASKING POLICY blur WITH (card VARCHAR(16)) USING (left(card, 4));
ATTACH MASKING POLICY mask ON cards (card) TO PUBLIC;
ATTACH MASKING POLICY mask ON cards (name) TO PUBLIC;

---- after

CREATE TABLE cards (card VARCHAR(16), name VARCHAR(16));
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('XXXX'::VARCHAR(16));
CREATE MASKING POLICY blur WITH (card VARCHAR(16)) USING (left(card, 4));
ATTACH MASKING POLICY mask ON cards (card) TO PUBLIC PRIORITY 10;
ATTACH MASKING POLICY blur ON cards (name) TO PUBLIC;

---- up

BEGIN;

DETACH MASKING POLICY mask ON public.cards (card) FROM PUBLIC;

DETACH MASKING POLICY mask ON public.cards (name) FROM PUBLIC;

ATTACH MASKING POLICY blur ON public.cards (name) TO PUBLIC;

ATTACH MASKING POLICY mask ON public.cards (card) TO PUBLIC PRIORITY 10;

COMMIT;

---- down

BEGIN;

DETACH MASKING POLICY blur ON public.cards (name) FROM PUBLIC;

DETACH MASKING POLICY mask ON public.cards (card) FROM PUBLIC;

ATTACH MASKING POLICY mask ON public.cards (card) TO PUBLIC;

ATTACH MASKING POLICY mask ON public.cards (name) TO PUBLIC;

COMMIT;

---- hazards
