-- The Data Catalog's tables, which come and go: only the sandbox itself runs what is here.

-- An external schema holds a view of each table of its database.
CREATE FUNCTION sandbox.external_views(database text, table_name text) RETURNS SETOF regclass LANGUAGE sql STABLE AS $$
  SELECT c.oid::regclass FROM sandbox.external_schemas e JOIN pg_class c ON c.relnamespace = e.schema
   WHERE e.catalog_database = database AND c.relname = table_name AND c.relkind = 'v'
$$;

-- The same columns, and nothing to read any more: neither for sessions nor for a refresh.
CREATE FUNCTION sandbox.cut_off(view regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  nulls text := (
    SELECT string_agg(format('NULL::%s AS %I', format_type(atttypid, atttypmod), attname), ', ' ORDER BY attnum)
      FROM pg_attribute WHERE attrelid = view AND attnum > 0 AND NOT attisdropped);
  message text := format('relation "%s" does not exist', (SELECT relname FROM pg_class WHERE oid = view));
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW %s AS SELECT %s FROM sandbox.refuse(''42P01'', %s, NULL)',
                 view, coalesce(nulls, ''), quote_literal(message));
END $$;

-- A materialized view keeps what it is built on, out of sight: it is read on, and not refreshed.
CREATE FUNCTION sandbox.put_away(view regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP VIEW %s', view);
EXCEPTION WHEN dependent_objects_still_exist THEN
  EXECUTE format('ALTER VIEW %s RENAME TO %I', view, 'gone ' || view::oid);
  EXECUTE format('ALTER VIEW %s SET SCHEMA sandbox', view);
END $$;

CREATE FUNCTION sandbox.drop_catalog_table(database text, table_name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  base regclass := to_regclass(format('%I.%I', 'awsdatacatalog.' || database, table_name));
BEGIN
  -- No external schema comes or goes meanwhile.
  LOCK TABLE sandbox.external_schemas IN SHARE MODE;
  PERFORM sandbox.cut_off(view) FROM sandbox.external_views(database, table_name) view;
  IF base IS NOT NULL THEN
    EXECUTE format('DROP %s %s', CASE WHEN (SELECT relkind FROM pg_class WHERE oid = base) = 'v'
                                      THEN 'VIEW' ELSE 'TABLE' END, base);
  END IF;
  DELETE FROM sandbox.external_tables t WHERE t.catalog_database = database AND t.name = table_name;
END $$;

CREATE FUNCTION sandbox.remove_external_table(database text, table_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM sandbox.drop_catalog_table(database, table_name);
  PERFORM sandbox.put_away(view) FROM sandbox.external_views(database, table_name) view;
END $$;

-- A table gets its name here, apart from the registry's.
CREATE SCHEMA sandbox_loading;

-- The table is sandbox_loading.rows, or the query that says why there is none.
CREATE FUNCTION sandbox.put_external_table(database text, table_name text, failing text, described json)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  there text := 'awsdatacatalog.' || database;
  here name;
BEGIN
  PERFORM sandbox.drop_catalog_table(database, table_name);
  IF failing IS NULL THEN
    IF table_name <> 'rows' THEN
      EXECUTE format('ALTER TABLE sandbox_loading.rows RENAME TO %I', table_name);
    END IF;
    EXECUTE format('ALTER TABLE sandbox_loading.%I SET SCHEMA %I', table_name, there);
  ELSE
    EXECUTE format('CREATE VIEW %I.%I AS %s', there, table_name, failing);
  END IF;
  EXECUTE format('GRANT SELECT ON %I.%I TO PUBLIC', there, table_name);
  FOR here IN SELECT s.nspname FROM sandbox.external_schemas e JOIN pg_namespace s ON s.oid = e.schema
   WHERE e.catalog_database = database LOOP
    PERFORM sandbox.show_external_table(here, there, table_name);
  END LOOP;
  INSERT INTO sandbox.external_tables VALUES (database, table_name, described);
END $$;
