-- What the SHOW commands list. Their columns are those in the examples of the Amazon Redshift
-- Database Developer Guide; who may see what is what each command's page says.

CREATE VIEW sandbox.shown_databases AS
SELECT database_name, database_owner, database_type, database_acl, database_options AS parameters,
       database_isolation_level
  FROM redshift.svv_redshift_databases
UNION ALL
SELECT 'awsdatacatalog', (SELECT oid::int FROM pg_roles WHERE rolname = 'rdsdb'), 'auto mounted catalog', NULL,
       'UNKNOWN', 'UNKNOWN';

CREATE VIEW sandbox.shown_schemas AS
SELECT * FROM redshift.svv_all_schemas
UNION ALL
SELECT 'awsdatacatalog', substr(nspname, 16), NULL, 'EXTERNAL', NULL, NULL, NULL
  FROM pg_namespace WHERE starts_with(nspname, 'awsdatacatalog.');

CREATE VIEW sandbox.shown_tables AS
SELECT r.database AS database_name, r.schema AS schema_name, r.name AS table_name, r.type AS table_type,
       array_to_string(sandbox.acl(r.acl, r.owner, 'arwdRxtDPA', NULL, r.oid), '~') AS table_acl,
       obj_description(r.oid, 'pg_class') AS remarks, o.rolname::text AS owner,
       NULL::timestamp AS last_altered_time, NULL::timestamp AS last_modified_time, NULL::text AS dist_style,
       r.subtype AS table_subtype
  FROM sandbox.local_relations r JOIN pg_roles o ON o.oid = r.owner
 WHERE sandbox.sees_relation(r.oid, r.schema_oid, r.owner)
UNION ALL
SELECT database, schema, name, 'EXTERNAL TABLE', NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM sandbox.external_relations WHERE sandbox.sees_schema(schema_oid);

-- Where values lie is shown of what has rows of its own. described is what the columns of a
-- late-binding view are now.
CREATE FUNCTION sandbox.shown_columns(described json)
RETURNS TABLE (
  database_name text, schema_name text, table_name text, column_name text, ordinal_position int, column_default text,
  is_nullable text, data_type text, character_maximum_length int, numeric_precision int, numeric_scale int,
  remarks text, sort_key_type text, sort_key int, dist_key int, encoding text, collation text)
LANGUAGE sql STABLE AS $$
  SELECT a.*, CASE WHEN s.sortkey <> 0 THEN s.sortkey_style END, s.sortkey, CASE WHEN s.distkey THEN 1 END,
         CASE s.encoding WHEN 'none' THEN 'raw' ELSE s.encoding END,
         CASE WHEN s.relation IS NOT NULL AND a.data_type LIKE 'character%' THEN 'default' END
    FROM (SELECT * FROM redshift.svv_all_columns
           UNION ALL
          SELECT r.database, r.schema, r.name, c.column_name, c.ordinal_position, c.column_default, c.is_nullable,
                 c.data_type, c.character_maximum_length, c.numeric_precision, c.numeric_scale, c.remarks
            FROM sandbox.external_relations r JOIN sandbox.columns c ON c.relation = r.relation
           WHERE r.database = 'awsdatacatalog'
           UNION ALL
          SELECT r.database, r.schema, r.name, d.column_name, d.ordinal_position, NULL, 'YES', d.data_type,
                 d.character_maximum_length, d.numeric_precision, d.numeric_scale, NULL
            FROM sandbox.described_columns(described) d JOIN sandbox.local_relations r ON r.oid = d.relation
           WHERE sandbox.sees_relation(r.oid, r.schema_oid, r.owner)) a
    LEFT JOIN sandbox.local_relations r ON r.database = a.database_name AND r.schema = a.schema_name
         AND r.name = a.table_name AND r.subtype IN ('REGULAR TABLE', 'MATERIALIZED VIEW')
    LEFT JOIN sandbox.stored_columns s ON s.relation = r.oid AND s.attnum = a.ordinal_position
$$;

-- A group is shown as a role with a stroke before its name, which is not documented: dbt's adapter
-- for Redshift (dbt-labs/dbt-adapters, dbt-redshift/src/dbt/adapters/redshift/impl.py) reads it so.
CREATE FUNCTION sandbox.shown_name(name text, type text) RETURNS text LANGUAGE sql IMMUTABLE RETURN
  CASE type WHEN 'group' THEN '/' || name ELSE name END;
