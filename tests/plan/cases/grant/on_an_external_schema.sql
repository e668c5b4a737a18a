-- On an external schema Redshift keeps nothing per table: USAGE is what gives access.

---- before

CREATE ROLE reader;
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'spectrum' IAM_ROLE DEFAULT;

---- after

CREATE ROLE reader;
CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'spectrum' IAM_ROLE DEFAULT;
GRANT USAGE ON SCHEMA spectrum TO ROLE reader;
GRANT SELECT ON ALL TABLES IN SCHEMA spectrum TO ROLE reader;

---- up

BEGIN;

GRANT SELECT ON ALL TABLES IN SCHEMA spectrum TO ROLE reader;

GRANT USAGE ON SCHEMA spectrum TO ROLE reader;

COMMIT;

---- down

BEGIN;

REVOKE SELECT ON ALL TABLES IN SCHEMA spectrum FROM ROLE reader;

REVOKE USAGE ON SCHEMA spectrum FROM ROLE reader;

COMMIT;

---- hazards
