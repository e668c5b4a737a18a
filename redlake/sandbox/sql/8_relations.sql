-- Databases, schemas, relations and routines: the svv_ and stv_ views. Whoever is no superuser
-- sees what it owns or may read.

CREATE VIEW redshift.svv_redshift_databases AS
SELECT d.name AS database_name, s.nspowner::int AS database_owner, d.type AS database_type,
       array_to_string(sandbox.acl(s.nspacl, s.nspowner, 'CT', t.nspacl, s.oid), '~') AS database_acl,
       d.options::text AS database_options,
       CASE d.type WHEN 'local' THEN d.isolation ELSE 'UNKNOWN' END AS database_isolation_level
  FROM sandbox.databases d JOIN pg_namespace s ON s.nspname = d.name
  JOIN pg_namespace t ON t.nspname = 'temp:' || d.name;

-- An ordinary user sees the databases that it owns.
CREATE VIEW redshift.stv_db_isolation_level AS
SELECT d.name::char(128) AS db_name, d.isolation::char(20) AS isolation_level
  FROM sandbox.databases d JOIN pg_namespace s ON s.nspname = d.name
 WHERE pg_has_role(session_user, s.nspowner, 'USAGE');

-- Each database has PostgreSQL's own schemas too.
CREATE VIEW redshift.svv_redshift_schemas AS
SELECT s.database AS database_name, s.name AS schema_name, s.owner::int AS schema_owner,
       'local'::text AS schema_type, array_to_string(sandbox.acl(s.acl, s.owner, 'UC', NULL, s.oid), '~') AS schema_acl,
       NULL::text AS schema_option
  FROM (SELECT oid, database, name, owner, acl FROM sandbox.schemata WHERE NOT external
         UNION ALL
        SELECT s.oid, d.name, s.nspname, s.nspowner, s.nspacl FROM sandbox.databases d, pg_namespace s
         WHERE d.type = 'local' AND s.nspname IN ('pg_catalog', 'information_schema')) s
 WHERE sandbox.sees_schema(s.oid);

CREATE VIEW redshift.svv_all_schemas AS
SELECT database_name, schema_name, schema_owner, schema_type, schema_acl, NULL::text AS source_database,
       schema_option
  FROM redshift.svv_redshift_schemas
UNION ALL
SELECT s.database, s.name, s.owner::int, 'external', array_to_string(sandbox.acl(s.acl, s.owner, 'UC', NULL, s.oid), '~'),
       NULL, NULL
  FROM sandbox.schemata s WHERE s.external AND sandbox.sees_schema(s.oid);

CREATE VIEW redshift.svv_redshift_schema_quota AS
SELECT sandbox.here() AS database_name, sandbox.schema_here(s.nspname)::text AS schema_name,
       s.nspowner::int AS schema_owner, q.megabytes AS quota, 0 AS disk_usage
  FROM sandbox.quotas q JOIN pg_namespace s ON s.oid = q.schema
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL;

CREATE VIEW redshift.svv_redshift_tables AS
SELECT r.database AS database_name, r.schema AS schema_name, r.name AS table_name, r.type AS table_type,
       array_to_string(sandbox.acl(r.acl, r.owner, 'arwdRxtDPA', NULL, r.oid), '~') AS table_acl,
       obj_description(r.oid, 'pg_class') AS remarks, o.rolname::text AS table_owner
  FROM sandbox.local_relations r JOIN pg_roles o ON o.oid = r.owner
 WHERE sandbox.sees_relation(r.oid, r.schema_oid, r.owner);

CREATE VIEW redshift.svv_all_tables AS
SELECT database_name, schema_name, table_name, table_type, table_acl, remarks FROM redshift.svv_redshift_tables
UNION ALL
SELECT database, schema, name, 'EXTERNAL TABLE', NULL, NULL FROM sandbox.external_relations
 WHERE database <> 'awsdatacatalog' AND sandbox.sees_schema(schema_oid);

