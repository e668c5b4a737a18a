-- Of a datashare and of the Data Catalog: options come in statements of their own.

---- before

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
CREATE DATABASE shared WITH PERMISSIONS FROM DATASHARE sales_share OF ACCOUNT '123456789012' NAMESPACE '13b8833d-17c6-4f16-8fe4-1a018f5ed00d';
ALTER DATABASE shared OWNER TO ann;
CREATE DATABASE glue_sales FROM ARN 'arn:aws:glue:eu-west-1:123456789012:database/sales' WITH NO DATA CATALOG SCHEMA IAM_ROLE DEFAULT;
GRANT USAGE ON DATABASE shared TO ROLE reader;

---- up

BEGIN;

CREATE USER ann PASSWORD DISABLE;

CREATE ROLE reader;

COMMIT;

CREATE DATABASE glue_sales FROM ARN 'arn:aws:glue:eu-west-1:123456789012:database/sales' WITH NO DATA CATALOG SCHEMA IAM_ROLE DEFAULT;

CREATE DATABASE shared WITH PERMISSIONS FROM DATASHARE sales_share OF ACCOUNT '123456789012' NAMESPACE '13b8833d-17c6-4f16-8fe4-1a018f5ed00d';

BEGIN;

ALTER DATABASE shared OWNER TO ann;

GRANT USAGE ON DATABASE shared TO ROLE reader;

COMMIT;

---- down

-- hazard: destroys data: database shared with all that is in it
DROP DATABASE shared;

-- hazard: destroys data: database glue_sales with all that is in it
DROP DATABASE glue_sales;

BEGIN;

DROP ROLE reader;

DROP USER ann;

COMMIT;

---- hazards

down: destroys data: database shared with all that is in it
down: destroys data: database glue_sales with all that is in it
