-- What the runner creates is granted by default: no statement gives it again, and one takes
-- it where it is not declared.

---- before

CREATE ROLE reader;
CREATE SCHEMA lake;
CREATE SCHEMA inner_lake;
CREATE TABLE lake.sales (id BIGINT);
ALTER DEFAULT PRIVILEGES IN SCHEMA lake GRANT SELECT ON TABLES TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE SCHEMA lake;
CREATE SCHEMA inner_lake;
CREATE TABLE lake.sales (id BIGINT);
ALTER DEFAULT PRIVILEGES IN SCHEMA lake GRANT SELECT ON TABLES TO ROLE reader;
CREATE VIEW lake.daily AS SELECT id FROM lake.sales;
CREATE VIEW lake.secret AS SELECT id FROM lake.sales;
REVOKE SELECT ON TABLE lake.secret FROM ROLE reader;
CREATE VIEW inner_lake.daily AS SELECT id FROM lake.sales;

---- up

BEGIN;

CREATE VIEW inner_lake.daily AS
SELECT id FROM lake.sales;

CREATE VIEW lake.daily AS
SELECT id FROM lake.sales;

CREATE VIEW lake.secret AS
SELECT id FROM lake.sales;

REVOKE SELECT ON TABLE lake.secret FROM ROLE reader;

COMMIT;

---- down

BEGIN;

DROP VIEW inner_lake.daily;

DROP VIEW lake.daily;

DROP VIEW lake.secret;

COMMIT;

---- hazards
