-- No statement takes away what goes by itself.

---- before

CREATE VIEW daily AS SELECT 1 AS one;
COMMENT ON VIEW daily IS 'the days';
COMMENT ON COLUMN daily.one IS 'one';

---- after

---- up

BEGIN;

DROP VIEW public.daily;

COMMIT;

---- down

BEGIN;

CREATE VIEW public.daily AS
SELECT 1 AS one;

COMMENT ON COLUMN public.daily.one IS 'one';

COMMENT ON VIEW public.daily IS 'the days';

COMMIT;

---- hazards
