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
  IF to_regnamespace(quote_ident(name)) IS NOT NULL OR strpos(name, '.') > 0 THEN
    RAISE EXCEPTION USING ERRCODE = '0A000',
      MESSAGE = format('sandbox: not imitated: a database named %s', name);
  END IF;
  PERFORM sandbox.demand_owner_to_be(owner);
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

-- A session that has just been closed takes a moment to end; PostgreSQL too waits for it.
CREATE FUNCTION sandbox.drop_database(name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET lock_timeout = '2s' AS $$
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
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('database'), hashtext(name));
  EXCEPTION WHEN lock_not_available THEN
    RAISE EXCEPTION USING ERRCODE = '55006',
      MESSAGE = format('database "%s" is being accessed by other users', name);
  END;
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
  PERFORM sandbox.demand_owner_to_be(owner);
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
