-- The catalog, as Redshift shows it to a session in one of its databases: what all of it is
-- made of, the pg_ views, and the information schema.

-- Other scripts add what shows access, relations and sessions.

CREATE FUNCTION sandbox.is_superuser() RETURNS boolean LANGUAGE sql STABLE RETURN
  (SELECT rolsuper FROM pg_roles WHERE rolname = session_user);

-- Whether the session's user is the identity, has it or owns it, or may see all of them. PUBLIC is
-- everybody.
CREATE FUNCTION sandbox.has_identity(identity oid) RETURNS boolean LANGUAGE sql STABLE RETURN
  identity = 0 OR pg_has_role(session_user, identity, 'MEMBER')
  OR sandbox.has_system_privilege('ACCESS SYSTEM TABLE')
  OR EXISTS (SELECT FROM sandbox.roles k JOIN pg_roles o ON o.oid = k.owner
              WHERE k.role = identity AND o.rolname = session_user);

-- ACCESS CATALOG shows all objects ("Metadata security", Amazon Redshift Database Developer Guide).
CREATE FUNCTION sandbox.sees_schema(schema oid) RETURNS boolean LANGUAGE sql STABLE RETURN
  has_schema_privilege(session_user, schema, 'USAGE') OR sandbox.has_system_privilege('ACCESS CATALOG');

-- The owner always, others with USAGE on the schema and SELECT on the relation or a column of it
-- (SHOW TABLES, Amazon Redshift Database Developer Guide).
CREATE FUNCTION sandbox.sees_relation(relation oid, schema oid, owner oid) RETURNS boolean
LANGUAGE sql STABLE RETURN
  pg_has_role(session_user, owner, 'USAGE')
  OR (sandbox.sees_schema(schema) AND has_any_column_privilege(session_user, relation, 'SELECT'))
  OR sandbox.has_system_privilege('ACCESS CATALOG');

CREATE FUNCTION sandbox.sees_column(relation oid, number smallint, schema oid, owner oid) RETURNS boolean
LANGUAGE sql STABLE RETURN
  pg_has_role(session_user, owner, 'USAGE')
  OR (sandbox.sees_schema(schema) AND has_column_privilege(session_user, relation, number, 'SELECT'))
  OR sandbox.has_system_privilege('ACCESS CATALOG');

CREATE FUNCTION sandbox.sees_routine(routine oid, schema oid, owner oid) RETURNS boolean LANGUAGE sql STABLE RETURN
  pg_has_role(session_user, owner, 'USAGE')
  OR (sandbox.sees_schema(schema) AND has_function_privilege(session_user, routine, 'EXECUTE'))
  OR sandbox.has_system_privilege('ACCESS CATALOG');

-- An ACL in Redshift's letters. Those of TRUNCATE and ALTER are seen in the examples of SHOW
-- TABLES in the guide; how a role is written is not documented. ``temporary`` is what carries
-- the grants of TEMP on a database; ``object`` is what DROP and ALTER are granted on.
CREATE FUNCTION sandbox.letter(privilege text) RETURNS text LANGUAGE sql IMMUTABLE RETURN
  CASE privilege WHEN 'SELECT' THEN 'r' WHEN 'INSERT' THEN 'a' WHEN 'UPDATE' THEN 'w' WHEN 'DELETE' THEN 'd'
    WHEN 'REFERENCES' THEN 'x' WHEN 'TRUNCATE' THEN 'P' WHEN 'USAGE' THEN 'U' WHEN 'CREATE' THEN 'C'
    WHEN 'TEMP' THEN 'T' WHEN 'EXECUTE' THEN 'X' WHEN 'DROP' THEN 'D' WHEN 'ALTER' THEN 'A' END;
CREATE FUNCTION sandbox.acl(
  items aclitem[], owner oid, whole text, temporary aclitem[] DEFAULT NULL, object oid DEFAULT NULL)
RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT array_agg(format('%s=%s/%s', who, letters, grantor) ORDER BY grantee <> owner, grantee, grantor)
    FROM (SELECT a.grantee, r.rolname AS grantor,
                 CASE sandbox.identity_type(g.rolname) WHEN 'public' THEN '' WHEN 'user' THEN g.rolname
                   ELSE sandbox.identity_type(g.rolname) || ' ' || sandbox.identity_name(g.rolname) END AS who,
                 CASE WHEN a.grantee = owner THEN whole
                   ELSE string_agg(letter || CASE WHEN a.is_grantable THEN '*' ELSE '' END, ''
                                   ORDER BY strpos('arwdRxtDPAUCTX', letter)) END AS letters
            FROM (SELECT grantor, grantee, is_grantable, sandbox.letter(privilege_type) AS letter
                    FROM aclexplode(items)
                   UNION ALL
                  SELECT grantor, grantee, is_grantable, 'T' FROM aclexplode(temporary)
                   WHERE grantee <> grantor
                   UNION ALL
                  SELECT grantor, grantee, option, sandbox.letter(privilege) FROM sandbox.privileges p
                   WHERE p.object = acl.object AND kind IN ('TABLE', 'SCHEMA', 'DATABASE')
                     AND grantee <> owner) a
            JOIN pg_roles r ON r.oid = a.grantor LEFT JOIN pg_roles g ON g.oid = a.grantee
           GROUP BY a.grantee, r.rolname, g.rolname) entries
$$;

CREATE VIEW sandbox.schemata AS
SELECT s.oid, d.name AS database, substr(s.nspname, length(d.name) + 2) AS name, s.nspowner AS owner,
       sandbox.shown_acl(s.nspacl, 'n', s.nspowner) AS acl, e.schema IS NOT NULL AS external, e.catalog_database, e.options
  FROM sandbox.databases d JOIN pg_namespace s ON starts_with(s.nspname, d.name || '.')
  LEFT JOIN sandbox.external_schemas e ON e.schema = s.oid;

CREATE VIEW sandbox.local_relations AS
SELECT c.oid, s.database, s.name AS schema, c.relname::text AS name, s.oid AS schema_oid, c.relowner AS owner,
       sandbox.shown_acl(c.relacl, 'r', c.relowner) AS acl, CASE WHEN c.relkind = 'r' AND l.view IS NULL THEN 'TABLE' ELSE 'VIEW' END AS type,
       CASE WHEN l.view IS NOT NULL THEN 'LATE BINDING VIEW' WHEN c.relkind = 'm' THEN 'MATERIALIZED VIEW'
            WHEN c.relkind = 'v' THEN 'REGULAR VIEW' ELSE 'REGULAR TABLE' END AS subtype
  FROM pg_class c JOIN sandbox.schemata s ON s.oid = c.relnamespace AND NOT s.external
  LEFT JOIN sandbox.late_binding_views l ON l.view = c.oid
 WHERE c.relkind IN ('r', 'v', 'm');

-- The Data Catalog's tables, in its own database and in external schemas.
CREATE VIEW sandbox.external_relations AS
SELECT n.database, n.schema, c.relname::text AS name, n.oid AS schema_oid, c.oid AS relation, t.described
  FROM (SELECT s.database, s.name AS schema, s.oid, 'awsdatacatalog.' || s.catalog_database AS catalog_schema
          FROM sandbox.schemata s WHERE s.external
         UNION ALL
        SELECT 'awsdatacatalog', substr(nspname, 16), oid, nspname FROM pg_namespace
         WHERE starts_with(nspname, 'awsdatacatalog.')) n
  JOIN pg_namespace s ON s.nspname = n.catalog_schema
  JOIN pg_class c ON c.relnamespace = s.oid
  JOIN sandbox.external_tables t ON t.catalog_database = substr(s.nspname, 16) AND t.name = c.relname;

-- An identity is a default there.
CREATE VIEW sandbox.defaults AS
SELECT d.adrelid AS relation, d.adnum AS attnum, pg_get_expr(d.adbin, d.adrelid) AS source FROM pg_attrdef d
UNION ALL
SELECT a.attrelid, a.attnum,
       format('"%s"(%s, 0, ''%s,%s''::text)', CASE a.attidentity WHEN 'd' THEN 'default_identity' ELSE 'identity' END,
              a.attrelid, s.seqstart, s.seqincrement)
  FROM pg_attribute a JOIN pg_depend d ON d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype = 'i'
       AND d.refclassid = 'pg_class'::regclass AND d.classid = 'pg_class'::regclass
  JOIN pg_sequence s ON s.seqrelid = d.objid
 WHERE a.attidentity <> '';

