-- What reads a stream may refresh itself; of other external schemas nothing may.

---- before

CREATE EXTERNAL SCHEMA streams FROM KINESIS IAM_ROLE DEFAULT;

---- after

CREATE EXTERNAL SCHEMA streams FROM KINESIS IAM_ROLE DEFAULT;
CREATE MATERIALIZED VIEW clicks AUTO REFRESH YES AS SELECT kinesis_data FROM streams.clicks;

---- up

BEGIN;

-- hazard: long-running: materialized view public.clicks is filled with the rows of its query
CREATE MATERIALIZED VIEW public.clicks AUTO REFRESH YES AS
SELECT kinesis_data FROM streams.clicks;

COMMIT;

---- down

BEGIN;

DROP MATERIALIZED VIEW public.clicks;

COMMIT;

---- hazards

up: long-running: materialized view public.clicks is filled with the rows of its query
