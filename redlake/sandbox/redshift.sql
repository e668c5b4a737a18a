-- What the embedded PostgreSQL needs in order to stand in for a Redshift.
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
REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE TABLE sandbox.databases (name text PRIMARY KEY);
CREATE TABLE sandbox.users (name text PRIMARY KEY, password text, valid_until timestamptz);
CREATE TABLE sandbox.late_binding_views (view oid PRIMARY KEY, text text NOT NULL, query text NOT NULL);
CREATE TABLE sandbox.materialized_views (view oid PRIMARY KEY, text text NOT NULL);
CREATE TABLE sandbox.external_schemas (schema oid PRIMARY KEY, catalog_database text NOT NULL, options json NOT NULL);
GRANT SELECT ON sandbox.databases, sandbox.late_binding_views, sandbox.materialized_views,
  sandbox.external_schemas TO PUBLIC;

CREATE FUNCTION sandbox.forget() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  DELETE FROM sandbox.late_binding_views WHERE view IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_class'::regclass);
  DELETE FROM sandbox.materialized_views WHERE view IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_class'::regclass);
  DELETE FROM sandbox.external_schemas WHERE schema IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_namespace'::regclass);
END $$;
CREATE EVENT TRIGGER forget ON sql_drop EXECUTE FUNCTION sandbox.forget();

-- names

CREATE FUNCTION sandbox.here() RETURNS text LANGUAGE sql STABLE
  RETURN current_setting('sandbox.database', true);

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

-- users, groups, roles

