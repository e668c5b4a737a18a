-- Who there is, and who may do what: the svv_ and svl_ views.

-- A superuser sees all of it. Others see what they were granted themselves, through a role, a
-- group or as everybody, and what the roles that they own were (each view's page in the Amazon
-- Redshift Database Developer Guide; that PUBLIC's grants are among them it does not say).

CREATE VIEW sandbox.user_info AS
SELECT u.usename::text AS name, u.usesysid AS id, u.usecreatedb AS createdb, u.usesuper AS superuser,
       u.usecatupd AS catalog_update, u.useconnlimit AS connection_limit, k.syslog_access,
       NULL::timestamp AS last_ddl, coalesce(k.session_timeout, 0) AS session_timeout, k.external_id
  FROM redshift.pg_user_info u JOIN sandbox.users k ON k.name = u.usename;

CREATE VIEW redshift.svv_user_info AS
SELECT name AS user_name, id AS user_id, createdb, superuser, catalog_update, connection_limit, syslog_access,
       last_ddl AS last_ddl_timestamp, session_timeout, external_id AS external_user_id
  FROM sandbox.user_info WHERE name = session_user OR sandbox.is_superuser();

-- For superusers.
CREATE VIEW redshift.svl_user_info AS
SELECT name AS usename, id AS usesysid, createdb AS usecreatedb, superuser AS usesuper,
       catalog_update AS usecatupd, connection_limit AS useconnlimit, syslog_access AS syslogaccess,
       last_ddl AS last_ddl_ts, session_timeout AS sessiontimeout, external_id
  FROM sandbox.user_info;

CREATE VIEW redshift.svv_roles AS
SELECT r.oid::int AS role_id, sandbox.identity_name(r.rolname) AS role_name,
       o.rolname::text AS role_owner, k.external_id
  FROM pg_roles r JOIN sandbox.roles k ON k.role = r.oid JOIN pg_roles o ON o.oid = k.owner;

CREATE VIEW redshift.svv_user_grants AS
SELECT m.oid::int AS user_id, m.rolname::text AS user_name, r.oid::int AS role_id,
       sandbox.identity_name(r.rolname) AS role_name, a.admin_option
  FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
 WHERE r.rolname LIKE 'role:%' AND sandbox.identity_type(m.rolname) = 'user'
   AND (m.rolname = session_user OR sandbox.has_system_privilege('ACCESS SYSTEM TABLE'));

CREATE VIEW redshift.svv_role_grants AS
SELECT m.oid::int AS role_id, sandbox.identity_name(m.rolname) AS role_name,
       r.oid::int AS granted_role_id, sandbox.identity_name(r.rolname) AS granted_role_name
  FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
 WHERE r.rolname LIKE 'role:%' AND sandbox.identity_type(m.rolname) = 'role'
   AND (sandbox.has_identity(m.oid) OR sandbox.has_identity(r.oid));

-- Every privilege but those of owners, in every database; the Data Catalog is one of them.
CREATE VIEW sandbox.grants AS
SELECT g.*, g.type AS scope FROM (
SELECT s.nspname::text AS database, NULL::text AS schema, NULL::text AS object, s.oid AS object_id,
       'DATABASE' AS type, a.privilege_type AS privilege, a.grantee, a.grantor, a.is_grantable AS option
  FROM pg_namespace s, aclexplode(s.nspacl) a
 WHERE a.grantee <> s.nspowner
   AND (s.nspname = 'awsdatacatalog' OR s.nspname IN (SELECT name FROM sandbox.databases))
UNION ALL
SELECT d.name, NULL, NULL, s.oid, 'DATABASE', 'TEMP', a.grantee, a.grantor, a.is_grantable
  FROM sandbox.databases d JOIN pg_namespace s ON s.nspname = 'temp:' || d.name, aclexplode(s.nspacl) a
 WHERE a.grantee <> s.nspowner
UNION ALL
SELECT s.database, s.name, s.name, s.oid, 'SCHEMA', a.privilege_type, a.grantee, a.grantor, a.is_grantable
  FROM sandbox.schemata s, aclexplode(s.acl) a WHERE a.grantee <> s.owner
UNION ALL
SELECT r.database, r.schema, r.name, r.oid, 'TABLE', a.privilege_type, a.grantee, a.grantor, a.is_grantable
  FROM sandbox.local_relations r, aclexplode(r.acl) a WHERE a.grantee <> r.owner
UNION ALL
SELECT s.database, s.name, p.proname, p.oid, CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
       a.privilege_type, a.grantee, a.grantor, a.is_grantable
  FROM pg_proc p JOIN sandbox.schemata s ON s.oid = p.pronamespace, aclexplode(sandbox.shown_acl(p.proacl, 'f', p.proowner)) a
 WHERE a.grantee <> p.proowner
UNION ALL
SELECT r.database, r.schema, r.name, r.oid, p.kind, p.privilege, p.grantee, p.grantor, p.option
  FROM sandbox.privileges p JOIN sandbox.local_relations r ON r.oid = p.object WHERE p.kind = 'TABLE'
UNION ALL
SELECT s.database, s.name, s.name, s.oid, p.kind, p.privilege, p.grantee, p.grantor, p.option
  FROM sandbox.privileges p JOIN sandbox.schemata s ON s.oid = p.object WHERE p.kind = 'SCHEMA'
UNION ALL
SELECT s.nspname, NULL, NULL, s.oid, p.kind, p.privilege, p.grantee, p.grantor, p.option
  FROM sandbox.privileges p JOIN pg_namespace s ON s.oid = p.object WHERE p.kind = 'DATABASE') g
UNION ALL
SELECT coalesce(s.database, d.nspname), s.name, s.name, p.object, CASE WHEN s.oid IS NULL THEN 'DATABASE' ELSE 'SCHEMA' END,
       p.privilege, p.grantee, p.grantor, p.option, p.kind
  FROM sandbox.privileges p JOIN pg_namespace d ON d.oid = p.object LEFT JOIN sandbox.schemata s ON s.oid = p.object
 WHERE p.kind IN ('SCHEMAS', 'TABLES', 'FUNCTIONS', 'PROCEDURES', 'LANGUAGES', 'COPY JOBS');

CREATE VIEW sandbox.visible_grants AS
SELECT g.*, g.grantee::int AS identity_id, sandbox.identity_name(i.rolname) AS identity_name,
       sandbox.identity_type(i.rolname) AS identity_type, o.rolname::text AS grantor_name
  FROM sandbox.grants g LEFT JOIN pg_roles i ON i.oid = g.grantee LEFT JOIN pg_roles o ON o.oid = g.grantor
 WHERE sandbox.has_identity(g.grantee);

CREATE VIEW sandbox.visible_column_grants AS
SELECT r.database, r.schema, r.name AS relation, r.oid AS relation_id, c.column_name, a.privilege_type AS privilege,
       a.grantee::int AS identity_id, sandbox.identity_name(i.rolname) AS identity_name,
       sandbox.identity_type(i.rolname) AS identity_type, a.is_grantable AS option, o.rolname::text AS grantor_name
  FROM sandbox.local_relations r JOIN sandbox.columns c ON c.relation = r.oid, aclexplode(c.acl) a
  LEFT JOIN pg_roles i ON i.oid = a.grantee LEFT JOIN pg_roles o ON o.oid = a.grantor
 WHERE sandbox.has_identity(a.grantee);

GRANT SELECT ON sandbox.visible_grants, sandbox.visible_column_grants TO PUBLIC;

-- In the current database; those on databases in all of them.

-- Who has SYSLOG ACCESS UNRESTRICTED sees all of this one.
CREATE VIEW redshift.svv_relation_privileges AS
SELECT g.schema AS namespace_name, g.object AS relation_name, g.privilege AS privilege_type,
       g.grantee::int AS identity_id, sandbox.identity_name(i.rolname) AS identity_name,
       sandbox.identity_type(i.rolname) AS identity_type, g.option AS admin_option
  FROM sandbox.grants g LEFT JOIN pg_roles i ON i.oid = g.grantee
 WHERE g.type = 'TABLE' AND g.database = sandbox.here()
   AND (sandbox.has_identity(g.grantee) OR EXISTS (
     SELECT FROM sandbox.users u WHERE u.name = session_user AND u.syslog_access = 'UNRESTRICTED'));

CREATE VIEW redshift.svv_column_privileges AS
SELECT schema AS namespace_name, relation AS relation_name, column_name, privilege AS privilege_type,
       identity_id, identity_name, identity_type
  FROM sandbox.visible_column_grants WHERE database = sandbox.here();

CREATE VIEW redshift.svv_schema_privileges AS
SELECT schema AS namespace_name, privilege AS privilege_type, identity_id, identity_name, identity_type,
       option AS admin_option, scope AS privilege_scope
  FROM sandbox.visible_grants WHERE type = 'SCHEMA' AND database = sandbox.here();

CREATE VIEW redshift.svv_database_privileges AS
SELECT database AS database_name, privilege AS privilege_type, identity_id, identity_name, identity_type,
       option AS admin_option, scope AS privilege_scope
  FROM sandbox.visible_grants WHERE type = 'DATABASE';

CREATE VIEW redshift.svv_function_privileges AS
SELECT g.schema AS namespace_name, g.object AS function_name, oidvectortypes(p.proargtypes) AS argument_types,
       g.privilege AS privilege_type, g.identity_id, g.identity_name, g.identity_type, g.option AS admin_option
  FROM sandbox.visible_grants g JOIN pg_proc p ON p.oid = g.object_id
 WHERE g.type IN ('FUNCTION', 'PROCEDURE') AND g.database = sandbox.here();

CREATE VIEW sandbox.visible_privileges AS
SELECT p.*, p.grantee::int AS identity_id, sandbox.identity_name(i.rolname) AS identity_name,
       sandbox.identity_type(i.rolname) AS identity_type
  FROM sandbox.privileges p LEFT JOIN pg_roles i ON i.oid = p.grantee WHERE sandbox.has_identity(p.grantee);

CREATE VIEW redshift.svv_system_privileges AS
SELECT privilege AS system_privilege, identity_id, identity_name, identity_type
  FROM sandbox.visible_privileges WHERE kind = 'SYSTEM';

CREATE VIEW redshift.svv_language_privileges AS
SELECT p.name AS language_name, p.privilege AS privilege_type, p.identity_id, p.identity_name, p.identity_type,
       p.option AS admin_option
  FROM sandbox.visible_privileges p JOIN pg_namespace d ON d.oid = p.object
 WHERE p.kind = 'LANGUAGE' AND d.nspname = sandbox.here();

-- The view's page shows the default role and external functions in these words.
CREATE VIEW redshift.svv_iam_privileges AS
SELECT CASE name WHEN 'default' THEN 'default-aws-iam-role' ELSE name END AS iam_arn,
       CASE privilege WHEN 'EXTERNAL FUNCTION' THEN 'EXFUNC' ELSE privilege END AS command_type,
       identity_id, identity_name, identity_type
  FROM sandbox.visible_privileges WHERE kind = 'IAM ROLE';