CREATE VIEW redshift.svv_tables AS
SELECT database_name AS table_catalog, schema_name AS table_schema, table_name,
       CASE table_type WHEN 'TABLE' THEN 'BASE TABLE' ELSE table_type END AS table_type, remarks
  FROM redshift.svv_all_tables WHERE database_name = sandbox.here();

CREATE VIEW redshift.svv_redshift_columns AS
SELECT r.database AS database_name, r.schema AS schema_name, r.name AS table_name, c.column_name,
       c.ordinal_position, c.full_type AS data_type, c.column_default, c.is_nullable, s.encoding, s.distkey, s.sortkey,
       array_to_string(sandbox.acl(c.acl, 0, ''), '~') AS column_acl, c.remarks
  FROM sandbox.local_relations r JOIN sandbox.columns c ON c.relation = r.oid
  JOIN sandbox.stored_columns s ON s.relation = r.oid AND s.attnum = c.attnum
 WHERE sandbox.sees_column(r.oid, c.attnum, r.schema_oid, r.owner);

CREATE VIEW redshift.svv_all_columns AS
SELECT r.database AS database_name, r.schema AS schema_name, r.name AS table_name, c.column_name,
       c.ordinal_position, c.column_default, c.is_nullable, c.data_type, c.character_maximum_length,
       c.numeric_precision, c.numeric_scale, c.remarks
  FROM sandbox.local_relations r JOIN sandbox.columns c ON c.relation = r.oid
 WHERE sandbox.sees_column(r.oid, c.attnum, r.schema_oid, r.owner)
UNION ALL
SELECT r.database, r.schema, r.name, c.column_name, c.ordinal_position, c.column_default, c.is_nullable,
       c.data_type, c.character_maximum_length, c.numeric_precision, c.numeric_scale, c.remarks
  FROM sandbox.external_relations r JOIN sandbox.columns c ON c.relation = r.relation
 WHERE r.database <> 'awsdatacatalog' AND sandbox.sees_schema(r.schema_oid);

-- Of the current database, with the columns of late-binding views, which the two above do not
-- promise: described is what these are now.
CREATE FUNCTION redshift.svv_columns(described json)
RETURNS TABLE (
  table_catalog text, table_schema text, table_name text, column_name text, ordinal_position int, column_default text,
  is_nullable text, data_type text, character_maximum_length int, numeric_precision int, numeric_precision_radix int,
  numeric_scale int, datetime_precision int, interval_type text, interval_precision text, character_set_catalog text,
  character_set_schema text, character_set_name text, collation_catalog text, collation_schema text,
  collation_name text, domain_name text, remarks text)
LANGUAGE sql STABLE AS $$
  SELECT database_name, schema_name, table_name, column_name, ordinal_position, column_default, is_nullable, data_type,
         character_maximum_length, numeric_precision,
         CASE WHEN data_type = 'numeric' THEN 10 WHEN numeric_precision IS NOT NULL THEN 2 END, numeric_scale,
         CASE WHEN data_type LIKE 'timestamp%' THEN 6 END,
         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, remarks
    FROM (SELECT * FROM redshift.svv_all_columns WHERE database_name = sandbox.here()
           UNION ALL
          SELECT r.database, r.schema, r.name, d.column_name, d.ordinal_position, NULL, 'YES', d.data_type,
                 d.character_maximum_length, d.numeric_precision, d.numeric_scale, NULL
            FROM sandbox.described_columns(described) d JOIN sandbox.local_relations r ON r.oid = d.relation) c
$$;
-- What those columns are named; it is asked by nobody else.
CREATE VIEW redshift.svv_columns AS SELECT * FROM redshift.svv_columns('[]');

CREATE VIEW redshift.svv_redshift_functions AS
SELECT s.database AS database_name, s.name AS schema_name, p.proname::text AS function_name,
       CASE p.prokind WHEN 'p' THEN 'STORED PROCEDURE' WHEN 'a' THEN 'AGGREGATE FUNCTION'
         ELSE 'REGULAR FUNCTION' END AS function_type,
       oidvectortypes(p.proargtypes) AS argument_type, format_type(p.prorettype, NULL) AS result_type
  FROM pg_proc p JOIN sandbox.schemata s ON s.oid = p.pronamespace
 WHERE sandbox.sees_routine(p.oid, s.oid, p.proowner);

