-- ON ALL TABLES IN SCHEMA speaks of those that are there: the rebuilt view is among them
-- again, and the new one too.

---- before

CREATE ROLE reader;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT, amount INT);
CREATE VIEW lake.daily AS SELECT id FROM lake.sales;
GRANT SELECT ON ALL TABLES IN SCHEMA lake TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT, amount INT);
CREATE VIEW lake.daily AS SELECT id, amount FROM lake.sales;
CREATE VIEW lake.monthly AS SELECT id FROM lake.daily;
GRANT SELECT ON ALL TABLES IN SCHEMA lake TO ROLE reader;

---- up

BEGIN;

-- hazard: readers see it missing: view lake.daily, until the transaction ends
DROP VIEW lake.daily;

CREATE VIEW lake.daily AS
SELECT id, amount FROM lake.sales;

CREATE VIEW lake.monthly AS
SELECT id FROM lake.daily;

GRANT SELECT ON TABLE lake.daily TO ROLE reader;

GRANT SELECT ON TABLE lake.monthly TO ROLE reader;

COMMIT;

---- down

BEGIN;

DROP VIEW lake.monthly;

-- hazard: readers see it missing: view lake.daily, until the transaction ends
DROP VIEW lake.daily;

CREATE VIEW lake.daily AS
SELECT id FROM lake.sales;

GRANT SELECT ON TABLE lake.daily TO ROLE reader;

COMMIT;

---- hazards

up: readers see it missing: view lake.daily, until the transaction ends
down: readers see it missing: view lake.daily, until the transaction ends
