-- A person leaves a group for a role; what the group could read, the role can.

---- before

CREATE GROUP readers;
CREATE USER ann PASSWORD DISABLE IN GROUP readers;
CREATE SCHEMA lake;
GRANT USAGE ON SCHEMA lake TO GROUP readers;

---- after

CREATE ROLE reader;
CREATE USER ann PASSWORD DISABLE;
CREATE SCHEMA lake;
GRANT USAGE ON SCHEMA lake TO ROLE reader;
GRANT ROLE reader TO ann;

---- up

BEGIN;

CREATE ROLE reader;

REVOKE USAGE ON SCHEMA lake FROM GROUP readers;

GRANT ROLE reader TO ann;

GRANT USAGE ON SCHEMA lake TO ROLE reader;

DROP GROUP readers;

COMMIT;

---- down

BEGIN;

CREATE GROUP readers;

REVOKE ROLE reader FROM ann;

REVOKE USAGE ON SCHEMA lake FROM ROLE reader;

ALTER GROUP readers ADD USER ann;

GRANT USAGE ON SCHEMA lake TO GROUP readers;

DROP ROLE reader;

COMMIT;

---- hazards
