-- A hand-written RENAME, of a table or of its schema, is no difference any more.

---- before

CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT);
CREATE TABLE returns (id BIGINT);
COMMENT ON TABLE returns IS 'all of them';
COMMENT ON COLUMN returns.id IS 'its number';
ALTER SCHEMA lake RENAME TO pond;
ALTER TABLE returns RENAME TO refunds;

---- after

CREATE SCHEMA pond;
CREATE TABLE pond.sales (id BIGINT);
CREATE TABLE refunds (id BIGINT);
COMMENT ON TABLE refunds IS 'all of them';
COMMENT ON COLUMN refunds.id IS 'its number';

---- up

---- down

---- hazards
