-- Who sees which rows and columns of a view must not depend on its being made anew.

---- before

CREATE ROLE reader;
CREATE USER ann PASSWORD DISABLE;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT, day DATE, card VARCHAR(16));
CREATE RLS POLICY recent WITH (day DATE) USING (day > '2024-01-01');
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('XXXX'::VARCHAR(16));
CREATE VIEW lake.daily AS SELECT day, card FROM lake.sales;
ALTER TABLE lake.daily ROW LEVEL SECURITY ON CONJUNCTION TYPE OR;
ATTACH RLS POLICY recent ON lake.daily TO ROLE reader, ann;
ATTACH MASKING POLICY mask ON lake.daily (card) TO PUBLIC PRIORITY 10;
CREATE MATERIALIZED VIEW lake.weekly AS SELECT day FROM lake.sales;
ALTER MATERIALIZED VIEW lake.weekly ROW LEVEL SECURITY ON;
ATTACH RLS POLICY recent ON lake.weekly TO PUBLIC;
GRANT SELECT ON lake.daily TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE USER ann PASSWORD DISABLE;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT, day DATE, card VARCHAR(16));
CREATE RLS POLICY recent WITH (day DATE) USING (day > '2024-01-01');
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('XXXX'::VARCHAR(16));
CREATE VIEW lake.daily AS SELECT day, card, id FROM lake.sales;
ALTER TABLE lake.daily ROW LEVEL SECURITY ON CONJUNCTION TYPE OR;
ATTACH RLS POLICY recent ON lake.daily TO ROLE reader, ann;
ATTACH MASKING POLICY mask ON lake.daily (card) TO PUBLIC PRIORITY 10;
CREATE MATERIALIZED VIEW lake.weekly AS SELECT day, id FROM lake.sales;
ALTER MATERIALIZED VIEW lake.weekly ROW LEVEL SECURITY ON;
ATTACH RLS POLICY recent ON lake.weekly TO PUBLIC;
GRANT SELECT ON lake.daily TO ROLE reader;

---- up

BEGIN;

-- hazard: readers see it missing: view lake.daily, until the transaction ends
DROP VIEW lake.daily;

-- hazard: readers see it missing: materialized view lake.weekly, until the transaction ends
DROP MATERIALIZED VIEW lake.weekly;

CREATE VIEW lake.daily AS
SELECT day, card, id FROM lake.sales;

-- hazard: long-running: materialized view lake.weekly is filled with the rows of its query
CREATE MATERIALIZED VIEW lake.weekly AS
SELECT day, id FROM lake.sales;

ALTER MATERIALIZED VIEW lake.weekly ROW LEVEL SECURITY ON;

ATTACH MASKING POLICY mask ON lake.daily (card) TO PUBLIC PRIORITY 10;

ATTACH RLS POLICY recent ON lake.daily TO ROLE reader;

ATTACH RLS POLICY recent ON lake.daily TO ann;

ATTACH RLS POLICY recent ON lake.weekly TO PUBLIC;

ALTER TABLE lake.daily ROW LEVEL SECURITY ON CONJUNCTION TYPE OR;

GRANT SELECT ON TABLE lake.daily TO ROLE reader;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: view lake.daily, until the transaction ends
DROP VIEW lake.daily;

-- hazard: readers see it missing: materialized view lake.weekly, until the transaction ends
DROP MATERIALIZED VIEW lake.weekly;

CREATE VIEW lake.daily AS
SELECT day, card FROM lake.sales;

-- hazard: long-running: materialized view lake.weekly is filled with the rows of its query
CREATE MATERIALIZED VIEW lake.weekly AS
SELECT day FROM lake.sales;

ALTER MATERIALIZED VIEW lake.weekly ROW LEVEL SECURITY ON;

ATTACH MASKING POLICY mask ON lake.daily (card) TO PUBLIC PRIORITY 10;

ATTACH RLS POLICY recent ON lake.daily TO ROLE reader;

ATTACH RLS POLICY recent ON lake.daily TO ann;

ATTACH RLS POLICY recent ON lake.weekly TO PUBLIC;

ALTER TABLE lake.daily ROW LEVEL SECURITY ON CONJUNCTION TYPE OR;

GRANT SELECT ON TABLE lake.daily TO ROLE reader;

COMMIT;

---- hazards

up: readers see it missing: view lake.daily, until the transaction ends
up: readers see it missing: materialized view lake.weekly, until the transaction ends
up: long-running: materialized view lake.weekly is filled with the rows of its query
down: readers see it missing: view lake.daily, until the transaction ends
down: readers see it missing: materialized view lake.weekly, until the transaction ends
down: long-running: materialized view lake.weekly is filled with the rows of its query
