-- What a late-binding view reads may be others' too; the statement says so again.

---- before

CREATE ROLE reader;

---- after

CREATE ROLE reader;
-- managed = false
CREATE VIEW late AS SELECT id FROM finance.ledger WITH NO SCHEMA BINDING;

---- up

BEGIN;

-- managed = false
CREATE VIEW public.late AS
SELECT id FROM finance.ledger
WITH NO SCHEMA BINDING;

COMMIT;

---- down

BEGIN;

-- managed = false
DROP VIEW public.late;

COMMIT;

---- hazards
