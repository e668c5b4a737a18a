-- What the catalog says of columns: how and where their values lie, what they hold where nothing
-- is said, and those of late-binding views, which PostgreSQL does not know.

-- Redshift's own numbers of encodings are not documented.
CREATE FUNCTION sandbox.encodings() RETURNS text[] LANGUAGE sql IMMUTABLE RETURN
  ARRAY['none', 'az64', 'bytedict', 'delta', 'delta32k', 'lzo', 'mostly8', 'mostly16', 'mostly32', 'runlength',
        'text255', 'text32k', 'zstd'];
CREATE FUNCTION redshift.format_encoding(int) RETURNS text LANGUAGE sql IMMUTABLE RETURN
  (sandbox.encodings())[$1 + 1];

-- What a column begins with of which no encoding is said ("Compression encodings", Amazon Redshift
-- Database Developer Guide); a column of a sort key, with none.
CREATE FUNCTION sandbox.first_encoding(type oid) RETURNS text LANGUAGE sql IMMUTABLE RETURN
  CASE WHEN type::regtype IN ('smallint', 'integer', 'bigint', 'numeric', 'date', 'time', 'time with time zone',
                              'timestamp', 'timestamp with time zone') THEN 'az64'
       WHEN type::regtype IN ('"char"', 'character', 'character varying', 'text', 'name') THEN 'lzo' ELSE 'none' END;

CREATE VIEW sandbox.stored_columns AS
SELECT a.attrelid AS relation, a.attnum, k.sortkey_style,
       CASE WHEN c.relkind NOT IN ('r', 'm') THEN 'none'
            ELSE coalesce(nullif(nullif(k.encodings->>a.attname, 'raw'), 'auto'),
                          CASE WHEN k.encodings->>a.attname = 'raw' OR p.place > 0 THEN 'none'
                               ELSE sandbox.first_encoding(a.atttypid) END) END AS encoding,
       coalesce(k.diststyle = 'KEY' AND k.distkey = a.attname, false) AS distkey,
       -- An interleaved key's signs alternate (PG_TABLE_DEF, in the same guide).
       CASE WHEN k.sortkey_style = 'INTERLEAVED' AND p.place % 2 = 1 THEN -p.place ELSE p.place END AS sortkey
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  LEFT JOIN sandbox.storage k ON k.relation = a.attrelid
  CROSS JOIN LATERAL (SELECT coalesce(array_position(k.sortkey, a.attname::text), 0) AS place) p
 WHERE a.attnum > 0 AND NOT a.attisdropped;

GRANT SELECT ON sandbox.stored_columns TO PUBLIC;

CREATE VIEW redshift.pg_attribute AS
SELECT a.attrelid, a.attname, a.atttypid, a.attstattarget, a.attlen, a.attnum, a.attndims, -1 AS attcacheoff, a.atttypmod,
       a.attbyval, a.attstorage, a.attalign, a.attnotnull, a.atthasdef OR a.attidentity <> '' AS atthasdef,
       a.attisdropped, a.attislocal, a.attinhcount, false AS attispreloaded,
       coalesce(s.distkey, false) AS attisdistkey, coalesce(s.sortkey, 0) AS attsortkeyord,
       coalesce(array_position(sandbox.encodings(), s.encoding) - 1, 0)::smallint AS attencodingtype,
       0::smallint AS attencrypttype
  FROM pg_attribute a JOIN redshift.pg_class c ON c.oid = a.attrelid
  LEFT JOIN sandbox.stored_columns s ON s.relation = a.attrelid AND s.attnum = a.attnum;

CREATE VIEW redshift.pg_attrdef AS
SELECT d.relation AS adrelid, d.attnum AS adnum, d.source AS adbin, d.source AS adsrc
  FROM sandbox.defaults d JOIN redshift.pg_class c ON c.oid = d.relation;

CREATE FUNCTION redshift.pg_get_expr(text, oid) RETURNS text LANGUAGE sql IMMUTABLE RETURN $1;
CREATE FUNCTION redshift.pg_get_expr(pg_node_tree, oid) RETURNS text LANGUAGE sql STABLE RETURN
  pg_catalog.pg_get_expr($1, $2);

-- PostgreSQL's NOT NULL has an entry of its own.
CREATE VIEW redshift.pg_constraint AS
SELECT t.oid, t.conname, t.connamespace, t.contype, t.condeferrable, t.condeferred, t.conrelid, t.contypid, t.confrelid,
       t.confupdtype, t.confdeltype, t.confmatchtype, t.conkey, t.confkey
  FROM pg_constraint t JOIN redshift.pg_class c ON c.oid = t.conrelid
 WHERE t.contype IN ('p', 'u', 'f');

