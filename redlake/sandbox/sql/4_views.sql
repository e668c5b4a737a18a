-- Views.

-- What runs the text of an owner's late-binding views with the owner's rights. It is
-- named for the owner's oid: a name of its own could be too long.
CREATE FUNCTION sandbox.executor_of(owner oid) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN format('sandbox.%I', 'as ' || owner);

CREATE FUNCTION sandbox.ensure_executor(owner_name name) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE executor text := sandbox.executor_of((SELECT oid FROM pg_roles WHERE rolname = owner_name));
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('executor'), hashtext(owner_name));
  IF to_regproc(executor) IS NULL THEN
    EXECUTE format('CREATE FUNCTION %s(query text) RETURNS SETOF record LANGUAGE plpgsql SECURITY DEFINER'
                   ' AS $body$BEGIN RETURN QUERY EXECUTE query; END$body$', executor);
    EXECUTE format('ALTER FUNCTION %s OWNER TO %I', executor, owner_name);
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
  IF NOT (pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = found_view), 'USAGE')
          OR sandbox.has_system_privilege('CREATE OR REPLACE VIEW')) THEN
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
  PERFORM sandbox.ensure_executor(session_user);
END $$;

CREATE FUNCTION sandbox.create_late_binding_view(name text, view_text text, view_query text, may_replace boolean)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF sandbox.register_late_binding_view(name, view_text, view_query, may_replace) THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %s ()', name);
  PERFORM sandbox.record_late_binding_view(name, view_text, view_query);
END $$;

