-- One statement for all who are granted the same on the same thing: roles, groups, users,
-- everyone; a second for who may grant it on.

---- before

CREATE ROLE reader;
CREATE GROUP analysts;
CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT);

---- after

CREATE ROLE reader;
CREATE GROUP analysts;
CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT);
GRANT USAGE ON SCHEMA lake TO ROLE reader, GROUP analysts, ann;
GRANT SELECT ON TABLE lake.sales TO ann, ROLE reader, PUBLIC;
GRANT SELECT ON TABLE lake.sales TO GROUP analysts;
GRANT INSERT, UPDATE ON TABLE lake.sales TO ben WITH GRANT OPTION;
GRANT USAGE ON DATABASE dev TO ROLE reader;

---- up

BEGIN;

GRANT USAGE ON DATABASE dev TO ROLE reader;

GRANT SELECT ON TABLE lake.sales TO ROLE reader, GROUP analysts, ann, PUBLIC;

GRANT INSERT, UPDATE ON TABLE lake.sales TO ben WITH GRANT OPTION;

GRANT USAGE ON SCHEMA lake TO ROLE reader, GROUP analysts, ann;

COMMIT;

---- down

BEGIN;

REVOKE USAGE ON DATABASE dev FROM ROLE reader;

REVOKE SELECT ON TABLE lake.sales FROM ROLE reader, GROUP analysts, ann, PUBLIC;

REVOKE INSERT, UPDATE ON TABLE lake.sales FROM ben;

REVOKE USAGE ON SCHEMA lake FROM ROLE reader, GROUP analysts, ann;

COMMIT;

---- hazards
