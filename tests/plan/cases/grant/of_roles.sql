-- A role to a role and to users; the admin option is given and taken in place.

---- before

CREATE ROLE reader;
CREATE ROLE writer;
CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
GRANT ROLE reader TO ann;
GRANT ROLE writer TO ben WITH ADMIN OPTION;

---- after

CREATE ROLE reader;
CREATE ROLE writer;
CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
GRANT ROLE reader TO ROLE writer;
GRANT ROLE reader TO ann WITH ADMIN OPTION;
GRANT ROLE writer TO ben;

---- up

BEGIN;

REVOKE ADMIN OPTION FOR ROLE writer FROM ben;

GRANT ROLE reader TO ann WITH ADMIN OPTION;

GRANT ROLE reader TO ROLE writer;

COMMIT;

---- down

BEGIN;

REVOKE ROLE reader FROM ROLE writer;

REVOKE ADMIN OPTION FOR ROLE reader FROM ann;

GRANT ROLE writer TO ben WITH ADMIN OPTION;

COMMIT;

---- hazards
