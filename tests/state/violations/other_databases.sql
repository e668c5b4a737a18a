-- refused: 0A000 cross-database reference not supported for this statement
-- way out: run it in that database: write \connect before it, and leave the database out
CREATE DATABASE other;
CREATE TABLE other.public.sales (id BIGINT);
====
-- refused: 0A000 cross-database reference not supported for this statement
CREATE DATABASE other;
CREATE TABLE sales (id BIGINT);
DROP TABLE other.public.sales;
====
-- refused: 0A000 cross-database reference not supported for this statement
CREATE DATABASE other;
CREATE TABLE sales (id BIGINT);
ALTER TABLE other.public.sales RENAME TO refunds;
====
-- refused: 0A000 cross-database reference not supported for this statement
CREATE DATABASE other;
CREATE TABLE sales (id BIGINT);
ALTER TABLE other.public.sales ADD COLUMN day DATE;
====
-- refused: 0A000 cross-database reference not supported for this statement
CREATE DATABASE other;
CREATE VIEW other.public.daily AS SELECT 1 AS one;
====
-- refused: 0A000 cross-database reference not supported for this statement
CREATE DATABASE other;
CREATE MATERIALIZED VIEW other.public.daily AS SELECT 1 AS one;
====
-- refused: 0A000 cross-database reference not supported for this statement
CREATE DATABASE other;
CREATE MATERIALIZED VIEW daily AS SELECT 1 AS one;
ALTER MATERIALIZED VIEW other.public.daily ROW LEVEL SECURITY ON;
====
-- refused: 0A000 cross-database reference not supported for this statement
CREATE DATABASE other;
CREATE MATERIALIZED VIEW daily AS SELECT 1 AS one;
REFRESH MATERIALIZED VIEW other.public.daily;
====
-- refused: 0A000 cross-database reference not supported for this statement
CREATE DATABASE other;
CREATE PROCEDURE other.public.load() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
====
-- refused: 0A000 cross-database reference not supported for this statement
CREATE DATABASE other;
CREATE USER ann PASSWORD DISABLE;
CREATE PROCEDURE load() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
ALTER PROCEDURE other.public.load() OWNER TO ann;
====
-- refused: 0A000 cross-database reference not supported for this statement
CREATE DATABASE other;
CREATE PROCEDURE load() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
DROP PROCEDURE other.public.load();
====
-- refused: 0A000 cross-database reference not supported for this statement
CREATE DATABASE other;
CREATE MODEL other.public.churn FROM (SELECT 1 AS one) TARGET one FUNCTION f IAM_ROLE DEFAULT SETTINGS (S3_BUCKET 'models');
====
-- refused: 0A000 cross-database reference not supported for this statement
CREATE DATABASE other;
CREATE RLS POLICY p USING (true);
ATTACH RLS POLICY p ON other.public.sales TO PUBLIC;
