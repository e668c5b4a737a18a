-- The catalog, as Redshift shows it to a session in one of its databases.

-- What is seen of a late-binding or materialized view, or of a schema, is Redshift's;
-- external tables are in no pg_ view.

CREATE VIEW redshift.pg_user AS
SELECT r.rolname AS usename, r.oid::int AS usesysid, r.rolcreatedb AS usecreatedb,
       r.rolsuper AS usesuper, r.rolname = 'rdsdb' AS usecatupd, '********'::text AS passwd,
       u.valid_until::timestamp AS valuntil,
       -- As PostgreSQL shows them: a string without its quotes.
       (SELECT array_agg(key || '=' || regexp_replace(value, '^''(.*)''$', '\1') ORDER BY key)
          FROM json_each_text(u.settings)) AS useconfig
  FROM pg_roles r JOIN sandbox.users u ON u.name = r.rolname;

CREATE VIEW redshift.svv_user_info AS
SELECT usename::text AS user_name, usesysid AS user_id, usecreatedb AS createdb, usesuper AS superuser,
       usecatupd AS catalog_update,
       CASE r.rolconnlimit WHEN -1 THEN 'UNLIMITED' ELSE r.rolconnlimit::text END AS connection_limit,
       u.syslog_access, coalesce(u.session_timeout, 0) AS session_timeout,
       u.external_id AS external_user_id
  FROM redshift.pg_user JOIN pg_roles r ON r.rolname = usename JOIN sandbox.users u ON u.name = usename
 WHERE usename = session_user OR (SELECT rolsuper FROM pg_roles WHERE rolname = session_user);

CREATE VIEW redshift.pg_database AS
SELECT s.oid, d.name::name AS datname, s.nspowner AS datdba, 6 AS encoding, false AS datistemplate,
       true AS datallowconn, s.nspacl AS datacl
  FROM sandbox.databases d JOIN pg_namespace s ON s.nspname = d.name;

CREATE VIEW redshift.pg_database_info AS
SELECT p.*, p.oid AS datid,
       CASE d.connection_limit WHEN -1 THEN 'UNLIMITED' ELSE d.connection_limit::text END AS datconnlimit,
       ARRAY['concurrency_model=' || CASE d.isolation WHEN 'Serializable' THEN 2 ELSE 1 END] AS datconfig
  FROM redshift.pg_database p JOIN sandbox.databases d ON d.name = p.datname;

CREATE VIEW redshift.pg_namespace AS
SELECT s.oid, coalesce(sandbox.schema_here(s.nspname), s.nspname) AS nspname, s.nspowner, s.nspacl
  FROM pg_namespace s
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL OR s.nspname IN ('pg_catalog', 'information_schema');

CREATE VIEW redshift.pg_class AS
SELECT c.oid, c.relname, c.relnamespace, c.reltype, c.relowner, c.relam, c.relpages, c.reltuples,
       CASE WHEN c.relkind = 'm' OR l.view IS NOT NULL THEN 'v' ELSE c.relkind END AS relkind,
       c.relnatts, c.relchecks, c.relhasindex, c.relhasrules, c.relhastriggers, c.relpersistence, c.relacl
  FROM pg_class c JOIN redshift.pg_namespace s ON s.oid = c.relnamespace
  LEFT JOIN sandbox.late_binding_views l ON l.view = c.oid
 WHERE NOT EXISTS (SELECT FROM sandbox.external_schemas e WHERE e.schema = s.oid);

CREATE VIEW redshift.pg_tables AS
SELECT s.nspname AS schemaname, c.relname AS tablename, o.rolname AS tableowner, NULL::name AS tablespace,
       c.relhasindex AS hasindexes, c.relhasrules AS hasrules, c.relhastriggers AS hastriggers
  FROM redshift.pg_class c JOIN redshift.pg_namespace s ON s.oid = c.relnamespace
  JOIN pg_roles o ON o.oid = c.relowner
 WHERE c.relkind = 'r';

