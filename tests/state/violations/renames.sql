-- refused: 42710 user ben already exists
-- way out: drop it before, or leave this out
CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
ALTER USER ann RENAME TO ben;
====
-- refused: 42710 role ben already exists
-- way out: drop it before, or leave this out
CREATE USER ann PASSWORD DISABLE;
CREATE ROLE ben;
ALTER USER ann RENAME TO ben;
====
-- refused: 42710 user ann already exists
-- way out: drop it before, or leave this out
CREATE USER ann PASSWORD DISABLE;
CREATE ROLE ben;
ALTER ROLE ben RENAME TO ann;
====
-- refused: 42710 group writers already exists
-- way out: drop it before, or leave this out
CREATE GROUP readers;
CREATE GROUP writers;
ALTER GROUP readers RENAME TO writers;
====
-- refused: 42704 role writer does not exist
-- way out: create it before, or leave this out
CREATE ROLE reader;
ALTER ROLE writer RENAME TO reader;
====
-- refused: 0A000 current database may not be renamed
ALTER DATABASE dev RENAME TO prod;
====
-- refused: 42P04 database consume_emea already exists
-- way out: drop it before, or leave this out
CREATE DATABASE consume;
CREATE DATABASE consume_emea;
ALTER DATABASE consume RENAME TO consume_emea;
====
-- refused: 42P06 schema public already exists
-- way out: drop it before, or leave this out
CREATE SCHEMA lake;
ALTER SCHEMA lake RENAME TO public;
====
-- refused: 42501 schema public is not redlake's to change
-- way out: declare it in a template, or change it where it is kept
ALTER SCHEMA public RENAME TO lake;
====
-- refused: 42P07 table public.sales in dev already exists
-- way out: drop it before, or leave this out
CREATE VIEW daily AS SELECT 1 AS one;
CREATE TABLE sales (id BIGINT);
ALTER TABLE daily RENAME TO sales;
====
-- refused: 0A000 cannot rename a materialized view
CREATE MATERIALIZED VIEW daily AS SELECT 1 AS one;
ALTER TABLE daily RENAME TO weekly;
====
-- refused: 42723 procedure public.tidy() in dev already exists
-- way out: drop it before, or leave this out
CREATE PROCEDURE refresh() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
CREATE PROCEDURE tidy() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
ALTER PROCEDURE refresh() RENAME TO tidy;
====
-- refused: 0A000 external schema spectrum in dev has no quota: it holds nothing
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
ALTER SCHEMA spectrum QUOTA 5 GB;
====
-- refused: 0A000 external schema crm in dev comes from POSTGRES and cannot be altered
CREATE EXTERNAL SCHEMA crm FROM POSTGRES DATABASE 'crm' URI 'crm.example.com' IAM_ROLE DEFAULT;
ALTER EXTERNAL SCHEMA crm IAM_ROLE DEFAULT;
====
-- refused: 42809 schema lake in dev is not an external schema
CREATE SCHEMA lake;
ALTER EXTERNAL SCHEMA lake IAM_ROLE DEFAULT;
