-- Redshift's own roles are always there: they are granted and revoked, and nothing else.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE ROLE watcher;
GRANT ROLE "sys:operator" TO ann;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE ROLE watcher;
GRANT ROLE "sys:monitor" TO ann WITH ADMIN OPTION;
GRANT ROLE "sys:monitor" TO ROLE watcher;

---- up

BEGIN;

REVOKE ROLE "sys:operator" FROM ann;

GRANT ROLE "sys:monitor" TO ROLE watcher, ann WITH ADMIN OPTION;

COMMIT;

---- down

BEGIN;

REVOKE ROLE "sys:monitor" FROM ROLE watcher, ann;

GRANT ROLE "sys:operator" TO ann;

COMMIT;

---- hazards