-- Nulls for a bound view that stands on no late-binding one.
CREATE FUNCTION sandbox.record_bound_view(name text, view_text text, view_query text, described json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  DELETE FROM sandbox.bound_views WHERE view = to_regclass(name);
  IF view_text IS NOT NULL THEN
    INSERT INTO sandbox.bound_views VALUES (to_regclass(name), view_text, view_query, described);
    PERFORM sandbox.ensure_executor((SELECT rolname FROM pg_roles JOIN pg_class ON relowner = pg_roles.oid
                                      WHERE pg_class.oid = to_regclass(name)));
  END IF;
END $$;

-- What PostgreSQL has of a view, whatever the search path.
CREATE FUNCTION sandbox.compiled(view oid) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog AS
  'SELECT pg_get_viewdef(view)';

-- Keeps the text of a bound view where PostgreSQL would show functions by other names.
CREATE FUNCTION sandbox.record_typed_view(name text, view_text text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE made regclass := to_regclass(name);
BEGIN
  DELETE FROM sandbox.typed_views WHERE view = made;
  INSERT INTO sandbox.typed_views SELECT made, view_text, sandbox.compiled(made)
   WHERE EXISTS (SELECT FROM pg_rewrite r JOIN pg_depend d ON d.objid = r.oid AND d.classid = 'pg_rewrite'::regclass
                   JOIN pg_proc p ON p.oid = d.refobjid AND d.refclassid = 'pg_proc'::regclass
                  WHERE r.ev_class = made AND p.pronamespace = 'redshift'::regnamespace);
END $$;

-- The relations that a bound or materialized view reads.
CREATE FUNCTION sandbox.bases_of(view regclass) RETURNS TABLE (base oid, kind "char", external boolean)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT c.oid, c.relkind, EXISTS (SELECT FROM sandbox.external_schemas WHERE schema = c.relnamespace)
    FROM pg_rewrite r JOIN pg_depend d ON d.objid = r.oid AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_class c ON c.oid = d.refobjid AND d.refclassid = 'pg_class'::regclass
   WHERE r.ev_class = view AND c.oid <> view
$$;

-- Tells one content of a view's local base tables from another. A row that changes has another
-- place and transaction; one that is deleted has none; a change that is rolled back was never there.
CREATE FUNCTION sandbox.content_of_bases(view regclass) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
  found_base regclass;
  seen text;
  content text := '';
BEGIN
  FOR found_base IN SELECT base FROM sandbox.bases_of(view)
                     WHERE NOT external AND kind IN ('r', 'm') ORDER BY base LOOP
    EXECUTE format('SELECT concat_ws('','', count(*), sum(hashtextextended(concat(t.ctid, t.xmin), 0))) FROM %s t',
                   found_base) INTO seen;
    content := content || format('%s:%s ', found_base::oid, seen);
  END LOOP;
  RETURN content;
END $$;

-- The columns of its base tables that a view reads, by numbers that stay theirs.
CREATE FUNCTION sandbox.columns_of_bases(view regclass) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT json_object_agg(format('%s.%s', c.oid, d.refobjsubid), json_build_object(
           'schema', substr(s.nspname, strpos(s.nspname, '.') + 1), 'table', c.relname, 'column', a.attname))
    FROM (SELECT DISTINCT d.refobjid, d.refobjsubid
            FROM pg_rewrite r JOIN pg_depend d ON d.objid = r.oid AND d.classid = 'pg_rewrite'::regclass
           WHERE r.ev_class = view AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> view) d
    JOIN pg_class c ON c.oid = d.refobjid JOIN pg_namespace s ON s.oid = c.relnamespace
    LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
   -- What lies elsewhere goes and comes back under its name, or is gone.
   WHERE NOT EXISTS (SELECT FROM sandbox.external_schemas e WHERE e.schema = s.oid)
$$;

CREATE FUNCTION sandbox.record_materialized_view(name text, view_text text, auto_refresh boolean, mutable boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF EXISTS (SELECT FROM sandbox.bases_of(to_regclass(name)) b JOIN pg_class c ON c.oid = b.base
              WHERE c.relnamespace IN ('redshift'::regnamespace, 'pg_catalog'::regnamespace,
                                       'information_schema'::regnamespace)) THEN
    RAISE EXCEPTION 'materialized views cannot read system tables' USING ERRCODE = '0A000';
  END IF;
  IF EXISTS (SELECT FROM sandbox.bases_of(to_regclass(name)) b
              WHERE b.base IN (SELECT relation FROM sandbox.row_security WHERE is_on
                                UNION ALL SELECT relation FROM sandbox.attachments)) THEN
    RAISE EXCEPTION 'materialized views cannot read what policies are attached to' USING ERRCODE = '0A000';
  END IF;
  INSERT INTO sandbox.materialized_views VALUES (
    to_regclass(name), view_text, auto_refresh, mutable, sandbox.content_of_bases(to_regclass(name)), txid_current(),
    sandbox.columns_of_bases(to_regclass(name)));
END $$;

-- Why a materialized view cannot be refreshed, by the numbers of SVV_MV_INFO; 0 if it can.
CREATE FUNCTION sandbox.state_of(materialized_view regclass) RETURNS int LANGUAGE sql STABLE AS $$
  SELECT coalesce(max(CASE WHEN before.value->>'schema' <> now.value->>'schema' THEN 105
                           WHEN before.value->>'column' <> now.value->>'column' THEN 104
                           WHEN before.value->>'table' <> now.value->>'table' THEN 103 END), 0)
    FROM sandbox.materialized_views m, json_each(m.columns) before
    JOIN json_each(sandbox.columns_of_bases(materialized_view)) now ON now.key = before.key
   WHERE m.view = materialized_view
$$;

-- PostgreSQL lets no column go, or change its type, that a materialized view reads; Redshift does.
CREATE FUNCTION sandbox.demand_not_materialized(name text, column_name text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE found_view regclass;
BEGIN
  SELECT c.oid INTO found_view
    FROM pg_attribute a JOIN pg_depend d ON d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
    JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_class c ON c.oid = r.ev_class AND c.relkind = 'm'
   WHERE a.attrelid = to_regclass(name) AND a.attname = column_name;
  IF found_view IS NOT NULL THEN
    PERFORM sandbox.not_imitated(format('altering column %s, which a materialized view reads', column_name));
  END IF;
END $$;

-- Before the refresh itself: what is committed between the two makes the view look stale, and
-- never fresh where it is not.
CREATE FUNCTION sandbox.record_refresh(name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_view regclass := to_regclass(name);
BEGIN
  IF sandbox.state_of(found_view) > 100 THEN
    RAISE EXCEPTION USING ERRCODE = '55000', MESSAGE = format(
      'Materialized view %s cannot be refreshed as a base table or its column was renamed',
      (SELECT relname FROM pg_class WHERE oid = found_view));
  END IF;
  IF pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = found_view), 'USAGE')
     AND sandbox.lies_elsewhere(found_view) THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format(
      'sandbox: not imitated: a refresh of %s', (SELECT relname FROM pg_class WHERE oid = found_view));
  END IF;
  PERFORM sandbox.demand_unmet(sandbox.policy_met(base, session_user)) FROM sandbox.bases_of(found_view);
  UPDATE sandbox.materialized_views
     SET bases = sandbox.content_of_bases(view), refreshed = txid_current() WHERE view = found_view;
END $$;

-- Whether a materialized view reads external tables, other materialized views or what changes by
-- itself. A stream is an external table that does refresh.
CREATE FUNCTION sandbox.reads_what_does_not_refresh(found_view regclass) RETURNS boolean LANGUAGE sql STABLE RETURN
  EXISTS (SELECT FROM sandbox.bases_of(found_view) b JOIN pg_class c ON c.oid = b.base
            LEFT JOIN sandbox.external_schemas e ON e.schema = c.relnamespace
           WHERE b.kind = 'm' OR e.source NOT IN ('KINESIS', 'MSK', 'KAFKA'))
  OR (SELECT mutable FROM sandbox.materialized_views WHERE view = found_view);

-- Where new_value is null, nothing is altered that the sandbox keeps.
CREATE FUNCTION sandbox.alter_auto_refresh(name text, new_value boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  found_view regclass := (SELECT view FROM sandbox.materialized_views WHERE view = to_regclass(name));
  named text := (SELECT relname FROM pg_class WHERE oid = to_regclass(name));
BEGIN
  IF named IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42P01',
      MESSAGE = format('materialized view %s does not exist', replace(name, '"', ''));
  END IF;
  IF found_view IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42809', MESSAGE = format('"%s" is not a materialized view', named);
  END IF;
  IF NOT sandbox.may_alter(found_view) THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('must be owner of relation %s', named);
  END IF;
  IF new_value AND sandbox.reads_what_does_not_refresh(found_view) THEN
    RAISE EXCEPTION USING ERRCODE = '0A000',
      MESSAGE = format('Materialized view %s cannot refresh automatically', named);
  END IF;
  UPDATE sandbox.materialized_views SET auto_refresh = coalesce(new_value, auto_refresh) WHERE view = found_view;
END $$;

-- What a late-binding view reads need not exist, its schema must. Whether that holds for schemas
-- of other databases is not documented; there the database is asked for, and nothing of the
-- Data Catalog.
CREATE FUNCTION sandbox.demand_schemas(names json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE named record;
BEGIN
  FOR named IN SELECT n->>'database' AS database, n->>'schema' AS schema FROM json_array_elements(names) n
   WHERE n->>'database' <> 'awsdatacatalog' AND n->>'schema' NOT IN ('pg_catalog', 'information_schema') LOOP
    PERFORM sandbox.demand_database(named.database);
    IF named.database = sandbox.here()
       AND to_regnamespace(quote_ident(named.database || '.' || named.schema)) IS NULL THEN
      RAISE EXCEPTION USING ERRCODE = '3F000', MESSAGE = format('schema "%s" does not exist', named.schema);
    END IF;
  END LOOP;
END $$;

-- What the relations of a statement are. A name of one part is looked for on the search
-- path; late-binding views come with their query, their owner and the marker that
-- carries their grants. ``met`` is what a policy hides from the reader.
CREATE FUNCTION sandbox.relations(names json, reader name DEFAULT session_user)
RETURNS TABLE (
  at int, kind text, name name, marker text, owner name, query text, executor text, unread text, schema text,
  columns json, met text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
-- Temporary tables come first (search_path, Database Developer Guide).
DECLARE path name[] := ARRAY(SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema()) || current_schemas(false);
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
         c.relname, format('%I.%I', s.nspname, c.relname), r.rolname,
         coalesce(l.query, b.query), sandbox.executor_of(r.oid), sandbox.unread(c.oid, c.relkind, s.nspname),
         sandbox.schema_here(s.nspname)::text,
         (SELECT json_agg(json_build_array(a.attname, d.value->>0, d.value->>1) ORDER BY d.at)
            FROM json_array_elements(b.described) WITH ORDINALITY d(value, at)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.at),
         sandbox.policy_met(c.oid, reader)
    FROM json_array_elements(names) WITH ORDINALITY n
    JOIN LATERAL (
      SELECT c.oid, c.relname, c.relkind, c.relnamespace, c.relowner FROM pg_class c
        JOIN pg_namespace s ON s.oid = c.relnamespace
       WHERE c.relname = n.value->>'name'
         AND CASE WHEN n.value->>'schema' IS NOT NULL
                  THEN s.nspname = (n.value->>'database') || '.' || (n.value->>'schema')
                  ELSE s.nspname = ANY (path) END
       ORDER BY array_position(path, s.nspname) LIMIT 1) c ON true
    JOIN pg_namespace s ON s.oid = c.relnamespace
    JOIN pg_roles r ON r.oid = c.relowner
    LEFT JOIN sandbox.late_binding_views l ON l.view = c.oid
    LEFT JOIN sandbox.bound_views b ON b.view = c.oid
    LEFT JOIN sandbox.external_schemas e ON e.schema = s.oid
   WHERE e.source IS NULL OR e.source = 'DATA CATALOG';
  RETURN QUERY SELECT * FROM sandbox.relations_elsewhere(names);
END $$;

-- Keeps what a statement says of where rows lie; what it does not say stays.
CREATE FUNCTION sandbox.record_storage(name text, said json) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  found oid := to_regclass(name);
  new sandbox.storage;
  missing text;
BEGIN
  IF NOT sandbox.may_alter(found) THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('must be owner of relation %s',
      (SELECT relname FROM pg_class WHERE oid = found));
  END IF;
  SELECT c INTO missing FROM (
    SELECT said->>'distkey' UNION ALL SELECT json_array_elements_text(said->'sortkey')
  ) AS keys(c) WHERE c IS NOT NULL AND NOT EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = found AND attname = c AND attnum > 0 AND NOT attisdropped);
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42703', MESSAGE = format('column "%s" does not exist', missing);
  END IF;
  DELETE FROM sandbox.storage WHERE relation = found RETURNING * INTO new;
  new.relation := found;
  new := json_populate_record(new, said);
  INSERT INTO sandbox.storage SELECT new.*;
END $$;
