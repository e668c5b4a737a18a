-- refused: 42704 user ann does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE SCHEMA lake;
GRANT USAGE ON SCHEMA lake TO ann;
====
-- refused: 42704 group readers does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE SCHEMA lake;
GRANT USAGE ON SCHEMA lake TO GROUP readers;
====
-- refused: 42704 role reader does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE SCHEMA lake;
GRANT USAGE ON SCHEMA lake TO ROLE reader;
====
-- refused: 42704 role reader does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE USER reader PASSWORD DISABLE;
CREATE SCHEMA lake;
GRANT USAGE ON SCHEMA lake TO ROLE reader;
====
-- refused: 42704 user ann does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE SCHEMA lake;
REVOKE USAGE ON SCHEMA lake FROM ann;
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE ROLE reader;
GRANT USAGE ON SCHEMA lake TO ROLE reader;
====
-- refused: 42P01 relation public.sales does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE ROLE reader;
GRANT SELECT ON TABLE sales TO ROLE reader;
====
-- refused: 42P01 relation public.sales does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE ROLE reader;
REVOKE SELECT ON TABLE sales FROM ROLE reader;
====
-- refused: 3D000 database consume does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE ROLE reader;
GRANT USAGE ON DATABASE consume TO ROLE reader;
====
-- refused: 42883 procedure public.refresh() does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE ROLE reader;
GRANT EXECUTE ON PROCEDURE refresh() TO ROLE reader;
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE ROLE reader;
GRANT SELECT ON ALL TABLES IN SCHEMA lake TO ROLE reader;
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE ROLE reader;
GRANT SELECT FOR TABLES IN SCHEMA lake TO ROLE reader;
====
-- refused: 3D000 database consume does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE ROLE reader;
GRANT USAGE FOR SCHEMAS IN DATABASE consume TO ROLE reader;
====
-- refused: 42704 role reader does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE USER ann PASSWORD DISABLE;
GRANT ROLE reader TO ann;
====
-- refused: 42704 role writer does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE ROLE reader;
GRANT ROLE reader TO ROLE writer;
====
-- refused: 42704 role admin does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
GRANT CREATE USER TO ROLE admin;
====
-- refused: 42704 role loader does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
GRANT ASSUMEROLE ON 'arn:aws:iam::123456789012:role/loader' TO ROLE loader FOR COPY;
====
-- refused: 42704 datashare sales_share does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
GRANT USAGE ON DATASHARE sales_share TO ACCOUNT '123456789012';
====
-- refused: 0A000 Operation not supported on external tables: relation spectrum.sales
-- way out: grant USAGE on the external schema
CREATE ROLE reader;
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
GRANT SELECT ON TABLE spectrum.sales TO ROLE reader;
====
-- refused: 0A000 Operation not supported on external tables: relation spectrum.sales
-- way out: grant USAGE on the external schema
CREATE ROLE reader;
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
REVOKE SELECT ON TABLE spectrum.sales FROM ROLE reader;
====
-- refused: 3F000 schema spectrum does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
GRANT SELECT ON EXTERNAL TABLE spectrum.sales TO IAM_ROLE 'arn:aws:iam::123456789012:role/reader';
====
-- refused: 42704 user etl does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE ROLE reader;
ALTER DEFAULT PRIVILEGES FOR USER etl GRANT SELECT ON TABLES TO ROLE reader;
====
-- refused: 42704 role reader does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE USER etl PASSWORD DISABLE;
ALTER DEFAULT PRIVILEGES FOR USER etl GRANT SELECT ON TABLES TO ROLE reader;
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE USER etl PASSWORD DISABLE;
ALTER DEFAULT PRIVILEGES FOR USER etl IN SCHEMA lake GRANT SELECT ON TABLES TO PUBLIC;
====
-- refused: 42704 role reader does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE USER etl PASSWORD DISABLE;
ALTER DEFAULT PRIVILEGES FOR USER etl REVOKE SELECT ON TABLES FROM ROLE reader;
====
-- refused: 42704 user "IAMR:reader" does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT);
-- managed = true
GRANT SELECT ON TABLE lake.sales TO "IAMR:reader";
====
-- refused: 0A000 privileges on columns are not supported for late-binding view public.daily in dev
-- way out: grant the whole of it, or make it a view with schema binding
CREATE ROLE reader;
CREATE VIEW daily AS SELECT 1 AS id WITH NO SCHEMA BINDING;
GRANT SELECT (id) ON daily TO ROLE reader;
====
-- refused: 0A000 UPDATE (id) is not supported for view public.daily in dev
-- way out: grant SELECT on its columns
CREATE ROLE writer;
CREATE VIEW daily AS SELECT 1 AS id;
GRANT SELECT (id), UPDATE (id) ON daily TO ROLE writer;
====
-- refused: 0A000 UPDATE (id) is not supported for materialized view public.daily in dev
-- way out: grant SELECT on its columns
CREATE ROLE writer;
CREATE MATERIALIZED VIEW daily AS SELECT 1 AS id;
GRANT ALL (id) ON daily TO ROLE writer;
====
-- refused: 0A000 conflicting GRANT: role reader has SELECT on all of table public.sales in dev
-- way out: revoke that before SELECT is granted on columns of it
CREATE ROLE reader;
CREATE TABLE sales (id BIGINT, day DATE);
GRANT SELECT ON sales TO ROLE reader;
GRANT SELECT (id) ON sales TO ROLE reader;
====
-- refused: 0A000 conflicting GRANT: role reader has SELECT on columns of table public.sales in dev
-- way out: revoke that before SELECT is granted on all of it
CREATE ROLE reader;
CREATE TABLE sales (id BIGINT, day DATE);
GRANT SELECT (id) ON sales TO ROLE reader;
GRANT ALL ON sales TO ROLE reader;
====
-- refused: 0A000 conflicting GRANT: role reader has SELECT on columns of table public.sales in dev
-- way out: revoke that before SELECT is granted on all of it
CREATE ROLE reader;
CREATE TABLE sales (id BIGINT, day DATE);
GRANT SELECT (id) ON sales TO ROLE reader;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO ROLE reader;
