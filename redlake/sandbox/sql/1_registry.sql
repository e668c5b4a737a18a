-- What the embedded PostgreSQL needs in order to stand in for a Redshift: the registry.
--
-- One PostgreSQL database holds all of Redshift's: the schema "public" of the database
-- "dev" is the schema "dev.public" here, and the database itself is the empty schema
-- "dev", whose ACL is the database's. Users keep their names as PostgreSQL roles; groups
-- are roles named "group:…", roles "role:…".
--
-- Schema sandbox is the registry and what changes it. Schema redshift is on every
-- session's search path: functions that Redshift has and PostgreSQL lacks, and the
-- catalog as Redshift shows it.

CREATE SCHEMA sandbox;
CREATE SCHEMA redshift;
GRANT USAGE ON SCHEMA sandbox, redshift TO PUBLIC;
-- A database may be named "public".
DROP SCHEMA public;

CREATE TABLE sandbox.databases (
  name text PRIMARY KEY,
  connection_limit int NOT NULL DEFAULT -1,
  isolation text NOT NULL DEFAULT 'Snapshot Isolation',
  collating text NOT NULL DEFAULT 'case_sensitive',
  -- Of one that is made of something else: its type, and what it was made of.
  type text NOT NULL DEFAULT 'local', options json);
CREATE TABLE sandbox.users (
  name text PRIMARY KEY, password text, valid_until timestamptz,
  syslog_access text NOT NULL DEFAULT 'RESTRICTED', session_timeout int, external_id text,
  -- ALTER USER … SET: the values are SQL.
  settings json NOT NULL DEFAULT '{}');
CREATE TABLE sandbox.roles (role oid PRIMARY KEY, owner oid NOT NULL, external_id text);
CREATE TABLE sandbox.quotas (schema oid PRIMARY KEY, megabytes int NOT NULL);
CREATE TABLE sandbox.late_binding_views (view oid PRIMARY KEY, text text NOT NULL, query text NOT NULL);
-- Bound views that stand on such ones: as typed, with the relations qualified, and what columns
-- that query had.
CREATE TABLE sandbox.bound_views (view oid PRIMARY KEY, text text NOT NULL, query text NOT NULL, described json NOT NULL);
-- A bound view that calls functions of Redshift's own, and what PostgreSQL made of it then.
CREATE TABLE sandbox.typed_views (view oid PRIMARY KEY, text text NOT NULL, compiled text NOT NULL);
CREATE TABLE sandbox.materialized_views (
  view oid PRIMARY KEY, text text NOT NULL, auto_refresh boolean NOT NULL,
  -- Whether its rows depend on more than its base tables; what these held when it was refreshed,
  -- and the transaction that refreshed it; what the columns that it reads were called at first.
  mutable boolean NOT NULL, bases text, refreshed bigint, columns json);
-- One over the Data Catalog has a database there; all others have what lies elsewhere.
CREATE TABLE sandbox.external_schemas (
  schema oid PRIMARY KEY, catalog_database text, options json NOT NULL,
  source text NOT NULL DEFAULT 'DATA CATALOG', other_database text);
CREATE TABLE sandbox.external_tables (
  catalog_database text, name text, described json NOT NULL, PRIMARY KEY (catalog_database, name));
-- A procedure's body as it was typed: PostgreSQL keeps the translated one.
CREATE TABLE sandbox.bodies (routine oid PRIMARY KEY, text text NOT NULL);
-- What statements said of where rows lie, and nothing where they did not.
CREATE TABLE sandbox.storage (
  relation oid PRIMARY KEY, diststyle text, distkey text, sortkey_style text, sortkey text[],
  backup boolean, encodings json);
GRANT SELECT ON sandbox.databases, sandbox.late_binding_views, sandbox.bound_views, sandbox.typed_views,
  sandbox.materialized_views,
  sandbox.external_schemas, sandbox.external_tables, sandbox.roles, sandbox.quotas,
  sandbox.bodies, sandbox.storage TO PUBLIC;

-- What is dropped is forgotten, whatever dropped it.
CREATE FUNCTION sandbox.forget() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  DELETE FROM sandbox.late_binding_views WHERE view IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_class'::regclass);
  DELETE FROM sandbox.typed_views WHERE view IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_class'::regclass);
  DELETE FROM sandbox.bound_views WHERE view IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_class'::regclass);
  DELETE FROM sandbox.materialized_views WHERE view IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_class'::regclass);
  DELETE FROM sandbox.bodies WHERE routine IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_proc'::regclass);
  DELETE FROM sandbox.storage WHERE relation IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_class'::regclass AND objsubid = 0);
  DELETE FROM sandbox.external_schemas WHERE schema IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_namespace'::regclass);
  DELETE FROM sandbox.quotas WHERE schema IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_namespace'::regclass);
END $$;
CREATE EVENT TRIGGER forget ON sql_drop EXECUTE FUNCTION sandbox.forget();

-- An external schema holds external tables only; Redshift's own words are not documented.
-- Those are the sandbox's own to make.
CREATE FUNCTION sandbox.keep_external() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_schema text := (
  SELECT c.schema_name FROM pg_event_trigger_ddl_commands() c
    JOIN sandbox.external_schemas e ON e.schema = to_regnamespace(quote_ident(c.schema_name))
   WHERE c.command_tag LIKE 'CREATE%' LIMIT 1);
BEGIN
  IF found_schema IS NOT NULL AND session_user <> 'rdsdb' THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('permission denied for schema %s', found_schema);
  END IF;
END $$;
CREATE EVENT TRIGGER keep_external ON ddl_command_end EXECUTE FUNCTION sandbox.keep_external();

-- names

CREATE FUNCTION sandbox.here() RETURNS text LANGUAGE sql STABLE
  RETURN current_setting('sandbox.database', true);

-- The schema's name in the current database; null where it is in another.
CREATE FUNCTION sandbox.schema_here(schema_name name) RETURNS name LANGUAGE sql STABLE
  RETURN CASE WHEN starts_with(schema_name, sandbox.here() || '.')
              THEN substr(schema_name, length(sandbox.here()) + 2)::name END;

CREATE FUNCTION sandbox.identity_type(role name) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN role LIKE 'group:%' THEN 'group' WHEN role LIKE 'role:%' THEN 'role'
              WHEN role IS NULL THEN 'public' ELSE 'user' END;

CREATE FUNCTION sandbox.identity_name(role name) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN role IS NULL THEN 'public' WHEN role LIKE 'group:%' THEN substr(role, 7)
              WHEN role LIKE 'role:%' THEN substr(role, 6) ELSE role::text END;

CREATE FUNCTION sandbox.demand_superuser(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('must be superuser to %s', what);
  END IF;
END $$;

-- An error of Redshift's, raised where PostgreSQL would have raised its own.
CREATE FUNCTION sandbox.refuse(code text, message text, hint text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = code, MESSAGE = message, HINT = coalesce(hint, '');
END $$;

INSERT INTO sandbox.users VALUES ('rdsdb');
-- Who owns what a dropped user owned in another database.
CREATE ROLE unknown NOLOGIN;
CREATE SCHEMA awsdatacatalog;
