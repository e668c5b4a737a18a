-- CASCADE takes bound dependents, and not the late-binding ones.
CREATE TABLE sales (id BIGINT);
CREATE VIEW daily AS SELECT id FROM sales;
CREATE MATERIALIZED VIEW totals AS SELECT count(id) AS n FROM sales;
CREATE VIEW monthly AS SELECT id FROM daily;
CREATE VIEW late AS SELECT id FROM public.daily WITH NO SCHEMA BINDING;
DROP TABLE sales CASCADE;
---- leaves
CREATE VIEW late AS SELECT id FROM public.daily WITH NO SCHEMA BINDING;
====
-- A late-binding view does not keep what it reads from being dropped.
CREATE TABLE sales (id BIGINT);
CREATE VIEW late AS SELECT id FROM public.sales WITH NO SCHEMA BINDING;
DROP TABLE sales;
---- leaves
CREATE VIEW late AS SELECT id FROM public.sales WITH NO SCHEMA BINDING;
====
-- A view on a late-binding one is bound to it.
CREATE VIEW late AS SELECT 1 AS id WITH NO SCHEMA BINDING;
CREATE VIEW daily AS SELECT id FROM late;
DROP VIEW late CASCADE;
---- leaves
====
-- A view that is dropped loses its grants; created again, it has none.
CREATE ROLE reader;
CREATE VIEW daily AS SELECT 1 AS one;
GRANT SELECT ON TABLE daily TO ROLE reader;
DROP VIEW daily;
CREATE VIEW daily AS SELECT 1 AS one;
---- leaves
CREATE ROLE reader;
CREATE VIEW daily AS SELECT 1 AS one;
====
-- It loses its comments and leaves its datashares as well.
CREATE DATASHARE sales_share;
CREATE VIEW daily AS SELECT 1 AS one;
COMMENT ON VIEW daily IS 'the days';
COMMENT ON COLUMN daily.one IS 'one';
ALTER DATASHARE sales_share ADD TABLE daily;
DROP VIEW daily;
---- leaves
CREATE DATASHARE sales_share;
====
-- A schema's CASCADE takes what is in it and what stands on that, with all grants.
CREATE ROLE reader;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT);
CREATE PROCEDURE lake.refresh() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
CREATE VIEW daily AS SELECT id FROM lake.sales;
GRANT USAGE ON SCHEMA lake TO ROLE reader;
GRANT SELECT ON TABLE lake.sales TO ROLE reader;
GRANT SELECT FOR TABLES IN SCHEMA lake TO ROLE reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA lake GRANT SELECT ON TABLES TO ROLE reader;
DROP SCHEMA lake CASCADE;
DROP ROLE reader;
---- leaves
====
-- An external schema takes the materialized views on it under CASCADE.
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE MATERIALIZED VIEW daily AS SELECT id FROM spectrum.sales;
CREATE VIEW late AS SELECT id FROM spectrum.sales WITH NO SCHEMA BINDING;
DROP SCHEMA spectrum CASCADE;
---- leaves
CREATE SCHEMA spectrum;
CREATE VIEW late AS SELECT id FROM spectrum.sales WITH NO SCHEMA BINDING;
DROP SCHEMA spectrum;
====
-- A database goes with all that is in it and granted on it; its owners are free then.
CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
CREATE DATABASE consume WITH OWNER ann;
GRANT USAGE ON DATABASE consume TO ROLE reader;
\connect consume
CREATE SCHEMA marts AUTHORIZATION ann;
CREATE TABLE marts.sales (id BIGINT);
GRANT SELECT ON TABLE marts.sales TO ROLE reader;
ALTER DEFAULT PRIVILEGES FOR USER ann GRANT SELECT ON TABLES TO ROLE reader;
\connect dev
DROP DATABASE consume;
DROP USER ann;
DROP ROLE reader;
---- leaves
====
-- Groups and users go with their memberships.
CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE GROUP readers WITH USER ann, ben;
CREATE GROUP writers WITH USER ann;
DROP USER ann;
DROP GROUP writers;
---- leaves
CREATE USER ben PASSWORD DISABLE;
CREATE GROUP readers WITH USER ben;
====
-- A role that is granted goes by FORCE; what it was granted itself goes with it.
CREATE ROLE reader;
CREATE ROLE writer;
CREATE USER ann PASSWORD DISABLE;
GRANT ROLE reader TO ROLE writer;
GRANT ROLE writer TO ann;
DROP ROLE writer FORCE;
---- leaves
CREATE ROLE reader;
CREATE USER ann PASSWORD DISABLE;
====
-- IF EXISTS, and the other way round, are no errors.
DROP USER IF EXISTS ann;
DROP SCHEMA IF EXISTS lake;
DROP VIEW IF EXISTS lake.daily, monthly;
DROP MATERIALIZED VIEW IF EXISTS totals;
CREATE SCHEMA lake;
CREATE SCHEMA IF NOT EXISTS lake;
CREATE EXTERNAL SCHEMA IF NOT EXISTS lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE TABLE sales (id BIGINT);
CREATE TABLE IF NOT EXISTS sales (id INT);
---- leaves
CREATE SCHEMA lake;
CREATE TABLE sales (id BIGINT);
====
-- Several at once.
CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE VIEW one AS SELECT 1 AS one;
CREATE VIEW two AS SELECT one FROM one;
DROP VIEW two, one;
DROP SCHEMA a, b;
DROP USER ann, ben;
---- leaves
