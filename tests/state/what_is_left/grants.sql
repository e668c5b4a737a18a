-- Granted twice is granted once; revoked, it is gone, and revoked again that is no error.
CREATE USER ann PASSWORD DISABLE;
GRANT USAGE ON SCHEMA public TO ann;
GRANT USAGE ON SCHEMA public TO ann;
GRANT CREATE ON SCHEMA public TO ann;
REVOKE CREATE ON SCHEMA public FROM ann;
REVOKE CREATE ON SCHEMA public FROM ann;
---- leaves
CREATE USER ann PASSWORD DISABLE;
GRANT USAGE ON SCHEMA public TO ann;
====
-- A grant without the option does not take the option.
CREATE USER ann PASSWORD DISABLE;
GRANT USAGE ON SCHEMA public TO ann WITH GRANT OPTION;
GRANT USAGE ON SCHEMA public TO ann;
---- leaves
CREATE USER ann PASSWORD DISABLE;
GRANT USAGE ON SCHEMA public TO ann WITH GRANT OPTION;
====
-- The option is taken alone.
CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
GRANT USAGE, CREATE ON SCHEMA public TO ann WITH GRANT OPTION;
GRANT ROLE reader TO ann WITH ADMIN OPTION;
REVOKE GRANT OPTION FOR CREATE ON SCHEMA public FROM ann;
REVOKE ADMIN OPTION FOR ROLE reader FROM ann;
---- leaves
CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
GRANT USAGE ON SCHEMA public TO ann WITH GRANT OPTION;
GRANT CREATE ON SCHEMA public TO ann;
GRANT ROLE reader TO ann;
====
-- ALL is all there are.
CREATE ROLE reader;
CREATE TABLE sales (id BIGINT);
GRANT ALL PRIVILEGES ON TABLE sales TO ROLE reader;
REVOKE INSERT, UPDATE, DELETE, DROP, REFERENCES, ALTER, TRUNCATE ON TABLE sales FROM ROLE reader;
---- leaves
CREATE ROLE reader;
CREATE TABLE sales (id BIGINT);
GRANT SELECT ON TABLE sales TO ROLE reader;
====
-- ALL of columns is what columns can have.
CREATE ROLE reader;
CREATE TABLE sales (id BIGINT, day DATE);
GRANT ALL (id) ON TABLE sales TO ROLE reader;
---- leaves
CREATE ROLE reader;
CREATE TABLE sales (id BIGINT, day DATE);
GRANT SELECT (id), UPDATE (id) ON TABLE sales TO ROLE reader;
====
-- ALL TABLES are those that are there, views of all kinds among them; not what comes later.
CREATE ROLE reader;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT);
CREATE VIEW lake.daily AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW lake.totals AS SELECT 1 AS one;
GRANT SELECT ON ALL TABLES IN SCHEMA lake TO ROLE reader;
CREATE VIEW lake.later AS SELECT 1 AS one;
---- leaves
CREATE ROLE reader;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT);
CREATE VIEW lake.daily AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW lake.totals AS SELECT 1 AS one;
CREATE VIEW lake.later AS SELECT 1 AS one;
GRANT SELECT ON TABLE lake.sales, lake.daily, lake.totals TO ROLE reader;
====
-- The runner's default privileges reach what it creates later, in the schema and elsewhere.
CREATE ROLE reader;
CREATE ROLE job;
CREATE SCHEMA lake;
CREATE VIEW lake.before AS SELECT 1 AS one;
ALTER DEFAULT PRIVILEGES IN SCHEMA lake GRANT SELECT ON TABLES TO ROLE reader;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON PROCEDURES TO ROLE job;
CREATE VIEW lake.daily AS SELECT 1 AS one;
CREATE VIEW daily AS SELECT 1 AS one;
CREATE PROCEDURE refresh() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
---- leaves
CREATE ROLE reader;
CREATE ROLE job;
CREATE SCHEMA lake;
CREATE VIEW lake.before AS SELECT 1 AS one;
CREATE VIEW lake.daily AS SELECT 1 AS one;
CREATE VIEW daily AS SELECT 1 AS one;
CREATE PROCEDURE refresh() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
GRANT SELECT ON TABLE lake.daily TO ROLE reader;
GRANT EXECUTE ON PROCEDURE refresh() TO ROLE job;
ALTER DEFAULT PRIVILEGES IN SCHEMA lake GRANT SELECT ON TABLES TO ROLE reader;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON PROCEDURES TO ROLE job;
====
-- Those of another user reach nothing that the runner creates.
CREATE USER etl PASSWORD DISABLE;
ALTER DEFAULT PRIVILEGES FOR USER etl GRANT SELECT ON TABLES TO PUBLIC;
CREATE VIEW daily AS SELECT 1 AS one;
---- leaves
CREATE USER etl PASSWORD DISABLE;
CREATE VIEW daily AS SELECT 1 AS one;
ALTER DEFAULT PRIVILEGES FOR USER etl GRANT SELECT ON TABLES TO PUBLIC;
====
-- What others own is forgotten with the last that refers to it.
CREATE ROLE reader;
-- managed = false
GRANT SELECT ON TABLE finance.ledger TO ROLE reader, "IAMR:auditor";
-- managed = false
REVOKE SELECT ON TABLE finance.ledger FROM ROLE reader, "IAMR:auditor";
---- leaves
CREATE ROLE reader;
====
-- Statements that create and grant nothing change nothing.
CREATE TABLE sales (id BIGINT);
INSERT INTO sales VALUES (1);
CREATE TEMP TABLE scratch (id BIGINT);
CREATE MATERIALIZED VIEW totals AS SELECT count(id) AS n FROM sales;
REFRESH MATERIALIZED VIEW totals;
ANALYZE sales;
SET query_group TO nightly;
---- leaves
CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW totals AS SELECT count(id) AS n FROM sales;
====
-- The word for it may be spaced and spelt as one likes.
CREATE ROLE reader;
-- Managed=FALSE
GRANT SELECT ON TABLE finance.ledger TO ROLE reader;
---- leaves
CREATE ROLE reader;
-- managed = false
GRANT SELECT ON TABLE finance.ledger TO ROLE reader;
