-- A relation takes what is attached to it along; the policy stays.
CREATE TABLE sales (id BIGINT);
CREATE VIEW daily AS SELECT id FROM sales;
CREATE RLS POLICY p USING (true);
ATTACH RLS POLICY p ON sales, daily TO PUBLIC;
ALTER TABLE daily ROW LEVEL SECURITY ON;
DROP VIEW daily;
---- leaves
CREATE TABLE sales (id BIGINT);
CREATE RLS POLICY p USING (true);
ATTACH RLS POLICY p ON TABLE sales TO PUBLIC;
====
-- CASCADE detaches a row-level policy before it is dropped.
CREATE TABLE sales (id BIGINT);
CREATE RLS POLICY p USING (true);
ATTACH RLS POLICY p ON sales TO PUBLIC;
DROP RLS POLICY p CASCADE;
---- leaves
CREATE TABLE sales (id BIGINT);
====
-- A user's row-level policies go with it.
CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
CREATE TABLE sales (id BIGINT);
CREATE RLS POLICY p USING (true);
ATTACH RLS POLICY p ON sales TO ann, ROLE reader;
DROP USER ann;
---- leaves
CREATE ROLE reader;
CREATE TABLE sales (id BIGINT);
CREATE RLS POLICY p USING (true);
ATTACH RLS POLICY p ON sales TO ROLE reader;
====
-- Attachments follow a relation to its new name, and one by one can be taken away.
CREATE TABLE cards (card VARCHAR(16), name VARCHAR(16));
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('X'::VARCHAR(16));
ATTACH MASKING POLICY mask ON cards (card) TO PUBLIC;
ATTACH MASKING POLICY mask ON cards (name) USING (name) TO PUBLIC PRIORITY 10;
ALTER TABLE cards RENAME TO cheques;
DETACH MASKING POLICY mask ON cheques (card) FROM PUBLIC;
---- leaves
CREATE TABLE cheques (card VARCHAR(16), name VARCHAR(16));
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('X'::VARCHAR(16));
ATTACH MASKING POLICY mask ON cheques (name) USING (name) TO PUBLIC PRIORITY 10;
====
-- Row-level security that is turned off is as if it had never been on.
CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW weekly AS SELECT id FROM sales;
ALTER TABLE sales ROW LEVEL SECURITY ON CONJUNCTION TYPE OR;
ALTER TABLE sales ROW LEVEL SECURITY OFF FOR DATASHARES;
ALTER TABLE sales ROW LEVEL SECURITY OFF;
ALTER TABLE weekly ROW LEVEL SECURITY ON CONJUNCTION TYPE OR;
---- leaves
CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW weekly AS SELECT id FROM sales;
ALTER MATERIALIZED VIEW weekly ROW LEVEL SECURITY ON CONJUNCTION TYPE OR;
====
-- The own database in a name is no other one, and is not kept.
CREATE TABLE dev.public.sales (id BIGINT);
CREATE VIEW dev.public.daily AS SELECT id FROM sales;
CREATE PROCEDURE dev.public.load() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
---- leaves
CREATE TABLE public.sales (id BIGINT);
CREATE VIEW daily AS SELECT id FROM sales;
CREATE PROCEDURE public.load() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
====
-- What is altered may be temporary, external, or belong to others.
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE TEMP TABLE staging (id BIGINT);
ALTER TABLE staging ADD COLUMN day DATE;
DROP TABLE staging;
ALTER TABLE #staging ADD COLUMN day DATE;
ALTER TABLE lake.sales ADD PARTITION (day = '2024-01-01') LOCATION 's3://lake/sales/day=2024-01-01';
-- managed = false
ALTER TABLE finance.ledger ADD COLUMN day DATE;
---- leaves
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
