-- What a policy calls comes before it, and goes after it.

---- before

CREATE SCHEMA lake;

---- after

CREATE SCHEMA lake;
CREATE FUNCTION redacted(VARCHAR) RETURNS VARCHAR STABLE AS $$ SELECT 'x' $$ LANGUAGE sql;
CREATE MASKING POLICY mask_card WITH (card VARCHAR) USING (public.redacted(card));

---- up

BEGIN;

CREATE FUNCTION redacted(VARCHAR) RETURNS VARCHAR STABLE AS $$ SELECT 'x' $$ LANGUAGE sql;

CREATE MASKING POLICY mask_card WITH (card VARCHAR) USING (public.redacted(card));

COMMIT;

---- down

BEGIN;

DROP MASKING POLICY mask_card;

DROP FUNCTION public.redacted(character varying);

COMMIT;

---- hazards
