

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE ROLE reader EXTERNALID "aad-readers";
ALTER ROLE reader OWNER TO ann;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE ROLE reader EXTERNALID "aad-lake-readers";
ALTER ROLE reader OWNER TO ben;

---- up

BEGIN;

ALTER ROLE reader EXTERNALID TO "aad-lake-readers";

ALTER ROLE reader OWNER TO ben;

COMMIT;

---- down

BEGIN;

ALTER ROLE reader EXTERNALID TO "aad-readers";

ALTER ROLE reader OWNER TO ann;

COMMIT;

---- hazards