CREATE FUNCTION sandbox.shown_type(type text) RETURNS text LANGUAGE sql IMMUTABLE RETURN
  CASE type WHEN 'group' THEN 'role' ELSE type END;

CREATE VIEW sandbox.shown_grants AS
SELECT database AS database_name, schema AS schema_name, object AS object_name, type AS object_type, object_id,
       privilege AS privilege_type, identity_id, sandbox.shown_name(identity_name, identity_type) AS identity_name,
       sandbox.shown_type(identity_type) AS identity_type, option AS admin_option, scope AS privilege_scope,
       grantor_name
  FROM sandbox.visible_grants;

CREATE VIEW sandbox.shown_column_grants AS
SELECT database AS database_name, schema AS schema_name, relation AS table_name, column_name,
       'COLUMN'::text AS object_type, privilege AS privilege_type, identity_id,
       sandbox.shown_name(identity_name, identity_type) AS identity_name,
       sandbox.shown_type(identity_type) AS identity_type, option AS admin_option, 'COLUMN'::text AS privilege_scope,
       grantor_name, relation_id
  FROM sandbox.visible_column_grants;

CREATE VIEW sandbox.shown_procedures AS
SELECT s.database AS database_name, s.name AS schema_name, p.proname::text AS procedure_name,
       p.pronargs::int AS number_of_arguments, oidvectortypes(p.proargtypes) AS argument_list,
       (SELECT string_agg(format_type(type, NULL), ', ' ORDER BY at)
          FROM unnest(p.proallargtypes, p.proargmodes) WITH ORDINALITY a(type, mode, at)
         WHERE mode IN ('o', 'b')) AS return_type,
       obj_description(p.oid, 'pg_proc') AS remarks
  FROM pg_proc p JOIN sandbox.schemata s ON s.oid = p.pronamespace
 WHERE p.prokind = 'p' AND sandbox.sees_routine(p.oid, s.oid, p.proowner);

GRANT SELECT ON sandbox.shown_databases, sandbox.shown_schemas, sandbox.shown_tables,
  sandbox.shown_grants, sandbox.shown_column_grants, sandbox.shown_procedures TO PUBLIC;

-- The oid of a user or of a role whose grants the session may list.
CREATE FUNCTION sandbox.demand_identity(name text) RETURNS oid LANGUAGE plpgsql STABLE AS $$
DECLARE found_role oid := (SELECT oid FROM pg_roles WHERE rolname = demand_identity.name);
BEGIN
  IF found_role IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('role "%s" does not exist', name);
  END IF;
  RETURN found_role;
END $$;
CREATE FUNCTION sandbox.demand_own_identity(name text) RETURNS oid LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT sandbox.has_identity(sandbox.demand_identity(name)) THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'permission denied to show the grants of others';
  END IF;
  RETURN sandbox.demand_identity(name);
END $$;

-- Where a procedure's name leaves open which one is meant, its arguments are asked for.
CREATE FUNCTION sandbox.procedure_text(signature text, name text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE found_procedure oid := to_regprocedure(signature);
BEGIN
  IF signature IS NULL THEN
    found_procedure := to_regproc(name);
  END IF;
  IF NOT EXISTS (SELECT FROM pg_proc WHERE oid = found_procedure AND prokind = 'p') THEN
    RAISE EXCEPTION USING ERRCODE = '42883', MESSAGE = format('procedure %s does not exist', replace(coalesce(signature, name), '"', ''));
  END IF;
  RETURN (
    SELECT format(E'CREATE OR REPLACE PROCEDURE %s.%s(%s)\nLANGUAGE plpgsql%s\nAS $_$%s$_$\n',
                  sandbox.schema_here(s.nspname), p.proname,
                  regexp_replace(pg_get_function_arguments(p.oid), '(^|, )IN ', E'\\1', 'g'),
                  CASE WHEN p.prosecdef THEN ' SECURITY DEFINER' ELSE '' END, b.text)
      FROM pg_proc p JOIN pg_namespace s ON s.oid = p.pronamespace JOIN sandbox.bodies b ON b.routine = p.oid
     WHERE p.oid = found_procedure);
END $$;

-- What a procedure's body was, as typed.
CREATE FUNCTION sandbox.record_body(signature text, body text) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
  INSERT INTO sandbox.bodies VALUES (to_regprocedure(signature), body)
  ON CONFLICT (routine) DO UPDATE SET text = excluded.text
$$;
