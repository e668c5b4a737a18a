

---- before

CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT, day DATE);
CREATE VIEW lake.daily AS SELECT day FROM lake.sales;
COMMENT ON TABLE lake.sales IS 'sales';
COMMENT ON COLUMN lake.sales.id IS 'its number';

---- after

CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT, day DATE);
CREATE VIEW lake.daily AS SELECT day FROM lake.sales;
COMMENT ON TABLE lake.sales IS 'sales, since 2020: it''s all of them';
COMMENT ON VIEW lake.daily IS 'the days';
COMMENT ON COLUMN lake.sales.day IS 'its day';
COMMENT ON DATABASE dev IS 'the lake';

---- up

BEGIN;

COMMENT ON COLUMN lake.sales.id IS NULL;

COMMENT ON COLUMN lake.sales.day IS 'its day';

COMMENT ON DATABASE dev IS 'the lake';

COMMENT ON TABLE lake.sales IS 'sales, since 2020: it''s all of them';

COMMENT ON VIEW lake.daily IS 'the days';

COMMIT;

---- down

BEGIN;

COMMENT ON COLUMN lake.sales.day IS NULL;

COMMENT ON DATABASE dev IS NULL;

COMMENT ON VIEW lake.daily IS NULL;

COMMENT ON COLUMN lake.sales.id IS 'its number';

COMMENT ON TABLE lake.sales IS 'sales';

COMMIT;

---- hazards