CREATE VIEW sandbox.columns AS
SELECT a.attrelid AS relation, a.attnum, a.attname::text AS column_name, a.attnum::int AS ordinal_position,
       d.source AS column_default,
       CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END AS is_nullable,
       format_type(a.atttypid, NULL) AS data_type, format_type(a.atttypid, a.atttypmod) AS full_type,
       information_schema._pg_char_max_length(a.atttypid, a.atttypmod) AS character_maximum_length,
       information_schema._pg_numeric_precision(a.atttypid, a.atttypmod) AS numeric_precision,
       information_schema._pg_numeric_scale(a.atttypid, a.atttypmod) AS numeric_scale,
       col_description(a.attrelid, a.attnum) AS remarks, a.attacl AS acl
  FROM pg_attribute a LEFT JOIN sandbox.defaults d ON d.relation = a.attrelid AND d.attnum = a.attnum
 WHERE a.attnum > 0 AND NOT a.attisdropped;

GRANT SELECT ON sandbox.schemata, sandbox.local_relations, sandbox.external_relations, sandbox.defaults,
  sandbox.columns TO PUBLIC;

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

-- For superusers.
CREATE VIEW redshift.pg_user_info AS
SELECT u.*, CASE r.rolconnlimit WHEN -1 THEN 'UNLIMITED' ELSE r.rolconnlimit::text END AS useconnlimit
  FROM redshift.pg_user u JOIN pg_roles r ON r.rolname = u.usename;

CREATE VIEW redshift.pg_group AS
SELECT sandbox.identity_name(g.rolname)::name AS groname, g.oid::int AS grosysid,
       ARRAY(SELECT member::int FROM pg_auth_members WHERE roleid = g.oid ORDER BY 1) AS grolist
  FROM pg_roles g WHERE g.rolname LIKE 'group:%';

CREATE VIEW redshift.pg_database AS
SELECT s.oid, d.name::name AS datname, s.nspowner AS datdba, 6 AS encoding, false AS datistemplate,
       true AS datallowconn, sandbox.acl(s.nspacl, s.nspowner, 'CT', t.nspacl, s.oid) AS datacl
  FROM sandbox.databases d JOIN pg_namespace s ON s.nspname = d.name
  JOIN pg_namespace t ON t.nspname = 'temp:' || d.name;

CREATE VIEW redshift.pg_database_info AS
SELECT p.*, p.oid AS datid,
       CASE d.connection_limit WHEN -1 THEN 'UNLIMITED' ELSE d.connection_limit::text END AS datconnlimit,
       ARRAY['concurrency_model=' || CASE d.isolation WHEN 'Serializable' THEN 2 ELSE 1 END] AS datconfig
  FROM redshift.pg_database p JOIN sandbox.databases d ON d.name = p.datname;

CREATE VIEW redshift.pg_namespace AS
SELECT s.oid, coalesce(sandbox.schema_here(s.nspname), s.nspname) AS nspname, s.nspowner,
       sandbox.acl(sandbox.shown_acl(s.nspacl, 'n', s.nspowner), s.nspowner, 'UC', NULL, s.oid) AS nspacl
  FROM pg_namespace s
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL OR s.nspname IN ('pg_catalog', 'information_schema');

CREATE VIEW redshift.pg_class AS
SELECT c.oid, c.relname, c.relnamespace, c.reltype, c.relowner, c.relam, c.relpages, c.reltuples,
       CASE WHEN c.relkind = 'm' OR l.view IS NOT NULL THEN 'v' ELSE c.relkind END AS relkind,
       c.relnatts, c.relchecks, c.relhasindex, c.relhasrules, c.relhastriggers, c.relpersistence,
       sandbox.acl(sandbox.shown_acl(c.relacl, 'r', c.relowner), c.relowner, 'arwdRxtDPA', NULL, c.oid) AS relacl,
       CASE WHEN c.relkind NOT IN ('r', 'm') OR l.view IS NOT NULL THEN 0
            WHEN k.diststyle = 'KEY' THEN 1 WHEN k.diststyle = 'ALL' THEN 8
            WHEN k.diststyle = 'EVEN' OR k.diststyle IS NULL AND c.relkind = 'm' THEN 0
            ELSE 10 END::smallint AS reldiststyle
  FROM pg_class c JOIN redshift.pg_namespace s ON s.oid = c.relnamespace
  LEFT JOIN sandbox.late_binding_views l ON l.view = c.oid
  LEFT JOIN sandbox.storage k ON k.relation = c.oid
 -- An identity has no sequence there.
 WHERE c.relkind <> 'S' AND NOT EXISTS (SELECT FROM sandbox.external_schemas e WHERE e.schema = s.oid);