CREATE VIEW redshift.pg_views AS
SELECT sandbox.schema_here(s.nspname) AS schemaname, c.relname AS viewname, o.rolname AS viewowner,
       coalesce(l.text, m.text, regexp_replace(
         pg_get_viewdef(c.oid), '"' || sandbox.here() || '\.([^"]+)"\.', '\1.', 'g')) AS definition
  FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace JOIN pg_roles o ON o.oid = c.relowner
  LEFT JOIN sandbox.late_binding_views l ON l.view = c.oid
  LEFT JOIN sandbox.materialized_views m ON m.view = c.oid
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL
   AND (c.relkind IN ('v', 'm') OR l.view IS NOT NULL)
   AND NOT EXISTS (SELECT FROM sandbox.external_schemas e WHERE e.schema = s.oid);

CREATE VIEW redshift.information_schemata AS
SELECT sandbox.here() AS catalog_name, nspname::text AS schema_name, o.rolname::text AS schema_owner
  FROM redshift.pg_namespace s JOIN pg_roles o ON o.oid = s.nspowner;

CREATE VIEW redshift.information_tables AS
SELECT sandbox.here() AS table_catalog, s.nspname::text AS table_schema, c.relname::text AS table_name,
       CASE c.relkind WHEN 'r' THEN 'BASE TABLE' ELSE 'VIEW' END AS table_type
  FROM redshift.pg_class c JOIN redshift.pg_namespace s ON s.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'v') AND s.nspname NOT IN ('pg_catalog', 'information_schema')
   AND has_table_privilege(session_user, c.oid, 'SELECT, INSERT, UPDATE, DELETE, REFERENCES');

CREATE VIEW redshift.information_views AS
SELECT sandbox.here() AS table_catalog, schemaname::text AS table_schema, viewname::text AS table_name,
       definition AS view_definition
  FROM redshift.pg_views;

CREATE VIEW redshift.information_columns AS
SELECT sandbox.here() AS table_catalog, t.table_schema, t.table_name, a.attname::text AS column_name,
       a.attnum::int AS ordinal_position, CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END AS is_nullable,
       format_type(a.atttypid, NULL) AS data_type,
       information_schema._pg_char_max_length(a.atttypid, a.atttypmod) AS character_maximum_length,
       information_schema._pg_numeric_precision(a.atttypid, a.atttypmod) AS numeric_precision,
       information_schema._pg_numeric_scale(a.atttypid, a.atttypmod) AS numeric_scale
  FROM redshift.information_tables t
  JOIN redshift.pg_namespace s ON s.nspname = t.table_schema
  JOIN redshift.pg_class c ON c.relnamespace = s.oid AND c.relname = t.table_name
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped;

CREATE VIEW redshift.svv_external_tables AS
SELECT sandbox.here() AS redshift_database_name, sandbox.schema_here(s.nspname)::text AS schemaname,
       t.name AS tablename, 'TABLE'::text AS tabletype, t.described->>'location' AS location,
       t.described->>'input_format' AS input_format, t.described->>'output_format' AS output_format,
       t.described->>'serialization_lib' AS serialization_lib,
       t.described->>'serde_parameters' AS serde_parameters,
       (t.described->>'compressed')::int AS compressed, t.described->>'parameters' AS parameters
  FROM sandbox.external_schemas e JOIN pg_namespace s ON s.oid = e.schema
  JOIN sandbox.external_tables t ON t.catalog_database = e.catalog_database
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL;

CREATE VIEW redshift.svv_external_columns AS
SELECT sandbox.here() AS redshift_database_name, sandbox.schema_here(s.nspname)::text AS schemaname,
       t.name AS tablename, c.value->>'name' AS columnname, c.value->>'type' AS external_type,
       c.ordinality::int AS columnnum, (c.value->>'key')::int AS part_key, ''::text AS is_nullable
  FROM sandbox.external_schemas e JOIN pg_namespace s ON s.oid = e.schema
  JOIN sandbox.external_tables t ON t.catalog_database = e.catalog_database,
       json_array_elements(t.described->'columns') WITH ORDINALITY c
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL;

CREATE VIEW redshift.svv_tables AS
SELECT table_catalog, table_schema, table_name, table_type, NULL::text AS remarks
  FROM redshift.information_tables
