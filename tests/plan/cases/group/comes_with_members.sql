-- Members are declared with the group, and belong to it one by one.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE GROUP readers WITH USER ann, ben;

---- up

BEGIN;

CREATE GROUP readers;

ALTER GROUP readers ADD USER ann;

ALTER GROUP readers ADD USER ben;

COMMIT;

---- down

BEGIN;

DROP GROUP readers;

COMMIT;

---- hazards