CREATE VIEW redshift.svv_external_schemas AS
SELECT s.oid::int AS esoid,
       CASE e.source WHEN 'DATA CATALOG' THEN 1 WHEN 'HIVE METASTORE' THEN 2 WHEN 'POSTGRES' THEN 3 WHEN 'MYSQL' THEN 8
         WHEN 'KINESIS' THEN 9 WHEN 'MSK' THEN 10 WHEN 'KAFKA' THEN 10
         WHEN 'REDSHIFT' THEN CASE WHEN EXISTS (
           SELECT FROM sandbox.databases d WHERE d.name = e.other_database AND d.type = 'local') THEN 4 ELSE 5 END
       END AS eskind, s.name AS schemaname, s.owner::int AS esowner,
       coalesce(e.catalog_database, e.other_database) AS databasename, s.options::text AS esoptions
  FROM sandbox.schemata s JOIN sandbox.external_schemas e ON e.schema = s.oid
 WHERE s.external AND s.database = sandbox.here() AND sandbox.sees_schema(s.oid);

CREATE VIEW redshift.svv_external_databases AS
SELECT DISTINCT eskind, esoptions, databasename, ''::text AS location, ''::text AS parameters
  FROM redshift.svv_external_schemas WHERE databasename IS NOT NULL;

-- What Glue has of them: where they lie and what columns they have.
CREATE VIEW redshift.svv_external_tables AS
SELECT r.database AS redshift_database_name, r.schema AS schemaname, r.name AS tablename, 'TABLE'::text AS tabletype,
       r.described->>'location' AS location, r.described->>'input_format' AS input_format,
       r.described->>'output_format' AS output_format,
       r.described->>'serialization_lib' AS serialization_lib,
       r.described->>'serde_parameters' AS serde_parameters,
       (r.described->>'compressed')::int AS compressed, r.described->>'parameters' AS parameters
  FROM sandbox.external_relations r
 WHERE r.database = sandbox.here() AND sandbox.sees_schema(r.schema_oid);

CREATE VIEW redshift.svv_external_columns AS
SELECT r.database AS redshift_database_name, r.schema AS schemaname, r.name AS tablename,
       c.value->>'name' AS columnname, c.value->>'type' AS external_type, c.ordinality::int AS columnnum,
       (c.value->>'key')::int AS part_key, ''::text AS is_nullable
  FROM sandbox.external_relations r, json_array_elements(r.described->'columns') WITH ORDINALITY c
 WHERE r.database = sandbox.here() AND sandbox.sees_schema(r.schema_oid);

-- Materialized views, to their owners. An external table changes unseen: u. What depends on mutable
-- functions is always stale (STV_MV_INFO, Database Developer Guide).
CREATE VIEW sandbox.own_materialized_views AS
SELECT r.oid, r.database, r.schema, r.name, o.rolname AS owner, m.auto_refresh, m.refreshed,
       sandbox.state_of(r.oid) AS state,
       CASE WHEN m.mutable THEN 't'
            WHEN EXISTS (SELECT FROM sandbox.bases_of(r.oid) WHERE external) THEN 'u'
            WHEN sandbox.content_of_bases(r.oid) IS DISTINCT FROM m.bases THEN 't' ELSE 'f' END AS is_stale
  FROM sandbox.local_relations r JOIN sandbox.materialized_views m ON m.view = r.oid
  JOIN pg_roles o ON o.oid = r.owner
 WHERE r.subtype = 'MATERIALIZED VIEW' AND r.database = sandbox.here()
   AND pg_has_role(session_user, r.owner, 'USAGE');

