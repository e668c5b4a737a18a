-- What lies where the sandbox has nothing: other databases behind external schemas, streams,
-- databases made of datashares. It is kept and shown, and whatever would read it is refused.

CREATE FUNCTION sandbox.create_schema_elsewhere(
  name text, if_not_exists boolean, source text, database text, options json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF NOT sandbox.create_schema(name, session_user, if_not_exists, NULL) THEN RETURN; END IF;
  INSERT INTO sandbox.external_schemas (schema, options, source, other_database)
  VALUES (to_regnamespace(quote_ident(sandbox.here() || '.' || name)), options, source, database);
END $$;

CREATE FUNCTION sandbox.demand_local_database(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM sandbox.demand_database(name);
  IF EXISTS (SELECT FROM sandbox.databases d WHERE d.name = demand_local_database.name AND d.type <> 'local') THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format('sandbox: not imitated: what is in database %s', name);
  END IF;
END $$;

CREATE FUNCTION sandbox.demand_known_schema(database text, schema_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM sandbox.external_schemas
              WHERE schema = to_regnamespace(quote_ident(demand_known_schema.database || '.' || schema_name))
                AND source <> 'DATA CATALOG') THEN
    RAISE EXCEPTION USING ERRCODE = '0A000',
      MESSAGE = format('sandbox: not imitated: what is in schema %s', schema_name);
  END IF;
END $$;

-- Names in external schemas that are not over the Data Catalog, and in databases that are not
-- local: whatever their names, they may be there.
CREATE FUNCTION sandbox.relations_elsewhere(names json)
RETURNS TABLE (
  at int, kind text, name name, marker text, owner name, query text, executor text, unread text, schema text,
  columns json, met text)
LANGUAGE sql STABLE AS $$
  SELECT (n.ordinality - 1)::int, 'elsewhere', (n.value->>'name')::name, format('%I.%I', s.nspname, n.value->>'name'),
         r.rolname, NULL, NULL,
         CASE WHEN NOT has_schema_privilege(session_user, s.oid, 'USAGE') THEN 'permission denied for schema ' || s.nspname
           ELSE format('sandbox: not imitated: %s, which lies elsewhere: %s', n.value->>'name', e.source) END,
         NULL, NULL::json, NULL
    FROM json_array_elements(names) WITH ORDINALITY n
    JOIN pg_namespace s ON s.nspname = (n.value->>'database') || '.' || (n.value->>'schema')
    JOIN pg_roles r ON r.oid = s.nspowner
    JOIN sandbox.external_schemas e ON e.schema = s.oid AND e.source <> 'DATA CATALOG'
   UNION ALL
  SELECT (n.ordinality - 1)::int, 'elsewhere', (n.value->>'name')::name,
         format('%I.%I', (n.value->>'database') || '.' || (n.value->>'schema'), n.value->>'name'), r.rolname, NULL, NULL,
         CASE WHEN NOT has_schema_privilege(session_user, s.oid, 'USAGE') THEN 'permission denied for database ' || d.name
           ELSE format('sandbox: not imitated: %s, which lies elsewhere: database %s is not local',
                       n.value->>'name', d.name) END,
         NULL, NULL, NULL
    FROM json_array_elements(names) WITH ORDINALITY n
    JOIN sandbox.databases d ON d.name = n.value->>'database' AND d.type <> 'local'
    JOIN pg_namespace s ON s.nspname = d.name JOIN pg_roles r ON r.oid = s.nspowner
$$;

-- What a materialized view reads that lies elsewhere stands there as a view that nobody sees, so
-- that the one depends on the other.
CREATE FUNCTION sandbox.stand_for(schema_name text, relation text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF to_regnamespace(quote_ident(schema_name)) IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '0A000',
      MESSAGE = format('sandbox: not imitated: a materialized view over %s, whose database is not local', relation);
  END IF;
  IF to_regclass(format('%I.%I', schema_name, relation)) IS NULL THEN
    CREATE VIEW sandbox."stands elsewhere" AS SELECT NULL::int AS nothing;
    EXECUTE format('ALTER VIEW sandbox."stands elsewhere" SET SCHEMA %I', schema_name);
    EXECUTE format('ALTER VIEW %I."stands elsewhere" RENAME TO %I', schema_name, relation);
    EXECUTE format('GRANT SELECT ON %I.%I TO PUBLIC', schema_name, relation);
  END IF;
END $$;

-- Whether a materialized view's rows are such, or come from another one whose are.
CREATE FUNCTION sandbox.lies_elsewhere(view regclass) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM sandbox.bases_of(view) b JOIN pg_class c ON c.oid = b.base
      LEFT JOIN sandbox.external_schemas e ON e.schema = c.relnamespace
     WHERE e.source <> 'DATA CATALOG' OR (b.kind = 'm' AND sandbox.lies_elsewhere(b.base)));
END $$;

-- Why a relation that is here cannot be read all the same; null where it can.
CREATE FUNCTION sandbox.unread(relation oid, kind "char", schema_name name) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE named name := (SELECT relname FROM pg_class WHERE oid = relation);
BEGIN
  IF EXISTS (SELECT FROM sandbox.databases d
              WHERE d.collating <> 'case_sensitive' AND starts_with(schema_name, d.name || '.')) THEN
    RETURN format('sandbox: not imitated: %s, in a database that is CASE_INSENSITIVE', named);
  END IF;
  IF kind = 'm' AND sandbox.lies_elsewhere(relation) THEN
    IF NOT has_table_privilege(session_user, relation, 'SELECT') THEN
      RETURN format('permission denied for relation %s', named);
    END IF;
    RETURN format('sandbox: not imitated: %s, whose rows come from elsewhere', named);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION redshift.db_collation() RETURNS varchar LANGUAGE sql STABLE RETURN
  (SELECT collating FROM sandbox.databases WHERE name = sandbox.here());
