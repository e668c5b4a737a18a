-- A database for consumers: its schemas, its views over the lake, and who may read them.

---- before

CREATE USER lake_owner PASSWORD DISABLE;
CREATE ROLE reader;
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE TABLE public.sales (id BIGINT);

---- after

CREATE USER lake_owner PASSWORD DISABLE;
CREATE ROLE reader;
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE TABLE public.sales (id BIGINT);
CREATE DATABASE "Consume" WITH OWNER lake_owner CONNECTION LIMIT 50;
GRANT USAGE ON DATABASE consume TO ROLE reader;
\connect consume
CREATE SCHEMA marts AUTHORIZATION lake_owner;
CREATE VIEW marts.sales AS SELECT id FROM dev.public.sales WITH NO SCHEMA BINDING;
CREATE VIEW marts.lake_sales AS SELECT id FROM awsdatacatalog.lake.sales WITH NO SCHEMA BINDING;
GRANT USAGE ON SCHEMA marts TO ROLE reader;
GRANT SELECT ON ALL TABLES IN SCHEMA marts TO ROLE reader;
ALTER DEFAULT PRIVILEGES FOR USER lake_owner IN SCHEMA marts GRANT SELECT ON TABLES TO ROLE reader;

---- up

CREATE DATABASE consume WITH OWNER lake_owner CONNECTION LIMIT 50;

BEGIN;

GRANT USAGE ON DATABASE consume TO ROLE reader;

COMMIT;

\connect "consume"

BEGIN;

CREATE SCHEMA marts AUTHORIZATION lake_owner;

CREATE VIEW marts.lake_sales AS
SELECT id FROM awsdatacatalog.lake.sales
WITH NO SCHEMA BINDING;

CREATE VIEW marts.sales AS
SELECT id FROM dev.public.sales
WITH NO SCHEMA BINDING;

GRANT SELECT ON TABLE marts.lake_sales TO ROLE reader;

GRANT SELECT ON TABLE marts.sales TO ROLE reader;

GRANT USAGE ON SCHEMA marts TO ROLE reader;

ALTER DEFAULT PRIVILEGES FOR USER lake_owner IN SCHEMA marts GRANT SELECT ON TABLES TO ROLE reader;

COMMIT;

\connect "dev"

---- down

-- hazard: destroys data: database consume with all that is in it
DROP DATABASE consume;

---- hazards

down: destroys data: database consume with all that is in it
