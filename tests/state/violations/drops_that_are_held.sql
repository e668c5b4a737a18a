-- refused: 55006 user ann can't be dropped because it owns some object: schema lake in dev
-- way out: take that away before
CREATE USER ann PASSWORD DISABLE;
CREATE SCHEMA lake AUTHORIZATION ann;
DROP USER ann;
====
-- refused: 55006 user ann can't be dropped because it owns some object: view public.daily in dev
-- way out: take that away before
CREATE USER ann PASSWORD DISABLE;
CREATE VIEW daily AS SELECT 1 AS one;
ALTER TABLE daily OWNER TO ann;
DROP USER IF EXISTS ann;
====
-- refused: 55006 user ann can't be dropped because it owns some object: database consume
-- way out: take that away before
CREATE USER ann PASSWORD DISABLE;
CREATE DATABASE consume WITH OWNER ann;
DROP USER ann;
====
-- refused: 55006 user ann can't be dropped because it owns some object: schema lake in consume
-- way out: take that away before
CREATE USER ann PASSWORD DISABLE;
CREATE DATABASE consume;
\connect consume
CREATE SCHEMA lake AUTHORIZATION ann;
\connect dev
DROP USER ann;
====
-- refused: 55006 user ann can't be dropped because it owns some object: role reader
-- way out: take that away before
CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
ALTER ROLE reader OWNER TO ann;
DROP USER ann;
====
-- refused: 55006 user ann can't be dropped because it owns some object: procedure public.refresh() in dev
-- way out: take that away before
CREATE USER ann PASSWORD DISABLE;
CREATE PROCEDURE refresh() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
ALTER PROCEDURE refresh() OWNER TO ann;
DROP USER ann;
====
-- refused: 55006 user ann can't be dropped because it has a privilege on some object: USAGE on database awsdatacatalog to user ann
-- way out: take that away before
CREATE USER ann PASSWORD DISABLE;
GRANT USAGE ON DATABASE awsdatacatalog TO ann;
DROP USER ann;
====
-- refused: 55006 user ann can't be dropped because it has a privilege on some object: SELECT (id) on relation public.sales to user ann
-- way out: take that away before
CREATE USER ann PASSWORD DISABLE;
CREATE TABLE sales (id BIGINT);
GRANT SELECT (id) ON TABLE sales TO ann;
DROP USER ann;
====
-- refused: 55006 user ann can't be dropped because it has a privilege on some object: SELECT on tables in database dev, now and later to user ann
-- way out: take that away before
CREATE USER ann PASSWORD DISABLE;
GRANT SELECT FOR TABLES IN DATABASE dev TO ann;
DROP USER ann;
====
-- refused: 55006 user ann can't be dropped because it has default privileges: SELECT on tables that user ann creates in database dev to PUBLIC
-- way out: take that away before
CREATE USER ann PASSWORD DISABLE;
ALTER DEFAULT PRIVILEGES FOR USER ann GRANT SELECT ON TABLES TO PUBLIC;
DROP USER ann;
====
-- refused: 55006 user ann can't be dropped because it is named in default privileges: SELECT on tables that whoever runs revisions creates in database dev to user ann
-- way out: take that away before
CREATE USER ann PASSWORD DISABLE;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ann;
DROP USER ann;
====
-- refused: 55006 group readers can't be dropped because it has a privilege on some object: USAGE on schema public to group readers
-- way out: take that away before
CREATE GROUP readers;
GRANT USAGE ON SCHEMA public TO GROUP readers;
DROP GROUP readers;
====
-- refused: 55006 group readers can't be dropped because it is named in default privileges: SELECT on tables that whoever runs revisions creates in database dev to group readers
-- way out: take that away before
CREATE GROUP readers;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO GROUP readers;
DROP GROUP readers;
====
-- refused: 55006 role reader can't be dropped because it has a privilege on some object: USAGE on schema public to role reader
-- way out: take that away before
CREATE ROLE reader;
GRANT USAGE ON SCHEMA public TO ROLE reader;
DROP ROLE reader;
====
-- refused: 2BP01 role reader cannot be dropped because it is granted to user ann
-- way out: revoke it before, or say FORCE
CREATE ROLE reader;
CREATE USER ann PASSWORD DISABLE;
GRANT ROLE reader TO ann;
DROP ROLE reader;
====
-- refused: 2BP01 role reader cannot be dropped because it is granted to role writer
-- way out: revoke it before, or say FORCE
CREATE ROLE reader;
CREATE ROLE writer;
GRANT ROLE reader TO ROLE writer;
DROP ROLE reader;
====
-- refused: 55006 role reader can't be dropped because it has a privilege on some object: USAGE on schema public to role reader
-- way out: take that away before
CREATE ROLE reader;
GRANT USAGE ON SCHEMA public TO ROLE reader;
DROP ROLE reader FORCE;
