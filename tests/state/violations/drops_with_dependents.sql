-- refused: 2BP01 table public.sales in dev cannot be dropped because view public.daily in dev depends on it
-- way out: drop that before, or say CASCADE
CREATE TABLE sales (id BIGINT);
CREATE VIEW daily AS SELECT id FROM sales;
DROP TABLE sales;
====
-- refused: 2BP01 view public.daily in dev cannot be dropped because view public.monthly in dev depends on it
-- way out: drop that before, or say CASCADE
CREATE TABLE sales (id BIGINT);
CREATE VIEW daily AS SELECT id FROM sales;
CREATE VIEW monthly AS SELECT id FROM daily;
DROP VIEW IF EXISTS daily;
====
-- refused: 2BP01 materialized view public.daily in dev cannot be dropped because materialized view public.monthly in dev depends on it
-- way out: drop that before, or say CASCADE
CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily AS SELECT id FROM sales;
CREATE MATERIALIZED VIEW monthly AS SELECT id FROM daily;
DROP MATERIALIZED VIEW daily;
====
-- refused: 2BP01 schema lake in dev cannot be dropped because table lake.sales in dev depends on it
-- way out: drop that before, or say CASCADE
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT);
DROP SCHEMA lake;
====
-- refused: 2BP01 external schema spectrum in dev cannot be dropped because materialized view public.daily in dev depends on it
-- way out: drop that before, or say CASCADE
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE MATERIALIZED VIEW daily AS SELECT id FROM spectrum.sales;
DROP SCHEMA spectrum;
====
-- refused: 42809 view public.daily in dev is not a table
-- way out: write DROP VIEW
CREATE VIEW daily AS SELECT 1 AS one;
DROP TABLE daily;
====
-- refused: 42809 table public.sales in dev is not a view
-- way out: write DROP TABLE
CREATE TABLE sales (id BIGINT);
DROP VIEW sales;
====
-- refused: 42809 view public.daily in dev is not a materialized view
-- way out: write DROP VIEW
CREATE VIEW daily AS SELECT 1 AS one;
DROP MATERIALIZED VIEW daily;
====
-- refused: 42809 materialized view public.daily in dev is not a view
-- way out: write DROP MATERIALIZED VIEW
CREATE MATERIALIZED VIEW daily AS SELECT 1 AS one;
DROP VIEW daily;
====
-- refused: 55006 cannot drop the currently open database
DROP DATABASE dev;
====
-- refused: 42501 schema public is not redlake's to change
-- way out: declare it in a template, or change it where it is kept
DROP SCHEMA public;
====
-- refused: 42501 database awsdatacatalog is not redlake's to change
-- way out: declare it in a template, or change it where it is kept
DROP DATABASE awsdatacatalog;
