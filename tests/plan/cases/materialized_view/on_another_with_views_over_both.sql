-- The lowest of a tower changes: what stands on it goes and comes with owners and grants, both
-- ways; the late-binding view is not touched, and keeps its own.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
CREATE GROUP analysts;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT, region VARCHAR(2), amount INT);
CREATE MATERIALIZED VIEW lake.by_region DISTKEY (region) SORTKEY (region) AS SELECT region, sum(amount) AS total FROM lake.sales GROUP BY region;
ALTER TABLE lake.by_region OWNER TO ann;
CREATE MATERIALIZED VIEW lake.overall AS SELECT sum(total) AS total FROM lake.by_region;
ALTER TABLE lake.overall OWNER TO ann;
CREATE VIEW lake.bound AS SELECT r.region, o.total FROM lake.by_region r, lake.overall o;
CREATE VIEW lake.late AS SELECT r.region, o.total FROM lake.by_region r, lake.overall o WITH NO SCHEMA BINDING;
ALTER TABLE lake.late OWNER TO ann;
GRANT SELECT ON TABLE lake.by_region TO ROLE reader, GROUP analysts;
GRANT SELECT ON TABLE lake.overall TO ROLE reader;
GRANT SELECT ON TABLE lake.bound TO GROUP analysts;
GRANT SELECT ON TABLE lake.late TO ROLE reader, GROUP analysts;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
CREATE GROUP analysts;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT, region VARCHAR(2), amount INT);
CREATE MATERIALIZED VIEW lake.by_region DISTKEY (region) SORTKEY (region) AS SELECT region, sum(amount) AS total FROM lake.sales WHERE amount > 0 GROUP BY region;
ALTER TABLE lake.by_region OWNER TO ann;
CREATE MATERIALIZED VIEW lake.overall AS SELECT sum(total) AS total FROM lake.by_region;
ALTER TABLE lake.overall OWNER TO ann;
CREATE VIEW lake.bound AS SELECT r.region, o.total FROM lake.by_region r, lake.overall o;
CREATE VIEW lake.late AS SELECT r.region, o.total FROM lake.by_region r, lake.overall o WITH NO SCHEMA BINDING;
ALTER TABLE lake.late OWNER TO ann;
GRANT SELECT ON TABLE lake.by_region TO ROLE reader, GROUP analysts;
GRANT SELECT ON TABLE lake.overall TO ROLE reader;
GRANT SELECT ON TABLE lake.bound TO GROUP analysts;
GRANT SELECT ON TABLE lake.late TO ROLE reader, GROUP analysts;

---- up

BEGIN;

-- hazard: readers see it missing: view lake.bound, until the transaction ends
DROP VIEW lake.bound;

-- hazard: readers see it missing: materialized view lake.overall, until the transaction ends
DROP MATERIALIZED VIEW lake.overall;

-- hazard: readers see it missing: materialized view lake.by_region, until the transaction ends
DROP MATERIALIZED VIEW lake.by_region;

-- hazard: long-running: materialized view lake.by_region is filled with the rows of its query
CREATE MATERIALIZED VIEW lake.by_region DISTKEY (region) SORTKEY (region) AS
SELECT region, sum(amount) AS total FROM lake.sales WHERE amount > 0 GROUP BY region;

ALTER TABLE lake.by_region OWNER TO ann;

-- hazard: long-running: materialized view lake.overall is filled with the rows of its query
CREATE MATERIALIZED VIEW lake.overall AS
SELECT sum(total) AS total FROM lake.by_region;

ALTER TABLE lake.overall OWNER TO ann;

CREATE VIEW lake.bound AS
SELECT r.region, o.total FROM lake.by_region r, lake.overall o;

GRANT SELECT ON TABLE lake.bound TO GROUP analysts;

GRANT SELECT ON TABLE lake.by_region TO ROLE reader, GROUP analysts;

GRANT SELECT ON TABLE lake.overall TO ROLE reader;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: view lake.bound, until the transaction ends
DROP VIEW lake.bound;

-- hazard: readers see it missing: materialized view lake.overall, until the transaction ends
DROP MATERIALIZED VIEW lake.overall;

-- hazard: readers see it missing: materialized view lake.by_region, until the transaction ends
DROP MATERIALIZED VIEW lake.by_region;

-- hazard: long-running: materialized view lake.by_region is filled with the rows of its query
CREATE MATERIALIZED VIEW lake.by_region DISTKEY (region) SORTKEY (region) AS
SELECT region, sum(amount) AS total FROM lake.sales GROUP BY region;

ALTER TABLE lake.by_region OWNER TO ann;

-- hazard: long-running: materialized view lake.overall is filled with the rows of its query
CREATE MATERIALIZED VIEW lake.overall AS
SELECT sum(total) AS total FROM lake.by_region;

ALTER TABLE lake.overall OWNER TO ann;

CREATE VIEW lake.bound AS
SELECT r.region, o.total FROM lake.by_region r, lake.overall o;

GRANT SELECT ON TABLE lake.bound TO GROUP analysts;

GRANT SELECT ON TABLE lake.by_region TO ROLE reader, GROUP analysts;

GRANT SELECT ON TABLE lake.overall TO ROLE reader;

COMMIT;

---- hazards

up: readers see it missing: view lake.bound, until the transaction ends
up: readers see it missing: materialized view lake.overall, until the transaction ends
up: readers see it missing: materialized view lake.by_region, until the transaction ends
up: long-running: materialized view lake.by_region is filled with the rows of its query
up: long-running: materialized view lake.overall is filled with the rows of its query
down: readers see it missing: view lake.bound, until the transaction ends
down: readers see it missing: materialized view lake.overall, until the transaction ends
down: readers see it missing: materialized view lake.by_region, until the transaction ends
down: long-running: materialized view lake.by_region is filled with the rows of its query
down: long-running: materialized view lake.overall is filled with the rows of its query
