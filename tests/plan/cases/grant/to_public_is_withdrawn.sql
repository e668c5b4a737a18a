-- What Redshift grants everyone on its own is taken by hand, and given back.

---- before

---- after

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE TEMPORARY ON DATABASE dev FROM PUBLIC;

---- up

BEGIN;

REVOKE TEMPORARY ON DATABASE dev FROM PUBLIC;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;

COMMIT;

---- down

BEGIN;

GRANT TEMPORARY ON DATABASE dev TO PUBLIC;

GRANT CREATE ON SCHEMA public TO PUBLIC;

COMMIT;

---- hazards