UNION ALL
SELECT redshift_database_name, schemaname, tablename, 'EXTERNAL TABLE', NULL
  FROM redshift.svv_external_tables;

CREATE VIEW redshift.pg_group AS
SELECT sandbox.identity_name(g.rolname)::name AS groname, g.oid::int AS grosysid,
       ARRAY(SELECT member::int FROM pg_auth_members WHERE roleid = g.oid ORDER BY 1) AS grolist
  FROM pg_roles g WHERE g.rolname LIKE 'group:%';

CREATE VIEW redshift.svv_roles AS
SELECT r.oid::int AS role_id, sandbox.identity_name(r.rolname) AS role_name,
       o.rolname::text AS role_owner, k.external_id
  FROM pg_roles r JOIN sandbox.roles k ON k.role = r.oid JOIN pg_roles o ON o.oid = k.owner;

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
       d.isolation AS database_isolation_level
  FROM sandbox.databases d JOIN pg_namespace s ON s.nspname = d.name;

CREATE VIEW redshift.svv_redshift_schema_quota AS
SELECT sandbox.here() AS database_name, sandbox.schema_here(s.nspname)::text AS schema_name,
       s.nspowner::int AS schema_owner, q.megabytes AS quota, 0 AS disk_usage
  FROM sandbox.quotas q JOIN pg_namespace s ON s.oid = q.schema
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL;

CREATE VIEW redshift.svv_external_schemas AS
SELECT s.oid::int AS esoid, 1 AS eskind, sandbox.schema_here(s.nspname)::text AS schemaname,
       s.nspowner::int AS esowner, e.catalog_database AS databasename, e.options::text AS esoptions
  FROM sandbox.external_schemas e JOIN pg_namespace s ON s.oid = e.schema
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL;

CREATE VIEW redshift.svv_relation_privileges AS
SELECT sandbox.schema_here(s.nspname)::text AS namespace_name, c.relname::text AS relation_name,
       a.privilege_type, a.grantee::int AS identity_id, sandbox.identity_name(g.rolname) AS identity_name,
       sandbox.identity_type(g.rolname) AS identity_type, a.is_grantable AS admin_option
  FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace, aclexplode(c.relacl) a
  LEFT JOIN pg_roles g ON g.oid = a.grantee
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL AND a.grantee <> c.relowner
   AND NOT EXISTS (SELECT FROM sandbox.external_schemas e WHERE e.schema = s.oid);

CREATE VIEW redshift.svv_column_privileges AS
SELECT sandbox.schema_here(s.nspname)::text AS namespace_name, c.relname::text AS relation_name,
       t.attname::text AS column_name, a.privilege_type, a.grantee::int AS identity_id,
       sandbox.identity_name(g.rolname) AS identity_name, sandbox.identity_type(g.rolname) AS identity_type
  FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
  JOIN pg_attribute t ON t.attrelid = c.oid AND NOT t.attisdropped, aclexplode(t.attacl) a
  LEFT JOIN pg_roles g ON g.oid = a.grantee
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL;

