-- Redshift's own roles, and what they may do ("Amazon Redshift system-defined roles" and "Metadata
-- security" in the Amazon Redshift Database Developer Guide).
DO $$
DECLARE
  found record;
  every text[] := ARRAY[
    'CREATE ROLE', 'DROP ROLE', 'CREATE USER', 'DROP USER', 'ALTER USER', 'CREATE SCHEMA', 'DROP SCHEMA',
    'ALTER DEFAULT PRIVILEGES', 'ACCESS CATALOG', 'ACCESS SYSTEM TABLE', 'CREATE TABLE', 'DROP TABLE',
    'ALTER TABLE', 'CREATE OR REPLACE FUNCTION', 'CREATE OR REPLACE EXTERNAL FUNCTION', 'DROP FUNCTION',
    'CREATE OR REPLACE PROCEDURE', 'DROP PROCEDURE', 'CREATE OR REPLACE VIEW', 'DROP VIEW', 'CREATE MODEL',
    'DROP MODEL', 'CREATE DATASHARE', 'ALTER DATASHARE', 'DROP DATASHARE', 'CREATE LIBRARY',
    'DROP LIBRARY', 'ANALYZE', 'CANCEL', 'TRUNCATE TABLE', 'VACUUM', 'IGNORE RLS', 'EXPLAIN RLS',
    'EXPLAIN MASKING'];
BEGIN
  FOR found IN SELECT * FROM (VALUES
    ('sys:monitor', ARRAY['ACCESS CATALOG', 'ACCESS SYSTEM TABLE']),
    ('sys:operator', ARRAY['ACCESS CATALOG', 'ACCESS SYSTEM TABLE', 'ANALYZE', 'VACUUM', 'CANCEL']),
    ('sys:dba', ARRAY['ACCESS CATALOG', 'ACCESS SYSTEM TABLE', 'ANALYZE', 'VACUUM', 'CANCEL',
                      'CREATE SCHEMA', 'CREATE TABLE', 'DROP SCHEMA', 'DROP TABLE', 'TRUNCATE TABLE',
                      'CREATE OR REPLACE PROCEDURE', 'DROP PROCEDURE', 'CREATE OR REPLACE FUNCTION',
                      'CREATE OR REPLACE EXTERNAL FUNCTION', 'CREATE OR REPLACE VIEW', 'DROP VIEW']),
    ('sys:superuser', every),
    ('sys:secadmin', ARRAY['ACCESS CATALOG', 'CREATE USER', 'ALTER USER', 'DROP USER', 'CREATE ROLE', 'DROP ROLE',
                           'EXPLAIN RLS', 'IGNORE RLS', 'EXPLAIN MASKING'])) roles(name, privileges) LOOP
    EXECUTE format('CREATE ROLE %I NOLOGIN', 'role:' || found.name);
    INSERT INTO sandbox.roles VALUES (quote_ident('role:' || found.name)::regrole, 'rdsdb'::regrole, NULL);
    PERFORM sandbox.grant_privileges('SYSTEM', 0, '', found.privileges, ARRAY['role:' || found.name], ARRAY[false]);
  END LOOP;
END $$;