CREATE FUNCTION redshift.pg_get_constraintdef(oid, boolean DEFAULT false) RETURNS text LANGUAGE sql STABLE RETURN
  sandbox.in_own_names(pg_catalog.pg_get_constraintdef($1, $2));

-- Of the tables on the search path.
CREATE VIEW redshift.pg_table_def AS
SELECT s.nspname AS schemaname, c.relname AS tablename, a.attname AS "column",
       format_type(a.atttypid, a.atttypmod)::char(128) AS type,
       redshift.format_encoding(a.attencodingtype::int)::char(32) AS encoding, a.attisdistkey AS distkey,
       a.attsortkeyord AS sortkey, a.attnotnull AS "notnull"
  FROM redshift.pg_class c JOIN redshift.pg_namespace s ON s.oid = c.relnamespace
  JOIN redshift.pg_attribute a ON a.attrelid = c.oid
 WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND pg_table_is_visible(c.oid);

-- What '…'::regclass is; null for an external table, which has no oid there.
CREATE FUNCTION sandbox.regclass(name text) RETURNS regclass LANGUAGE plpgsql STABLE AS $$
DECLARE
  of_catalog boolean := name ~ '^\s*("?pg_catalog"?|"?information_schema"?)\s*\.';
  found regclass;
BEGIN
  IF name ~ '^[0-9]+$' THEN RETURN name::regclass; END IF;
  found := to_regclass(CASE WHEN of_catalog THEN name ELSE sandbox.located(name) END);
  IF found IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42P01', MESSAGE = format('relation "%s" does not exist', replace(name, '"', ''));
  END IF;
  RETURN (SELECT c.oid FROM pg_class c WHERE c.oid = found AND NOT EXISTS (
            SELECT FROM sandbox.external_schemas e WHERE e.schema = c.relnamespace));
END $$;

-- A column that has another name, or none any more.
CREATE FUNCTION sandbox.rename_stored(name text, old_name text, new_name text) RETURNS void
LANGUAGE sql SECURITY DEFINER AS $$
  UPDATE sandbox.storage
     SET distkey = CASE distkey WHEN old_name THEN new_name ELSE distkey END,
         sortkey = array_replace(sortkey, old_name, new_name),
         encodings = ((encodings::jsonb - old_name) || CASE
           WHEN new_name IS NULL OR encodings->>old_name IS NULL THEN '{}'
           ELSE jsonb_build_object(new_name, encodings->>old_name) END)::json
   WHERE relation = to_regclass(name)
$$;

-- Late-binding views

CREATE VIEW sandbox.seen_late_binding_views AS
SELECT r.oid, r.database, format('%I.%I', s.nspname, r.name) AS marker, o.rolname AS owner, l.query
  FROM sandbox.local_relations r JOIN sandbox.late_binding_views l ON l.view = r.oid
  JOIN pg_namespace s ON s.oid = r.schema_oid JOIN pg_roles o ON o.oid = r.owner
 WHERE sandbox.sees_relation(r.oid, r.schema_oid, r.owner);
GRANT SELECT ON sandbox.seen_late_binding_views TO PUBLIC;

-- Whether a statement runs; what it would have changed stays as it was if it does not.
CREATE FUNCTION sandbox.succeeds(statement text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE statement;
  RETURN true;
EXCEPTION WHEN OTHERS THEN
  RETURN false;
END $$;

-- What PostgreSQL said that the views' queries would have for columns.
CREATE FUNCTION sandbox.described_columns(described json)
RETURNS TABLE (relation oid, column_name text, ordinal_position int, data_type text, full_type text,
               character_maximum_length int, numeric_precision int, numeric_scale int)
LANGUAGE sql STABLE AS $$
  SELECT d.relation, d.name, d.number, format_type(d.type, NULL), format_type(d.type, d.modifier),
         information_schema._pg_char_max_length(d.type, d.modifier),
         information_schema._pg_numeric_precision(d.type, d.modifier),
         information_schema._pg_numeric_scale(d.type, d.modifier)
    FROM json_to_recordset(described) AS d(relation oid, name text, number int, type oid, modifier int)
$$;

CREATE FUNCTION redshift.pg_get_late_binding_view_cols(described json) RETURNS SETOF record LANGUAGE sql STABLE AS $$
  SELECT r.schema::name, r.name::name, d.column_name::name, d.full_type::varchar, d.ordinal_position
    FROM sandbox.described_columns(described) d JOIN sandbox.local_relations r ON r.oid = d.relation
   ORDER BY r.schema, r.name, d.ordinal_position
$$;
