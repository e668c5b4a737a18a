-- Databases and schemas.

-- Whether the database exists. While the session lasts it is not dropped.
CREATE FUNCTION sandbox.enter_database(name text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_lock_shared(hashtext('database'), hashtext(name));
  RETURN EXISTS (SELECT FROM sandbox.databases d WHERE d.name = enter_database.name);
END $$;
REVOKE EXECUTE ON FUNCTION sandbox.enter_database FROM PUBLIC;

CREATE FUNCTION sandbox.demand_owner_to_be(owner text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF owner <> session_user THEN
    PERFORM sandbox.demand_superuser('create what another user owns');
    PERFORM sandbox.demand_user(owner);
  END IF;
END $$;

CREATE FUNCTION sandbox.demand_new_database(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM sandbox.databases d WHERE d.name = demand_new_database.name)
     OR name = 'awsdatacatalog' THEN
    RAISE EXCEPTION USING ERRCODE = '42P04', MESSAGE = format('database "%s" already exists', name);
  END IF;
  IF to_regnamespace(quote_ident(name)) IS NOT NULL OR strpos(name, '.') > 0 THEN
    RAISE EXCEPTION USING ERRCODE = '0A000',
      MESSAGE = format('sandbox: not imitated: a database named %s', name);
  END IF;
END $$;

CREATE FUNCTION sandbox.create_database(
  name text, owner text, collating text DEFAULT 'case_sensitive', type text DEFAULT 'local', options json DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF NOT (SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = session_user) THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'permission denied to create database';
  END IF;
  PERFORM sandbox.demand_new_database(name);
  PERFORM sandbox.demand_owner_to_be(owner);
  EXECUTE format('CREATE SCHEMA %I AUTHORIZATION %I', name, owner);
  -- Its ACL says who has TEMP on the database; everyone does at first.
  EXECUTE format('CREATE SCHEMA %I', 'temp:' || name);
  INSERT INTO sandbox.databases (name, collating, type, options)
  VALUES (create_database.name, create_database.collating, create_database.type, create_database.options);
  -- What is in one that lies elsewhere is not known.
  IF type <> 'local' THEN RETURN; END IF;
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO PUBLIC', 'temp:' || name);
  -- Whoever owns the database, its public is rdsdb's (SVV_REDSHIFT_SCHEMAS, Database Developer Guide).
  EXECUTE format('CREATE SCHEMA %I', name || '.public');
  EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO PUBLIC', name || '.public');
END $$;

CREATE FUNCTION sandbox.demand_database(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM sandbox.databases d WHERE d.name = demand_database.name) THEN
    RAISE EXCEPTION USING ERRCODE = '3D000', MESSAGE = format('database "%s" does not exist', name);
  END IF;
END $$;

-- With a privilege, whoever holds that will do too.
CREATE FUNCTION sandbox.demand_owner_of_database(name text, privilege text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM sandbox.demand_database(name);
  IF NOT (pg_has_role(session_user, (SELECT nspowner FROM pg_namespace WHERE nspname = name), 'USAGE')
          OR coalesce(sandbox.holds(privilege, 'DATABASE', quote_ident(name)::regnamespace), false)) THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('must be owner of database %s', name);
  END IF;
END $$;

-- A session that has just been closed takes a moment to end; PostgreSQL too waits for it.
CREATE FUNCTION sandbox.demand_deserted(name text) RETURNS void
LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('database'), hashtext(name));
EXCEPTION WHEN lock_not_available THEN
  RAISE EXCEPTION USING ERRCODE = '55006',
    MESSAGE = format('database "%s" is being accessed by other users', name);
END $$;

CREATE FUNCTION sandbox.drop_database(name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET client_min_messages = warning AS $$
DECLARE
  found_database oid := to_regnamespace(quote_ident(name));
  found_schema text;
BEGIN
  PERFORM sandbox.demand_owner_of_database(name);
  IF name IN (sandbox.here(), 'dev', 'padb_harvest') THEN
    RAISE EXCEPTION USING ERRCODE = '55006', MESSAGE = CASE WHEN name = sandbox.here()
      THEN 'cannot drop the currently open database'
      ELSE format('database "%s" can''t be dropped', name) END;
  END IF;
  PERFORM sandbox.demand_deserted(name);
  PERFORM sandbox.forget_policies_of(to_regnamespace(quote_ident(name)));
  FOR found_schema IN SELECT nspname FROM pg_namespace
   WHERE nspname IN (name, 'temp:' || name) OR starts_with(nspname, name || '.')
      OR oid IN (SELECT share FROM sandbox.datashares WHERE database = found_database) LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', found_schema);
  END LOOP;
  DELETE FROM sandbox.databases d WHERE d.name = drop_database.name;
END $$;

CREATE FUNCTION sandbox.rename_database(name text, new_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  found_schema text;
  new_schema text;
BEGIN
  PERFORM sandbox.demand_owner_of_database(name, 'ALTER');
  IF name = sandbox.here() THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'current database may not be renamed';
  END IF;
  PERFORM sandbox.demand_new_database(new_name);
  PERFORM sandbox.demand_deserted(name);
  EXECUTE format('ALTER SCHEMA %I RENAME TO %I', 'temp:' || name, 'temp:' || new_name);
  FOR found_schema IN SELECT nspname FROM pg_namespace
   WHERE nspname = name OR starts_with(nspname, name || '.') LOOP
    new_schema := new_name || substr(found_schema, length(name) + 1);
    IF octet_length(new_schema) > 63 THEN
      RAISE EXCEPTION USING ERRCODE = '0A000',
        MESSAGE = format('sandbox: not imitated: names as long as %s', new_schema);
    END IF;
    EXECUTE format('ALTER SCHEMA %I RENAME TO %I', found_schema, new_schema);
  END LOOP;
  UPDATE sandbox.databases d SET name = new_name WHERE d.name = rename_database.name;
END $$;

CREATE FUNCTION sandbox.alter_database(name text, new_limit int DEFAULT NULL, new_isolation text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM sandbox.demand_owner_of_database(name, 'ALTER');
  UPDATE sandbox.databases d
     SET connection_limit = coalesce(new_limit, d.connection_limit),
         isolation = coalesce(new_isolation, d.isolation)
   WHERE d.name = alter_database.name;
END $$;

CREATE FUNCTION sandbox.create_schema(name text, owner text, if_not_exists boolean, quota int) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF NOT (has_schema_privilege(session_user, sandbox.here(), 'CREATE')
          OR sandbox.has_system_privilege('CREATE SCHEMA')) THEN
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
  PERFORM sandbox.demand_owner_to_be(owner);
  EXECUTE format('CREATE SCHEMA %I AUTHORIZATION %I', sandbox.here() || '.' || name, owner);
  IF quota IS NOT NULL THEN
    INSERT INTO sandbox.quotas VALUES (to_regnamespace(quote_ident(sandbox.here() || '.' || name)), quota);
  END IF;
  RETURN true;
END $$;

-- The schema that something is created in which is named without one: the first of the search path
-- that there is. The path ends in redshift, which is the sandbox's own.
CREATE FUNCTION sandbox.demand_schema() RETURNS name LANGUAGE plpgsql STABLE AS $$
DECLARE first_schema name := (current_schemas(false))[1];
BEGIN
  IF first_schema = 'redshift' THEN
    RAISE EXCEPTION USING ERRCODE = '3F000', MESSAGE = 'no schema has been selected to create in';
  END IF;
  RETURN first_schema;
END $$;

CREATE FUNCTION sandbox.demand_owner_of_schema(name text, privilege text) RETURNS regnamespace
LANGUAGE plpgsql AS $$
DECLARE here regnamespace := to_regnamespace(quote_ident(sandbox.here() || '.' || name));
BEGIN
  IF here IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '3F000', MESSAGE = format('schema "%s" does not exist', name);
  END IF;
  IF NOT (pg_has_role(session_user, (SELECT nspowner FROM pg_namespace WHERE oid = here), 'USAGE')
          OR sandbox.may_on_schema(privilege, here)) THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('must be owner of schema %s', name);
  END IF;
  RETURN here;
END $$;

CREATE FUNCTION sandbox.rename_schema(name text, new_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  EXECUTE format('ALTER SCHEMA %s RENAME TO %I', sandbox.demand_owner_of_schema(name, 'ALTER'),
                 sandbox.here() || '.' || new_name);
END $$;

CREATE FUNCTION sandbox.alter_quota(name text, new_quota int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE here oid := sandbox.demand_owner_of_schema(name, 'ALTER');
BEGIN
  IF EXISTS (SELECT FROM sandbox.external_schemas WHERE schema = here) THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format('sandbox: external schema "%s" has no quota', name);
  END IF;
  DELETE FROM sandbox.quotas WHERE schema = here;
  IF new_quota IS NOT NULL THEN
    INSERT INTO sandbox.quotas VALUES (here, new_quota);
  END IF;
END $$;

CREATE FUNCTION sandbox.alter_external_schema(name text, new_options jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  here oid := sandbox.demand_owner_of_schema(name, 'ALTER');
  found_source text;
BEGIN
  UPDATE sandbox.external_schemas SET options = options::jsonb || new_options
   WHERE schema = here RETURNING source INTO found_source;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = '42809', MESSAGE = format('schema "%s" is not an external schema', name);
  END IF;
  -- ALTER EXTERNAL SCHEMA, Amazon Redshift Database Developer Guide; in words of the sandbox's own.
  IF found_source NOT IN ('DATA CATALOG', 'KAFKA', 'MSK') THEN
    RAISE EXCEPTION USING ERRCODE = '0A000',
      MESSAGE = format('external schema "%s" comes from %s and cannot be altered', name, found_source);
  END IF;
END $$;

-- A table of the Data Catalog in an external schema. A view that is there keeps what is built on
-- it, unless its columns are others now.
CREATE FUNCTION sandbox.show_external_table(here text, there text, table_name text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE definition text := format('VIEW %I.%I AS SELECT * FROM %I.%I', here, table_name, there, table_name);
BEGIN
  BEGIN
    EXECUTE 'CREATE OR REPLACE ' || definition;
  EXCEPTION WHEN invalid_table_definition THEN
    PERFORM sandbox.put_away(to_regclass(format('%I.%I', here, table_name)));
    EXECUTE 'CREATE ' || definition;
  END;
  EXECUTE format('GRANT SELECT ON %I.%I TO PUBLIC', here, table_name);
END $$;

-- Whether it may create the database in the Data Catalog makes no difference where that is there.
CREATE FUNCTION sandbox.create_external_schema(
  name text, if_not_exists boolean, catalog_database text, may_create boolean, options json)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  here text := sandbox.here() || '.' || name;
  there text := 'awsdatacatalog.' || catalog_database;
  found_table text;
BEGIN
  IF to_regnamespace(quote_ident(there)) IS NULL AND may_create THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'sandbox: not imitated: CREATE EXTERNAL DATABASE';
  END IF;
  IF to_regnamespace(quote_ident(there)) IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '3D000',
      MESSAGE = format('sandbox: database "%s" is not in the Data Catalog', catalog_database);
  END IF;
  -- No table comes or goes meanwhile.
  LOCK TABLE sandbox.external_schemas IN ROW EXCLUSIVE MODE;
  IF NOT sandbox.create_schema(name, session_user, if_not_exists, NULL) THEN RETURN; END IF;
  FOR found_table IN SELECT t.name FROM sandbox.external_tables t
   WHERE t.catalog_database = create_external_schema.catalog_database LOOP
    PERFORM sandbox.show_external_table(here, there, found_table);
  END LOOP;
  -- From here on nothing else is created in it.
  INSERT INTO sandbox.external_schemas VALUES (to_regnamespace(quote_ident(here)), catalog_database, options);
END $$;

CREATE FUNCTION sandbox.drop_schema(name text, if_exists boolean, behaviour text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  here regnamespace := to_regnamespace(quote_ident(sandbox.here() || '.' || name));
  found_view regclass;
BEGIN
  IF here IS NULL AND if_exists THEN RETURN; END IF;
  PERFORM sandbox.demand_owner_of_schema(name, 'DROP');
  IF EXISTS (SELECT FROM sandbox.external_schemas e WHERE e.schema = here) THEN
    FOR found_view IN SELECT oid FROM pg_class WHERE relnamespace = here AND relkind = 'v' LOOP
      EXECUTE format('DROP VIEW %s %s', found_view, behaviour);
    END LOOP;
  END IF;
  EXECUTE format('DROP SCHEMA %s %s', here, behaviour);
END $$;