CREATE FUNCTION sandbox.create_user(name text, password text, options text, groups text[], valid_until text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE member_of text;
BEGIN
  PERFORM sandbox.demand_superuser('create users');
  IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = create_user.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42710', MESSAGE = format('user "%s" already exists', name);
  END IF;
  IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = 'role:' || create_user.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42710', MESSAGE = format('role "%s" already exists', name);
  END IF;
  EXECUTE format('CREATE ROLE %I LOGIN %s', name, options);
  INSERT INTO sandbox.users VALUES (name, password, valid_until::timestamptz);
  FOREACH member_of IN ARRAY groups LOOP
    PERFORM sandbox.alter_group(member_of, 'GRANT', ARRAY[name]);
  END LOOP;
END $$;

CREATE FUNCTION sandbox.enter_user(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE ROLE %I LOGIN', name);
  INSERT INTO sandbox.users VALUES (name, NULL, NULL);
END $$;
REVOKE EXECUTE ON FUNCTION sandbox.enter_user FROM PUBLIC;

CREATE FUNCTION sandbox.demand_user(name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM sandbox.users u WHERE u.name = demand_user.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('user "%s" does not exist', name);
  END IF;
END $$;

CREATE FUNCTION sandbox.alter_user(name text, options text, sets_password boolean, password text, valid_until text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF options <> '' OR valid_until IS NOT NULL OR session_user <> name THEN
    PERFORM sandbox.demand_superuser('alter users');
  END IF;
  PERFORM sandbox.demand_user(name);
  IF sets_password AND password IS NULL
     AND (SELECT rolsuper FROM pg_roles r WHERE r.rolname = alter_user.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42501',
      MESSAGE = format('password of superuser "%s" can''t be disabled', name);
  END IF;
  IF options <> '' THEN
    EXECUTE format('ALTER ROLE %I %s', name, options);
  END IF;
  UPDATE sandbox.users u
     SET password = CASE WHEN sets_password THEN alter_user.password ELSE u.password END,
         valid_until = coalesce(alter_user.valid_until::timestamptz, u.valid_until)
   WHERE u.name = alter_user.name;
END $$;

CREATE FUNCTION sandbox.drop_user(name text, if_exists boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_role oid := (SELECT oid FROM pg_roles r WHERE r.rolname = drop_user.name);
BEGIN
  PERFORM sandbox.demand_superuser('drop users');
  IF found_role IS NULL AND if_exists THEN RETURN; END IF;
  PERFORM sandbox.demand_user(name);
  IF EXISTS (SELECT FROM pg_shdepend WHERE refobjid = found_role AND deptype = 'o'
              AND objid IS DISTINCT FROM to_regproc(format('sandbox.%I', 'as ' || name))) THEN
    RAISE EXCEPTION USING ERRCODE = '55006',
      MESSAGE = format('user "%s" can''t be dropped because the user owns some object', name);
  END IF;
  IF EXISTS (SELECT FROM pg_shdepend WHERE refobjid = found_role AND deptype = 'a') THEN
    RAISE EXCEPTION USING ERRCODE = '55006',
      MESSAGE = format('user "%s" can''t be dropped because the user has a privilege on some object', name);
  END IF;
  EXECUTE format('DROP FUNCTION IF EXISTS sandbox.%I', 'as ' || name);
  EXECUTE format('DROP ROLE %I', name);
  DELETE FROM sandbox.users u WHERE u.name = drop_user.name;
END $$;

CREATE FUNCTION sandbox.create_group(name text, members text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM sandbox.demand_superuser('create groups');
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'group:' || create_group.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42710', MESSAGE = format('group "%s" already exists', name);
  END IF;
  EXECUTE format('CREATE ROLE %I NOLOGIN', 'group:' || name);
  PERFORM sandbox.alter_group(name, 'GRANT', members);
END $$;

CREATE FUNCTION sandbox.alter_group(name text, verb text, members text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE member text;
BEGIN
  PERFORM sandbox.demand_superuser('alter groups');
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'group:' || alter_group.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('group "%s" does not exist', name);
  END IF;
  FOREACH member IN ARRAY members LOOP
    PERFORM sandbox.demand_user(member);
    EXECUTE format('%s %I %s %I', verb, 'group:' || name,
                   CASE verb WHEN 'GRANT' THEN 'TO' ELSE 'FROM' END, member);
  END LOOP;
END $$;

CREATE FUNCTION sandbox.drop_group(name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_role oid := (SELECT oid FROM pg_roles WHERE rolname = 'group:' || drop_group.name);
BEGIN
  PERFORM sandbox.demand_superuser('drop groups');
  IF found_role IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('group "%s" does not exist', name);
  END IF;
  IF EXISTS (SELECT FROM pg_shdepend WHERE refobjid = found_role) THEN
    RAISE EXCEPTION USING ERRCODE = '55006',
      MESSAGE = format('group "%s" can''t be dropped because the group has a privilege on some object', name);
  END IF;
  EXECUTE format('DROP ROLE %I', 'group:' || name);
END $$;

CREATE FUNCTION sandbox.create_role(name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM sandbox.demand_superuser('create roles');
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'role:' || create_role.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42710', MESSAGE = format('role "%s" already exists', name);
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = create_role.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42710', MESSAGE = format('user "%s" already exists', name);
  END IF;
  EXECUTE format('CREATE ROLE %I NOLOGIN', 'role:' || name);
END $$;

CREATE FUNCTION sandbox.drop_role(name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  found_role oid := (SELECT oid FROM pg_roles WHERE rolname = 'role:' || drop_role.name);
  member name := (SELECT m.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member
                   WHERE a.roleid = found_role LIMIT 1);
BEGIN
  PERFORM sandbox.demand_superuser('drop roles');
  IF found_role IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('role "%s" does not exist', name);
  END IF;
  IF member IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '2BP01', MESSAGE = CASE sandbox.identity_type(member)
      WHEN 'role' THEN 'cannot drop this role since it depends on another role'
      ELSE 'cannot drop this role since it has been granted on a user' END;
  END IF;
  IF EXISTS (SELECT FROM pg_shdepend WHERE refobjid = found_role) THEN
    RAISE EXCEPTION USING ERRCODE = '55006',
      MESSAGE = format('role "%s" can''t be dropped because the role has a privilege on some object', name);
  END IF;
  EXECUTE format('DROP ROLE %I', 'role:' || name);
END $$;

-- databases and schemas

CREATE FUNCTION sandbox.create_database(name text, owner text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF NOT (SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = session_user) THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'permission denied to create database';
  END IF;
  IF EXISTS (SELECT FROM sandbox.databases d WHERE d.name = create_database.name)
     OR name = 'awsdatacatalog' THEN
    RAISE EXCEPTION USING ERRCODE = '42P04', MESSAGE = format('database "%s" already exists', name);
  END IF;
  EXECUTE format('CREATE SCHEMA %I AUTHORIZATION %I', name, owner);
  EXECUTE format('CREATE SCHEMA %I AUTHORIZATION %I', name || '.public', owner);
  EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO PUBLIC', name || '.public');
  INSERT INTO sandbox.databases VALUES (name);
END $$;

CREATE FUNCTION sandbox.demand_database(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM sandbox.databases d WHERE d.name = demand_database.name) THEN
    RAISE EXCEPTION USING ERRCODE = '3D000', MESSAGE = format('database "%s" does not exist', name);
  END IF;
END $$;

CREATE FUNCTION sandbox.drop_database(name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_schema text;
BEGIN
  PERFORM sandbox.demand_database(name);
  IF NOT pg_has_role(session_user, (SELECT nspowner FROM pg_namespace WHERE nspname = name), 'USAGE') THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('must be owner of database %s', name);
  END IF;
  IF name IN (sandbox.here(), 'dev', 'padb_harvest') THEN
    RAISE EXCEPTION USING ERRCODE = '55006', MESSAGE = CASE WHEN name = sandbox.here()
      THEN 'cannot drop the currently open database'
      ELSE format('database "%s" can''t be dropped', name) END;
  END IF;
  FOR found_schema IN SELECT nspname FROM pg_namespace
   WHERE nspname = name OR starts_with(nspname, name || '.') LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', found_schema);
  END LOOP;
  DELETE FROM sandbox.databases d WHERE d.name = drop_database.name;
END $$;

CREATE FUNCTION sandbox.create_schema(name text, owner text, if_not_exists boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF NOT has_schema_privilege(session_user, sandbox.here(), 'CREATE') THEN
    RAISE EXCEPTION USING ERRCODE = '42501',
      MESSAGE = format('permission denied for database %s', sandbox.here());
  END IF;
  IF to_regnamespace(quote_ident(sandbox.here() || '.' || name)) IS NOT NULL THEN
    IF if_not_exists THEN
      RAISE INFO 'Schema "%" already exists and will not be created again.', name;
      RETURN false;
    END IF;
    RAISE EXCEPTION USING ERRCODE = '42P06', MESSAGE = format('Schema "%s" already exists', name);
  END IF;
  EXECUTE format('CREATE SCHEMA %I AUTHORIZATION %I', sandbox.here() || '.' || name, owner);
  RETURN true;
END $$;

CREATE FUNCTION sandbox.create_external_schema(name text, if_not_exists boolean, catalog_database text, options json)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  here text := sandbox.here() || '.' || name;
  there text := 'awsdatacatalog.' || catalog_database;
  found_table text;
BEGIN
  IF to_regnamespace(quote_ident(there)) IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '3D000',
      MESSAGE = format('sandbox: database "%s" is not in the Data Catalog', catalog_database);
  END IF;
  IF NOT sandbox.create_schema(name, session_user, if_not_exists) THEN RETURN; END IF;
  INSERT INTO sandbox.external_schemas VALUES (to_regnamespace(quote_ident(here)), catalog_database, options);
  FOR found_table IN SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident(there))
    AND relkind = 'r' LOOP
    EXECUTE format('CREATE VIEW %I.%I AS SELECT * FROM %I.%I', here, found_table, there, found_table);
    EXECUTE format('GRANT SELECT ON %I.%I TO PUBLIC', here, found_table);
  END LOOP;
END $$;

CREATE FUNCTION sandbox.drop_schema(name text, if_exists boolean, behaviour text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  here regnamespace := to_regnamespace(quote_ident(sandbox.here() || '.' || name));
  found_view regclass;
BEGIN
  IF here IS NULL THEN
    IF if_exists THEN RETURN; END IF;
    RAISE EXCEPTION USING ERRCODE = '3F000', MESSAGE = format('schema "%s" does not exist', name);
  END IF;
  IF NOT pg_has_role(session_user, (SELECT nspowner FROM pg_namespace WHERE oid = here), 'USAGE') THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('must be owner of schema %s', name);
  END IF;
  IF EXISTS (SELECT FROM sandbox.external_schemas e WHERE e.schema = here) THEN
    FOR found_view IN SELECT oid FROM pg_class WHERE relnamespace = here AND relkind = 'v' LOOP
      EXECUTE format('DROP VIEW %s %s', found_view, behaviour);
    END LOOP;
  END IF;
  EXECUTE format('DROP SCHEMA %s %s', here, behaviour);
END $$;

-- views

CREATE FUNCTION sandbox.executor_of(owner name) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN format('sandbox.%I', 'as ' || owner);

CREATE FUNCTION sandbox.ensure_executor(owner name) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF to_regproc(sandbox.executor_of(owner)) IS NULL THEN
    EXECUTE format(
      'CREATE FUNCTION %s(query text) RETURNS SETOF record LANGUAGE plpgsql SECURITY DEFINER AS
       ''BEGIN RETURN QUERY EXECUTE query; END''', sandbox.executor_of(owner));
    EXECUTE format('ALTER FUNCTION %s OWNER TO %I', sandbox.executor_of(owner), owner);
  END IF;
END $$;

CREATE FUNCTION sandbox.register_late_binding_view(name text, view_text text, view_query text, may_replace boolean)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_view regclass := to_regclass(name);
BEGIN
  IF found_view IS NULL THEN RETURN false; END IF;
  IF NOT may_replace OR NOT EXISTS (SELECT FROM sandbox.late_binding_views WHERE view = found_view) THEN
    RAISE EXCEPTION USING ERRCODE = '42P07', MESSAGE = format('Relation "%s" already exists',
      (SELECT relname FROM pg_class WHERE oid = found_view));
  END IF;
  IF NOT pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = found_view), 'USAGE') THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('must be owner of relation %s',
      (SELECT relname FROM pg_class WHERE oid = found_view));
  END IF;
  UPDATE sandbox.late_binding_views SET text = view_text, query = view_query WHERE view = found_view;
  RETURN true;
END $$;

CREATE FUNCTION sandbox.record_late_binding_view(name text, view_text text, view_query text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO sandbox.late_binding_views VALUES (to_regclass(name), view_text, view_query);
END $$;

CREATE FUNCTION sandbox.create_late_binding_view(name text, view_text text, view_query text, may_replace boolean)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF sandbox.register_late_binding_view(name, view_text, view_query, may_replace) THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %s ()', name);
  PERFORM sandbox.record_late_binding_view(name, view_text, view_query);
END $$;

CREATE FUNCTION sandbox.record_materialized_view(name text, view_text text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO sandbox.materialized_views VALUES (to_regclass(name), view_text);
END $$;

-- What the relations of a statement are. A name of one part is looked for on the search
-- path; late-binding views come with their query, their owner and the marker that
-- carries their grants.
CREATE FUNCTION sandbox.relations(names json)
RETURNS TABLE (at int, kind text, marker text, owner name, query text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  IF EXISTS (SELECT FROM json_array_elements(names) n WHERE n->>'database' = 'awsdatacatalog')
     AND NOT has_schema_privilege(session_user, 'awsdatacatalog', 'USAGE') THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'permission denied for database awsdatacatalog';
  END IF;
  RETURN QUERY
  SELECT (n.ordinality - 1)::int,
         CASE WHEN l.view IS NOT NULL THEN 'late-binding view'
              WHEN e.schema IS NOT NULL OR starts_with(s.nspname, 'awsdatacatalog.') THEN 'external table'
              WHEN c.relkind = 'm' THEN 'materialized view'
              WHEN c.relkind = 'v' THEN 'view' ELSE 'table' END,
         format('%I.%I', s.nspname, c.relname), r.rolname, l.query
    FROM json_array_elements(names) WITH ORDINALITY n
    JOIN LATERAL (
      SELECT c.oid, c.relname, c.relkind, c.relnamespace, c.relowner FROM pg_class c
        JOIN pg_namespace s ON s.oid = c.relnamespace
       WHERE c.relname = n.value->>'name'
         AND CASE WHEN n.value->>'schema' IS NOT NULL
                  THEN s.nspname = (n.value->>'database') || '.' || (n.value->>'schema')
                  ELSE s.nspname = ANY (current_schemas(false)) END
       ORDER BY array_position(current_schemas(false), s.nspname) LIMIT 1) c ON true
    JOIN pg_namespace s ON s.oid = c.relnamespace
    JOIN pg_roles r ON r.oid = c.relowner
    LEFT JOIN sandbox.late_binding_views l ON l.view = c.oid
    LEFT JOIN sandbox.external_schemas e ON e.schema = s.oid;
END $$;

-- functions that Redshift has

CREATE FUNCTION redshift.version() RETURNS text LANGUAGE sql STABLE RETURN
  'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017'
  ' (Red Hat 3.4.2-6.fc3), Redshift 1.0.0 (redlake sandbox)';
CREATE FUNCTION redshift.current_database() RETURNS name LANGUAGE sql STABLE RETURN sandbox.here()::name;
CREATE FUNCTION redshift.current_schema() RETURNS name LANGUAGE sql STABLE RETURN
  (SELECT split_part(s, '.', 2)::name FROM unnest(current_schemas(false)) s
    WHERE starts_with(s, sandbox.here() || '.') LIMIT 1);
CREATE FUNCTION redshift.getdate() RETURNS timestamp LANGUAGE sql VOLATILE RETURN
  (clock_timestamp() AT TIME ZONE 'UTC')::timestamp(0);
CREATE FUNCTION redshift.nvl(anycompatible, anycompatible) RETURNS anycompatible
  LANGUAGE sql IMMUTABLE AS 'SELECT coalesce($1, $2)';
CREATE FUNCTION redshift.len(text) RETURNS int LANGUAGE sql IMMUTABLE RETURN length($1);

-- the catalog, as Redshift shows it to a session in one of its databases

CREATE VIEW redshift.pg_user AS
SELECT r.rolname AS usename, r.oid::int AS usesysid, r.rolcreatedb AS usecreatedb,
       r.rolsuper AS usesuper, r.rolname = 'rdsdb' AS usecatupd, '********'::text AS passwd,
       u.valid_until::timestamp AS valuntil, r.rolconfig AS useconfig
  FROM pg_roles r JOIN sandbox.users u ON u.name = r.rolname;

CREATE VIEW redshift.pg_namespace AS
SELECT s.oid, CASE WHEN starts_with(s.nspname, sandbox.here() || '.')
                   THEN substr(s.nspname, length(sandbox.here()) + 2)::name
                   ELSE s.nspname END AS nspname, s.nspowner, s.nspacl
  FROM pg_namespace s
 WHERE starts_with(s.nspname, sandbox.here() || '.')
    OR s.nspname IN ('pg_catalog', 'information_schema', 'pg_toast');

CREATE VIEW redshift.pg_group AS
SELECT sandbox.identity_name(g.rolname)::name AS groname, g.oid::int AS grosysid,
       ARRAY(SELECT member::int FROM pg_auth_members WHERE roleid = g.oid ORDER BY 1) AS grolist
  FROM pg_roles g WHERE g.rolname LIKE 'group:%';

CREATE VIEW redshift.svv_roles AS
SELECT r.oid::int AS role_id, sandbox.identity_name(r.rolname) AS role_name,
       'rdsdb'::text AS role_owner, NULL::text AS external_id
  FROM pg_roles r WHERE r.rolname LIKE 'role:%';

CREATE VIEW redshift.svv_user_grants AS
SELECT m.oid::int AS user_id, m.rolname::text AS user_name, r.oid::int AS role_id,
       sandbox.identity_name(r.rolname) AS role_name, a.admin_option
  FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
 WHERE r.rolname LIKE 'role:%' AND sandbox.identity_type(m.rolname) = 'user';

CREATE VIEW redshift.svv_role_grants AS
SELECT m.oid::int AS role_id, sandbox.identity_name(m.rolname) AS role_name,
       r.oid::int AS granted_role_id, sandbox.identity_name(r.rolname) AS granted_role_name
  FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
 WHERE r.rolname LIKE 'role:%' AND sandbox.identity_type(m.rolname) = 'role';

CREATE VIEW redshift.svv_redshift_databases AS
SELECT d.name AS database_name, s.nspowner::int AS database_owner, 'local'::text AS database_type,
       s.nspacl::text AS database_acl, NULL::text AS database_options,
       'Snapshot Isolation'::text AS database_isolation_level
  FROM sandbox.databases d JOIN pg_namespace s ON s.nspname = d.name;

CREATE VIEW redshift.svv_external_schemas AS
SELECT s.oid::int AS esoid, 1 AS eskind, substr(s.nspname, length(sandbox.here()) + 2) AS schemaname,
       s.nspowner::int AS esowner, e.catalog_database AS databasename, e.options::text AS esoptions
  FROM sandbox.external_schemas e JOIN pg_namespace s ON s.oid = e.schema
 WHERE starts_with(s.nspname, sandbox.here() || '.');

CREATE VIEW redshift.svv_relation_privileges AS
SELECT substr(s.nspname, length(sandbox.here()) + 2) AS namespace_name, c.relname::text AS relation_name,
       a.privilege_type, a.grantee::int AS identity_id, sandbox.identity_name(g.rolname) AS identity_name,
       sandbox.identity_type(g.rolname) AS identity_type, a.is_grantable AS admin_option
  FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace, aclexplode(c.relacl) a
  LEFT JOIN pg_roles g ON g.oid = a.grantee
 WHERE starts_with(s.nspname, sandbox.here() || '.') AND a.grantee <> c.relowner
   AND NOT EXISTS (SELECT FROM sandbox.external_schemas e WHERE e.schema = s.oid);

CREATE VIEW redshift.svv_schema_privileges AS
SELECT substr(s.nspname, length(sandbox.here()) + 2) AS namespace_name, a.privilege_type,
       a.grantee::int AS identity_id, sandbox.identity_name(g.rolname) AS identity_name,
       sandbox.identity_type(g.rolname) AS identity_type, a.is_grantable AS admin_option,
       'SCHEMA'::text AS privilege_scope
  FROM pg_namespace s, aclexplode(s.nspacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
 WHERE starts_with(s.nspname, sandbox.here() || '.') AND a.grantee <> s.nspowner;

CREATE VIEW redshift.svv_database_privileges AS
SELECT s.nspname::text AS database_name, a.privilege_type, a.grantee::int AS identity_id,
       sandbox.identity_name(g.rolname) AS identity_name, sandbox.identity_type(g.rolname) AS identity_type,
       a.is_grantable AS admin_option, 'DATABASE'::text AS privilege_scope
  FROM pg_namespace s, aclexplode(s.nspacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
 WHERE a.grantee <> s.nspowner
   AND (s.nspname = 'awsdatacatalog' OR s.nspname IN (SELECT name FROM sandbox.databases))
UNION ALL
SELECT name, 'TEMP', 0, 'public', 'public', false, 'DATABASE' FROM sandbox.databases;

CREATE VIEW redshift.svv_default_privileges AS
SELECT substr(s.nspname, length(sandbox.here()) + 2) AS schema_name,
       CASE d.defaclobjtype WHEN 'r' THEN 'RELATION' ELSE 'FUNCTION' END AS object_type,
       o.oid::int AS owner_id, sandbox.identity_name(o.rolname) AS owner_name,
       sandbox.identity_type(o.rolname) AS owner_type, a.privilege_type, a.grantee::int AS grantee_id,
       sandbox.identity_name(g.rolname) AS grantee_name, sandbox.identity_type(g.rolname) AS grantee_type,
       a.is_grantable AS admin_option
  FROM pg_default_acl d JOIN pg_namespace s ON s.oid = d.defaclnamespace
  JOIN pg_roles o ON o.oid = d.defaclrole, aclexplode(d.defaclacl) a
  LEFT JOIN pg_roles g ON g.oid = a.grantee
 WHERE starts_with(s.nspname, sandbox.here() || '.');

CREATE VIEW redshift.svv_mv_info AS
SELECT sandbox.here() AS database_name, substr(s.nspname, length(sandbox.here()) + 2) AS schema_name,
       o.rolname::text AS user_name, c.relname::text AS name, 'u'::char(1) AS is_stale, 0 AS state,
       false AS autorefresh, false AS autorewrite
  FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace JOIN pg_roles o ON o.oid = c.relowner
 WHERE c.relkind = 'm' AND starts_with(s.nspname, sandbox.here() || '.');

CREATE VIEW redshift.pg_views AS
SELECT substr(s.nspname, length(sandbox.here()) + 2)::name AS schemaname, c.relname AS viewname,
       o.rolname AS viewowner, coalesce(l.text, m.text, pg_get_viewdef(c.oid)) AS definition
  FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace JOIN pg_roles o ON o.oid = c.relowner
  LEFT JOIN sandbox.late_binding_views l ON l.view = c.oid
  LEFT JOIN sandbox.materialized_views m ON m.view = c.oid
 WHERE starts_with(s.nspname, sandbox.here() || '.')
   AND (c.relkind IN ('v', 'm') OR l.view IS NOT NULL)
   AND NOT EXISTS (SELECT FROM sandbox.external_schemas e WHERE e.schema = s.oid);

GRANT SELECT ON ALL TABLES IN SCHEMA redshift TO PUBLIC;

INSERT INTO sandbox.users VALUES ('rdsdb', NULL, NULL);
CREATE SCHEMA awsdatacatalog;

-- An error of Redshift's, raised where PostgreSQL would have raised its own.
CREATE FUNCTION sandbox.refuse(code text, message text, hint text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = code, MESSAGE = message, HINT = coalesce(hint, '');
END $$;
