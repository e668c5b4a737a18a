-- Redshift drops no group that is granted something.

---- before

CREATE GROUP readers;
CREATE GROUP "Data Analysts";
CREATE SCHEMA lake;
GRANT USAGE ON SCHEMA lake TO GROUP readers, GROUP "Data Analysts";
ALTER DEFAULT PRIVILEGES IN SCHEMA lake GRANT SELECT ON TABLES TO GROUP readers;

---- after

CREATE GROUP "Data Analysts";
CREATE SCHEMA lake;
GRANT USAGE ON SCHEMA lake TO GROUP "Data Analysts";

---- up

BEGIN;

REVOKE USAGE ON SCHEMA lake FROM GROUP readers;

ALTER DEFAULT PRIVILEGES IN SCHEMA lake REVOKE SELECT ON TABLES FROM GROUP readers;

DROP GROUP readers;

COMMIT;

---- down

BEGIN;

CREATE GROUP readers;

GRANT USAGE ON SCHEMA lake TO GROUP readers;

ALTER DEFAULT PRIVILEGES IN SCHEMA lake GRANT SELECT ON TABLES TO GROUP readers;

COMMIT;

---- hazards
