

---- before

CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT, day DATE);
CREATE VIEW lake.daily AS SELECT day FROM lake.sales;
COMMENT ON VIEW lake.daily IS 'the days';
COMMENT ON COLUMN lake.daily.day IS 'its day';

---- after

CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT, day DATE);
CREATE VIEW lake.daily AS SELECT day, id FROM lake.sales;
COMMENT ON VIEW lake.daily IS 'the days';
COMMENT ON COLUMN lake.daily.day IS 'its day';

---- up

BEGIN;

-- hazard: readers see it missing: view lake.daily, until the transaction ends
DROP VIEW lake.daily;

CREATE VIEW lake.daily AS
SELECT day, id FROM lake.sales;

COMMENT ON COLUMN lake.daily.day IS 'its day';

COMMENT ON VIEW lake.daily IS 'the days';

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: view lake.daily, until the transaction ends
DROP VIEW lake.daily;

CREATE VIEW lake.daily AS
SELECT day FROM lake.sales;

COMMENT ON COLUMN lake.daily.day IS 'its day';

COMMENT ON VIEW lake.daily IS 'the days';

COMMIT;

---- hazards

up: readers see it missing: view lake.daily, until the transaction ends
down: readers see it missing: view lake.daily, until the transaction ends