CREATE VIEW redshift.svv_mv_info AS
SELECT database::char(128) AS database_name, schema::char(128) AS schema_name, owner::char(128) AS user_name,
       name::char(128) AS name, is_stale::char(1) AS is_stale, state, auto_refresh AS autorefresh,
       false AS autorewrite
  FROM sandbox.own_materialized_views;

-- A cluster has this one.
CREATE VIEW redshift.stv_mv_info AS
SELECT database::char(128) AS db_name, schema::char(128) AS schema, name::char(128) AS name,
       refreshed AS updated_upto_xid, is_stale::char(1) AS is_stale, owner::char(128) AS owner_user_name,
       state, false AS autorewrite, auto_refresh AS autorefresh
  FROM sandbox.own_materialized_views;

CREATE VIEW redshift.svv_mv_dependency AS
SELECT m.database::char(128) AS database_name, m.schema::char(128) AS schema_name, m.name::char(128) AS name,
       r.database::char(128) AS dependent_database_name, r.schema::char(128) AS dependent_schema_name,
       r.name::char(128) AS dependent_name
  FROM sandbox.own_materialized_views m, sandbox.bases_of(m.oid) b JOIN sandbox.local_relations r ON r.oid = b.base
 WHERE b.kind = 'm';

-- A cluster has this one too.
CREATE VIEW redshift.stv_mv_deps AS
SELECT database_name AS db_name, schema_name AS schema, name, dependent_schema_name AS ref_schema,
       dependent_name AS ref_name, dependent_database_name AS ref_database_name
  FROM redshift.svv_mv_dependency;

CREATE FUNCTION sandbox.count_of(relation regclass) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE found_rows bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM %s', relation) INTO found_rows;
  RETURN found_rows;
END $$;

-- For superusers; tables that have rows, and where these lie as statements said.
CREATE VIEW redshift.svv_table_info AS
SELECT * FROM (
  SELECT r.database, r.schema, r.oid AS table_id, r.name AS "table", NULL::text AS encoded,
         CASE WHEN k.diststyle IS NULL THEN CASE r.subtype WHEN 'MATERIALIZED VIEW' THEN 'EVEN' ELSE 'AUTO(ALL)' END
              WHEN k.diststyle = 'KEY' THEN format('KEY(%s)', k.distkey)
              WHEN k.diststyle = 'AUTO' THEN 'AUTO(ALL)' ELSE k.diststyle END AS diststyle,
         CASE WHEN k.sortkey_style = 'INTERLEAVED' THEN 'INTERLEAVED'
              WHEN k.sortkey_style = 'COMPOUND' THEN k.sortkey[1]
              WHEN k.sortkey_style = 'AUTO' OR k.sortkey_style IS NULL AND r.subtype = 'REGULAR TABLE'
              THEN 'AUTO(SORTKEY)' END AS sortkey1,
         (SELECT max(character_maximum_length) FROM sandbox.columns c
           WHERE c.relation = r.oid AND c.data_type = 'character varying') AS max_varchar,
         NULL::text AS sortkey1_enc, coalesce(cardinality(k.sortkey), 0) AS sortkey_num, NULL::bigint AS size, NULL::numeric(10, 4) AS pct_used,
         NULL::bigint AS empty, NULL::numeric(5, 2) AS unsorted, NULL::numeric(5, 2) AS stats_off,
         sandbox.count_of(r.oid)::numeric(38, 0) AS tbl_rows, NULL::numeric(19, 2) AS skew_sortkey1,
         NULL::numeric(19, 2) AS skew_rows, NULL::numeric(38, 0) AS estimated_visible_rows,
         NULL::text AS risk_event, NULL::numeric(12, 2) AS vacuum_sort_benefit, NULL::timestamp AS create_time
    FROM sandbox.local_relations r LEFT JOIN sandbox.storage k ON k.relation = r.oid
   WHERE r.database = sandbox.here() AND r.subtype IN ('REGULAR TABLE', 'MATERIALIZED VIEW')) t
 WHERE tbl_rows > 0;
