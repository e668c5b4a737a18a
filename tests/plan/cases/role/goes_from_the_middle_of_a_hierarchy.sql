-- Redshift drops no role that others have: it is taken from them before.

---- before

CREATE ROLE reader;
CREATE ROLE writer;
CREATE ROLE admin;
CREATE USER ann PASSWORD DISABLE;
GRANT ROLE reader TO ROLE writer;
GRANT ROLE writer TO ROLE admin;
GRANT ROLE writer TO ann WITH ADMIN OPTION;
GRANT CREATE SCHEMA TO ROLE writer;

---- after

CREATE ROLE reader;
CREATE ROLE admin;
CREATE USER ann PASSWORD DISABLE;
GRANT ROLE reader TO ROLE admin;

---- up

BEGIN;

REVOKE ROLE reader FROM ROLE writer;

REVOKE ROLE writer FROM ROLE admin, ann;

REVOKE CREATE SCHEMA FROM ROLE writer;

GRANT ROLE reader TO ROLE admin;

DROP ROLE writer;

COMMIT;

---- down

BEGIN;

CREATE ROLE writer;

REVOKE ROLE reader FROM ROLE admin;

GRANT ROLE reader TO ROLE writer;

GRANT ROLE writer TO ROLE admin, ann WITH ADMIN OPTION;

GRANT CREATE SCHEMA TO ROLE writer;

COMMIT;

---- hazards