CREATE VIEW redshift.pg_tables AS
SELECT s.nspname AS schemaname, c.relname AS tablename, o.rolname AS tableowner, NULL::name AS tablespace,
       c.relhasindex AS hasindexes, c.relhasrules AS hasrules, c.relhastriggers AS hastriggers
  FROM redshift.pg_class c JOIN redshift.pg_namespace s ON s.oid = c.relnamespace
  JOIN pg_roles o ON o.oid = c.relowner
 WHERE c.relkind = 'r';

-- What PostgreSQL prints, with a database's schemas by their own names.
CREATE FUNCTION sandbox.in_own_names(printed text, database text DEFAULT sandbox.here()) RETURNS text
LANGUAGE sql STABLE RETURN regexp_replace(printed, '"' || database || '\.([^"]+)"\.', '\1.', 'g');

CREATE FUNCTION sandbox.view_text(view oid) RETURNS text LANGUAGE sql STABLE RETURN coalesce(
  (SELECT text FROM sandbox.late_binding_views l WHERE l.view = view_text.view),
  (SELECT text FROM sandbox.bound_views b WHERE b.view = view_text.view),
  (SELECT text FROM sandbox.materialized_views m WHERE m.view = view_text.view),
  (SELECT text FROM sandbox.typed_views b
    WHERE b.view = view_text.view AND b.compiled = sandbox.compiled(b.view)),
  sandbox.in_own_names(pg_get_viewdef(view)));

CREATE FUNCTION redshift.pg_get_viewdef(oid, boolean DEFAULT false) RETURNS text LANGUAGE sql STABLE RETURN
  sandbox.view_text($1);
CREATE FUNCTION redshift.pg_get_viewdef(text, boolean DEFAULT false) RETURNS text LANGUAGE sql STABLE RETURN
  sandbox.view_text(to_regclass(sandbox.located($1)));

CREATE VIEW redshift.pg_views AS
SELECT sandbox.schema_here(s.nspname) AS schemaname, c.relname AS viewname, o.rolname AS viewowner,
       sandbox.view_text(c.oid) AS definition
  FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace JOIN pg_roles o ON o.oid = c.relowner
  LEFT JOIN sandbox.late_binding_views l ON l.view = c.oid
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL
   AND (c.relkind IN ('v', 'm') OR l.view IS NOT NULL)
   AND NOT EXISTS (SELECT FROM sandbox.external_schemas e WHERE e.schema = s.oid);

CREATE VIEW redshift.pg_attribute_info AS
SELECT a.attrelid, a.attname, a.atttypid, a.attlen, a.attnum, a.attndims, a.atttypmod, a.attnotnull, a.atthasdef,
       a.attisdropped, a.attislocal, a.attinhcount, sandbox.acl(a.attacl, 0, '') AS attacl
  FROM pg_attribute a JOIN redshift.pg_class c ON c.oid = a.attrelid;

CREATE VIEW redshift.pg_proc_info AS
SELECT p.oid AS prooid, p.proname, p.pronamespace, p.proowner, p.prolang, p.prosecdef, p.proisstrict, p.proretset,
       p.provolatile, p.pronargs, p.prorettype, p.proargtypes, p.proargnames, coalesce(b.text, p.prosrc) AS prosrc,
       p.probin, sandbox.acl(sandbox.shown_acl(p.proacl, 'f', p.proowner), p.proowner, 'X') AS proacl, p.prokind, p.proargmodes, p.proallargtypes
  FROM pg_proc p JOIN redshift.pg_namespace s ON s.oid = p.pronamespace
  LEFT JOIN sandbox.bodies b ON b.routine = p.oid;

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
  FROM redshift.pg_views
  JOIN redshift.information_tables ON table_schema = schemaname AND table_name = viewname;

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