CREATE VIEW redshift.svv_schema_privileges AS
SELECT sandbox.schema_here(s.nspname)::text AS namespace_name, a.privilege_type,
       a.grantee::int AS identity_id, sandbox.identity_name(g.rolname) AS identity_name,
       sandbox.identity_type(g.rolname) AS identity_type, a.is_grantable AS admin_option,
       'SCHEMA'::text AS privilege_scope
  FROM pg_namespace s, aclexplode(s.nspacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL AND a.grantee <> s.nspowner;

CREATE VIEW redshift.svv_database_privileges AS
SELECT s.nspname::text AS database_name, a.privilege_type, a.grantee::int AS identity_id,
       sandbox.identity_name(g.rolname) AS identity_name, sandbox.identity_type(g.rolname) AS identity_type,
       a.is_grantable AS admin_option, 'DATABASE'::text AS privilege_scope
  FROM pg_namespace s, aclexplode(s.nspacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
 WHERE a.grantee <> s.nspowner
   AND (s.nspname = 'awsdatacatalog' OR s.nspname IN (SELECT name FROM sandbox.databases))
UNION ALL
SELECT d.name, 'TEMP', a.grantee::int, sandbox.identity_name(g.rolname), sandbox.identity_type(g.rolname),
       a.is_grantable, 'DATABASE'
  FROM sandbox.databases d JOIN pg_namespace s ON s.nspname = 'temp:' || d.name, aclexplode(s.nspacl) a
  LEFT JOIN pg_roles g ON g.oid = a.grantee
 WHERE a.grantee <> s.nspowner;

CREATE VIEW redshift.svv_default_privileges AS
SELECT sandbox.schema_here(s.nspname)::text AS schema_name,
       CASE d.defaclobjtype WHEN 'r' THEN 'RELATION' ELSE 'FUNCTION' END AS object_type,
       o.oid::int AS owner_id, sandbox.identity_name(o.rolname) AS owner_name,
       sandbox.identity_type(o.rolname) AS owner_type, a.privilege_type, a.grantee::int AS grantee_id,
       sandbox.identity_name(g.rolname) AS grantee_name, sandbox.identity_type(g.rolname) AS grantee_type,
       a.is_grantable AS admin_option
  FROM pg_default_acl d JOIN pg_namespace s ON s.oid = d.defaclnamespace
  JOIN pg_roles o ON o.oid = d.defaclrole, aclexplode(d.defaclacl) a
  LEFT JOIN pg_roles g ON g.oid = a.grantee
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL;

CREATE VIEW redshift.svv_mv_info AS
SELECT sandbox.here() AS database_name, sandbox.schema_here(s.nspname)::text AS schema_name,
       o.rolname::text AS user_name, c.relname::text AS name, 'u'::char(1) AS is_stale, 0 AS state,
       m.auto_refresh AS autorefresh, false AS autorewrite
  FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace JOIN pg_roles o ON o.oid = c.relowner
  JOIN sandbox.materialized_views m ON m.view = c.oid
 WHERE c.relkind = 'm' AND sandbox.schema_here(s.nspname) IS NOT NULL;

GRANT SELECT ON ALL TABLES IN SCHEMA redshift TO PUBLIC;

-- Transactions and what they have locked. Who a session is, PostgreSQL does not show to others.
-- A pid alone is not enough: it may be another session's once the first is over.
CREATE TABLE sandbox.sessions (
  pid int, started timestamptz, name text NOT NULL, database text NOT NULL, PRIMARY KEY (pid, started));
CREATE FUNCTION sandbox.enter_session(name text, database text) RETURNS void LANGUAGE sql AS $$
  -- Those that are over; what another login is removing is left to it.
  DELETE FROM sandbox.sessions WHERE (pid, started) IN (
    SELECT s.pid, s.started FROM sandbox.sessions s
     WHERE NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = s.pid AND a.backend_start = s.started)
       FOR UPDATE SKIP LOCKED);
  INSERT INTO sandbox.sessions
  SELECT a.pid, a.backend_start, enter_session.name, enter_session.database
    FROM pg_stat_activity a WHERE a.pid = pg_backend_pid()
$$;
REVOKE EXECUTE ON FUNCTION sandbox.enter_session FROM PUBLIC;
CREATE FUNCTION sandbox.transactions() RETURNS TABLE (
  txn_owner text, txn_db text, xid bigint, pid int, txn_start timestamp, lock_mode text,
  lockable_object_type text, relation int, granted boolean)
LANGUAGE sql SECURITY DEFINER AS $$
  SELECT s.name, s.database, coalesce(a.backend_xid, a.backend_xmin)::text::bigint, a.pid,
         a.xact_start AT TIME ZONE 'UTC', l.mode, l.locktype, l.relation::int, l.granted
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    JOIN sandbox.sessions s ON s.pid = a.pid AND s.started = a.backend_start
   WHERE a.xact_start IS NOT NULL AND l.locktype IN ('relation', 'transactionid')
$$;
CREATE VIEW redshift.svv_transactions AS SELECT * FROM sandbox.transactions();
GRANT SELECT ON redshift.svv_transactions TO PUBLIC;
