-- refused: 42704 user ann does not exist
-- way out: create it before, or leave this out
DROP USER ann;
====
-- refused: 42704 group readers does not exist
-- way out: create it before, or leave this out
DROP GROUP readers;
====
-- refused: 42704 role reader does not exist
-- way out: create it before, or leave this out
DROP ROLE reader;
====
-- refused: 3D000 database consume does not exist
-- way out: create it before, or leave this out
DROP DATABASE consume;
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before, or leave this out
DROP SCHEMA lake;
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before, or leave this out
DROP VIEW lake.daily;
====
-- refused: 42P01 relation lake.sales does not exist in dev
-- way out: create it before, or leave this out
CREATE SCHEMA lake;
DROP TABLE lake.sales;
====
-- refused: 42P01 relation public.daily does not exist in dev
-- way out: create it before, or leave this out
DROP MATERIALIZED VIEW daily;
====
-- refused: 42883 procedure public.refresh(integer) does not exist in dev
-- way out: create it before, or leave this out
DROP PROCEDURE refresh(INT);
====
-- refused: 42883 function public.f_net(bigint) does not exist in dev
-- way out: create it before, or leave this out
CREATE FUNCTION f_net(INT) RETURNS INT STABLE AS $$ SELECT $1 $$ LANGUAGE sql;
DROP FUNCTION f_net(BIGINT);
====
-- refused: 42704 datashare sales_share does not exist in dev
-- way out: create it before, or leave this out
DROP DATASHARE sales_share;
====
-- refused: 42704 rls policy own_region does not exist in dev
-- way out: create it before, or leave this out
DROP RLS POLICY own_region;
====
-- refused: 42704 user ann does not exist
-- way out: create it before, or leave this out
ALTER USER ann CREATEDB;
====
-- refused: 42704 group readers does not exist
-- way out: create it before, or leave this out
CREATE USER ann PASSWORD DISABLE IN GROUP readers;
====
-- refused: 42704 user ann does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE GROUP readers WITH USER ann;
====
-- refused: 42704 user ann does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE GROUP readers;
ALTER GROUP readers ADD USER ann;
====
-- refused: 42704 role reader does not exist
-- way out: create it before, or leave this out
ALTER ROLE reader OWNER TO ann;
====
-- refused: 42704 user ann does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE ROLE reader;
ALTER ROLE reader OWNER TO ann;
====
-- refused: 42704 user ann does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE DATABASE consume WITH OWNER ann;
====
-- refused: 42704 user ann does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE SCHEMA lake AUTHORIZATION ann;
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before, or leave this out
ALTER SCHEMA lake OWNER TO ann;
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE VIEW lake.daily AS SELECT 1 AS one;
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE TABLE lake.sales (id BIGINT);
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE PROCEDURE lake.refresh() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
====
-- refused: 42P01 relation public.sales does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE VIEW daily AS SELECT id FROM sales;
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE MATERIALIZED VIEW daily AS SELECT id FROM lake.sales;
====
-- refused: 42P01 relation public.daily does not exist in dev
-- way out: create it before, or leave this out
REFRESH MATERIALIZED VIEW daily;
====
-- refused: 42P01 relation public.daily does not exist in dev
-- way out: create it before, or leave this out
ALTER MATERIALIZED VIEW daily AUTO REFRESH YES;
====
-- refused: 42P01 relation public.sales does not exist in dev
-- way out: create it before, or leave this out
ALTER TABLE sales OWNER TO ann;
====
-- refused: 42704 user ann does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE TABLE sales (id BIGINT);
ALTER TABLE sales OWNER TO ann;
====
-- refused: 42883 procedure public.refresh() does not exist in dev
-- way out: create it before, or leave this out
ALTER PROCEDURE refresh() OWNER TO ann;
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before, or leave this out
ALTER EXTERNAL SCHEMA lake IAM_ROLE DEFAULT;
====
-- refused: 3D000 database consume does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
\connect consume
CREATE SCHEMA lake;
====
-- refused: 3F000 schema marts does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE DATASHARE sales_share;
ALTER DATASHARE sales_share ADD TABLE marts.sales;
====
-- refused: 3F000 schema marts is not in datashare sales_share
CREATE SCHEMA marts;
CREATE DATASHARE sales_share;
ALTER DATASHARE sales_share REMOVE SCHEMA marts;
====
-- refused: 3F000 schema marts is not in datashare sales_share in dev
CREATE DATASHARE sales_share;
ALTER DATASHARE sales_share SET INCLUDENEW = TRUE FOR SCHEMA marts;
====
-- refused: 42P01 relation public.sales does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
COMMENT ON TABLE sales IS 'all of them';
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
COMMENT ON COLUMN lake.sales.id IS 'its number';
