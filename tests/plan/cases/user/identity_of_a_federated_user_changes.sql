-- An identity is altered in place. It cannot be taken back, and redlake says so.

---- before

CREATE USER etl PASSWORD DISABLE EXTERNALID "abc";

---- after

CREATE USER etl PASSWORD DISABLE EXTERNALID "def";

---- up

BEGIN;

ALTER USER etl EXTERNALID def;

COMMIT;

---- down

BEGIN;

ALTER USER etl EXTERNALID abc;

COMMIT;

---- hazards
