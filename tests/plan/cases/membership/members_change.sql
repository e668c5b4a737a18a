-- Only who comes and who goes is named.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE USER cho PASSWORD DISABLE;
CREATE GROUP readers WITH USER ann, ben;
CREATE GROUP writers WITH USER cho;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE USER cho PASSWORD DISABLE;
CREATE GROUP readers WITH USER ben, cho;
CREATE GROUP writers;

---- up

BEGIN;

ALTER GROUP readers DROP USER ann;

ALTER GROUP writers DROP USER cho;

ALTER GROUP readers ADD USER cho;

COMMIT;

---- down

BEGIN;

ALTER GROUP readers DROP USER cho;

ALTER GROUP readers ADD USER ann;

ALTER GROUP writers ADD USER cho;

COMMIT;

---- hazards
