-- refused: 42P16 cannot change the columns of view public.daily in dev
-- way out: CREATE OR REPLACE VIEW keeps the columns: drop it, and create it anew
CREATE VIEW daily AS SELECT 1 AS one;
CREATE OR REPLACE VIEW daily AS SELECT 1 AS one, 2 AS two;
====
-- refused: 42P16 cannot change the columns of view public.daily in dev
-- way out: CREATE OR REPLACE VIEW keeps the columns: drop it, and create it anew
CREATE VIEW daily AS SELECT 1 AS one;
CREATE OR REPLACE VIEW daily AS SELECT 1 AS uno;
====
-- refused: 42P16 cannot change the columns of view public.daily in dev
-- way out: CREATE OR REPLACE VIEW keeps the columns: drop it, and create it anew
CREATE VIEW daily (one) AS SELECT 1 AS one;
CREATE OR REPLACE VIEW daily (uno) AS SELECT 1 AS one;
====
-- refused: 42809 view public.daily in dev cannot be replaced by a late-binding view
-- way out: drop it before
CREATE VIEW daily AS SELECT 1 AS one;
CREATE OR REPLACE VIEW daily AS SELECT 1 AS one WITH NO SCHEMA BINDING;
====
-- refused: 42809 late-binding view public.daily in dev cannot be replaced by a view
-- way out: drop it before
CREATE VIEW daily AS SELECT 1 AS one WITH NO SCHEMA BINDING;
CREATE OR REPLACE VIEW daily AS SELECT 1 AS one;
====
-- refused: 42P17 infinite recursion: view public.daily in dev would read itself
-- way out: read something else
CREATE VIEW daily AS SELECT 1 AS one;
CREATE VIEW weekly AS SELECT one FROM daily;
CREATE OR REPLACE VIEW daily AS SELECT one FROM weekly;
====
-- refused: 42601 All the relation names inside should be qualified when creating VIEW WITH NO SCHEMA BINDING: sales
-- way out: write the schema before the name
CREATE TABLE sales (id BIGINT);
CREATE VIEW daily AS SELECT id FROM sales WITH NO SCHEMA BINDING;
====
-- refused: 42601 All the relation names inside should be qualified when creating VIEW WITH NO SCHEMA BINDING: returns
-- way out: write the schema before the name
CREATE VIEW daily AS SELECT s.id FROM lake.sales s JOIN returns r ON s.id = r.id WITH NO SCHEMA BINDING;
====
-- refused: 3F000 schema lake does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE VIEW daily AS SELECT id FROM lake.sales WITH NO SCHEMA BINDING;
====
-- refused: 3D000 database consume does not exist
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE VIEW daily AS SELECT id FROM consume.marts.sales WITH NO SCHEMA BINDING;
====
-- refused: 0A000 a bound view cannot read consume.marts.sales, which is in another database
-- way out: add WITH NO SCHEMA BINDING at the query's end
CREATE DATABASE consume;
CREATE VIEW daily AS SELECT id FROM consume.marts.sales;
====
-- refused: 0A000 cross-database reference not supported for this statement
CREATE DATABASE consume;
CREATE VIEW consume.public.daily AS SELECT 1 AS one;
====
-- refused: 0A000 External tables are not supported in views
-- way out: add WITH NO SCHEMA BINDING at the query's end
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE VIEW daily AS SELECT id FROM spectrum.sales;
====
-- refused: 42501 permission denied for external schema spectrum in dev: it holds external tables only
-- way out: create it in another schema
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE VIEW spectrum.daily AS SELECT 1 AS one;
====
-- refused: 0A000 a materialized view cannot read view public.daily in dev
CREATE TABLE sales (id BIGINT);
CREATE VIEW daily AS SELECT id FROM sales;
CREATE MATERIALIZED VIEW totals AS SELECT id FROM daily;
====
-- refused: 0A000 a materialized view cannot read late-binding view public.daily in dev
CREATE VIEW daily AS SELECT 1 AS id WITH NO SCHEMA BINDING;
CREATE MATERIALIZED VIEW totals AS SELECT id FROM daily;
====
-- refused: 0A000 a materialized view cannot read system tables
CREATE MATERIALIZED VIEW users AS SELECT usename FROM pg_user;
====
-- refused: 0A000 AUTO REFRESH YES is not supported for what reads external schema spectrum in dev
-- way out: leave it out, and have a job refresh the materialized view
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE MATERIALIZED VIEW daily AUTO REFRESH YES AS SELECT id FROM spectrum.sales;
====
-- refused: 0A000 AUTO REFRESH YES is not supported for what reads materialized view public.daily in dev
-- way out: leave it out, and have a job refresh the materialized view
CREATE MATERIALIZED VIEW daily AS SELECT 1 AS id;
CREATE MATERIALIZED VIEW totals AUTO REFRESH YES AS SELECT id FROM daily;
====
-- refused: 0A000 AUTO REFRESH YES is not supported for what reads consume.marts.sales
-- way out: leave it out, and have a job refresh the materialized view
CREATE DATABASE consume;
CREATE MATERIALIZED VIEW daily AUTO REFRESH YES AS SELECT id FROM consume.marts.sales;
====
-- refused: 0A000 AUTO REFRESH YES is not supported for what reads external schema spectrum in dev
-- way out: leave it out, and have a job refresh the materialized view
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE MATERIALIZED VIEW daily AS SELECT id FROM spectrum.sales;
ALTER MATERIALIZED VIEW daily AUTO REFRESH YES;
====
-- refused: 42501 permission denied for external schema spectrum in dev: it holds external tables only
-- way out: create it in another schema
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE MATERIALIZED VIEW spectrum.daily AS SELECT 1 AS one;
====
-- refused: 42501 permission denied for external schema spectrum in dev: it holds external tables only
-- way out: create it in another schema
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE TABLE spectrum.sales (id BIGINT);
====
-- refused: 42501 permission denied for external schema spectrum in dev: it holds external tables only
-- way out: create it in another schema
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE PROCEDURE spectrum.refresh() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
====
-- refused: 42809 view public.daily in dev is not a materialized view
CREATE VIEW daily AS SELECT 1 AS one;
REFRESH MATERIALIZED VIEW daily;
====
-- refused: 42809 view public.daily in dev is not a materialized view
CREATE VIEW daily AS SELECT 1 AS one;
ALTER MATERIALIZED VIEW daily AUTO REFRESH YES;
====
-- refused: 0A000 a materialized view cannot read system tables
CREATE MATERIALIZED VIEW named AS SELECT table_name FROM information_schema.tables;
====
-- refused: 0A000 a materialized view cannot have ORDER BY
-- way out: leave it to those who read the materialized view
CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily AS SELECT id FROM sales ORDER BY id;
====
-- refused: 0A000 a materialized view cannot have LIMIT
-- way out: leave it to those who read the materialized view
CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily AS (SELECT id FROM sales LIMIT 5);
====
-- refused: 0A000 a materialized view cannot have OFFSET
-- way out: leave it to those who read the materialized view
CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily AS SELECT id FROM sales OFFSET 5;
====
-- refused: 0A000 AUTO REFRESH YES is not supported for what calls GETDATE
-- way out: leave it out, and have a job refresh the materialized view
CREATE TABLE sales (id BIGINT, day DATE);
CREATE MATERIALIZED VIEW daily AUTO REFRESH YES AS SELECT id FROM sales WHERE day < getdate();
====
-- refused: 0A000 AUTO REFRESH YES is not supported for what calls CURRENT_DATE
-- way out: leave it out, and have a job refresh the materialized view
CREATE TABLE sales (id BIGINT, day DATE);
CREATE MATERIALIZED VIEW daily AS SELECT id FROM sales WHERE day < current_date;
ALTER MATERIALIZED VIEW daily AUTO REFRESH YES;
