-- The share stays while what is in it comes and goes; a rebuilt view is put back.

---- before

CREATE SCHEMA marts;
CREATE SCHEMA old_marts;
CREATE TABLE marts.sales (id BIGINT, amount INT);
CREATE VIEW marts.daily AS SELECT id FROM marts.sales;
CREATE DATASHARE sales_share;
ALTER DATASHARE sales_share ADD SCHEMA marts, old_marts;
ALTER DATASHARE sales_share ADD TABLE marts.sales, marts.daily;

---- after

CREATE SCHEMA marts;
CREATE SCHEMA old_marts;
CREATE TABLE marts.sales (id BIGINT, amount INT);
CREATE VIEW marts.daily AS SELECT id, amount FROM marts.sales;
CREATE DATASHARE sales_share PUBLICACCESSIBLE TRUE;
ALTER DATASHARE sales_share ADD SCHEMA marts;
ALTER DATASHARE sales_share ADD TABLE marts.daily;

---- up

BEGIN;

ALTER DATASHARE sales_share REMOVE TABLE marts.daily;

ALTER DATASHARE sales_share REMOVE TABLE marts.sales;

ALTER DATASHARE sales_share REMOVE SCHEMA old_marts;

-- hazard: readers see it missing: view marts.daily, until the transaction ends
DROP VIEW marts.daily;

CREATE VIEW marts.daily AS
SELECT id, amount FROM marts.sales;

ALTER DATASHARE sales_share SET PUBLICACCESSIBLE = TRUE;

ALTER DATASHARE sales_share ADD TABLE marts.daily;

COMMIT;

---- down

BEGIN;

ALTER DATASHARE sales_share REMOVE TABLE marts.daily;

-- hazard: readers see it missing: view marts.daily, until the transaction ends
DROP VIEW marts.daily;

CREATE VIEW marts.daily AS
SELECT id FROM marts.sales;

ALTER DATASHARE sales_share SET PUBLICACCESSIBLE = FALSE;

ALTER DATASHARE sales_share ADD SCHEMA old_marts;

ALTER DATASHARE sales_share ADD TABLE marts.daily;

ALTER DATASHARE sales_share ADD TABLE marts.sales;

COMMIT;

---- hazards

up: readers see it missing: view marts.daily, until the transaction ends
down: readers see it missing: view marts.daily, until the transaction ends
