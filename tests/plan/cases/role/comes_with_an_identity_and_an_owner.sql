-- CREATE ROLE has no word for the owner.

---- before

CREATE USER lake_admin PASSWORD DISABLE;

---- after

CREATE USER lake_admin PASSWORD DISABLE;
CREATE ROLE reader EXTERNALID "aad-readers";
ALTER ROLE reader OWNER TO lake_admin;

---- up

BEGIN;

CREATE ROLE reader EXTERNALID "aad-readers";

ALTER ROLE reader OWNER TO lake_admin;

COMMIT;

---- down

BEGIN;

DROP ROLE reader;

COMMIT;

---- hazards
