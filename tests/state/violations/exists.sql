-- refused: 42710 user ann already exists
-- way out: drop it before, or leave this out
CREATE USER ann PASSWORD DISABLE;
CREATE USER "ann" PASSWORD DISABLE;
====
-- refused: 42710 group readers already exists
-- way out: drop it before, or leave this out
CREATE GROUP readers;
CREATE GROUP "Readers";
====
-- refused: 42710 role reader already exists
-- way out: drop it before, or leave this out
CREATE ROLE reader;
CREATE ROLE reader;
====
-- refused: 42710 user reader already exists
-- way out: drop it before, or leave this out
CREATE USER reader PASSWORD DISABLE;
CREATE ROLE reader;
====
-- refused: 42710 role reader already exists
-- way out: drop it before, or leave this out
CREATE ROLE reader;
CREATE USER reader PASSWORD DISABLE;
====
-- refused: 42P04 database consume already exists
-- way out: drop it before, or leave this out
CREATE DATABASE consume;
CREATE DATABASE consume;
====
-- refused: 42P04 database dev already exists
-- way out: drop it before, or leave this out
CREATE DATABASE dev;
====
-- refused: 42P06 schema lake in dev already exists
-- way out: drop it before, or leave this out
CREATE SCHEMA lake;
CREATE SCHEMA lake;
====
-- refused: 42P06 schema public already exists
-- way out: drop it before, or leave this out
CREATE SCHEMA public;
====
-- refused: 42P06 external schema lake in dev already exists
-- way out: drop it before, or leave this out
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE SCHEMA lake;
====
-- refused: 42P06 schema lake in dev already exists
-- way out: drop it before, or leave this out
CREATE SCHEMA lake;
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
====
-- refused: 42P07 table public.sales in dev already exists
-- way out: drop it before, or leave this out
CREATE TABLE sales (id BIGINT);
CREATE TABLE public.sales (id BIGINT);
====
-- refused: 42P07 table public.sales in dev already exists
-- way out: drop it before, or leave this out
CREATE TABLE sales (id BIGINT);
CREATE VIEW sales AS SELECT 1 AS one;
====
-- refused: 42P07 view public.sales in dev already exists
-- way out: drop it before, or leave this out
CREATE VIEW sales AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW sales AS SELECT 1 AS one;
====
-- refused: 42809 table public.sales in dev cannot be replaced by a view
-- way out: drop it before
CREATE TABLE sales (id BIGINT);
CREATE OR REPLACE VIEW sales AS SELECT 1 AS one;
====
-- refused: 42809 materialized view public.sales in dev cannot be replaced by a view
-- way out: drop it before
CREATE MATERIALIZED VIEW sales AS SELECT 1 AS one;
CREATE OR REPLACE VIEW sales AS SELECT 1 AS one;
====
-- refused: 42723 procedure public.refresh(integer) in dev already exists
-- way out: drop it before, or leave this out
CREATE PROCEDURE refresh(n INT) AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
CREATE PROCEDURE refresh(m INTEGER) AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
====
-- refused: 42723 function public.f_net(integer) in dev already exists
-- way out: drop it before, or leave this out
CREATE FUNCTION f_net(INT) RETURNS INT STABLE AS $$ SELECT $1 $$ LANGUAGE sql;
CREATE FUNCTION f_net(INT) RETURNS INT STABLE AS $$ SELECT $1 $$ LANGUAGE sql;
====
-- refused: 42710 datashare sales_share in dev already exists
-- way out: drop it before, or leave this out
CREATE DATASHARE sales_share;
CREATE DATASHARE sales_share;
====
-- refused: 42P06 schema marts is already in datashare sales_share
CREATE SCHEMA marts;
CREATE DATASHARE sales_share;
ALTER DATASHARE sales_share ADD SCHEMA marts;
ALTER DATASHARE sales_share ADD SCHEMA marts;
====
-- refused: 42710 masking policy mask in dev already exists
-- way out: drop it before, or leave this out
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('X'::VARCHAR(16));
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('Y'::VARCHAR(16));
