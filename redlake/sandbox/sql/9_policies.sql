-- Policies and attachments, shown to superusers and security administrators; one's own policies and
-- relations to everybody.

CREATE FUNCTION sandbox.described(names text[], types text[], key text) RETURNS text LANGUAGE sql IMMUTABLE RETURN
  (SELECT '[' || coalesce(string_agg(format('{"%s":%s,"type":%s}', key, to_json(name), to_json(type)), ','
                                     ORDER BY at), '') || ']'
     FROM unnest(names, types) WITH ORDINALITY n(name, type, at));

CREATE VIEW sandbox.shown_policies AS
SELECT p.id, p.kind, d.nspname::text AS database, p.name, p.alias, p.modified_by::text AS modified_by, p.modified,
       sandbox.described(p.columns, sandbox.types_of(p.carrier, 1, cardinality(p.columns)), 'colname') AS columns,
       p.expressions,
       sandbox.described(p.expressions, sandbox.types_of(p.carrier, cardinality(p.columns) + 1, 1600), 'expr')
         AS expression
  FROM sandbox.policies p JOIN pg_namespace d ON d.oid = p.database;

CREATE VIEW redshift.svv_rls_policy AS
SELECT database AS poldb, name AS polname, alias AS polalias, columns AS polatts, expressions[1] AS polqual,
       true AS polenabled, modified_by AS polmodifiedby, modified AS polmodifiedtime
  FROM sandbox.shown_policies
 WHERE kind = 'RLS' AND (modified_by = session_user OR sandbox.is_security_admin(session_user));

CREATE VIEW redshift.svv_masking_policy AS
SELECT database AS policy_database, name AS policy_name, columns AS input_columns, expression AS policy_expression,
       modified_by AS policy_modified_by, modified AS policy_modified_time
  FROM sandbox.shown_policies WHERE kind = 'MASKING' AND sandbox.is_security_admin(session_user);

-- In the current database. What a late-binding view is called there is not documented.
CREATE VIEW sandbox.shown_attachments AS
SELECT p.kind, p.name AS policy, r.schema, r.name AS relation, a.relation AS relation_oid,
       lower(replace(r.subtype, 'REGULAR ', '')) AS type, a.grantor::text AS grantor,
       sandbox.identity_name(g.rolname) AS grantee, sandbox.identity_type(g.rolname) AS grantee_type, a.priority,
       to_json(a.columns)::text AS columns, to_json(a.inputs)::text AS inputs
  FROM sandbox.attachments a JOIN sandbox.policies p ON p.id = a.policy
  JOIN sandbox.local_relations r ON r.oid = a.relation LEFT JOIN pg_roles g ON g.oid = a.grantee
 WHERE r.database = sandbox.here() AND sandbox.is_security_admin(session_user);

CREATE VIEW redshift.svv_attached_masking_policy AS
SELECT policy AS policy_name, schema AS schema_name, relation AS table_name, type AS table_type, grantor, grantee,
       grantee_type, priority, inputs AS input_columns, columns AS output_columns, true AS is_masking_datashare_on
  FROM sandbox.shown_attachments WHERE kind = 'MASKING';

CREATE VIEW redshift.svv_rls_attached_policy AS
SELECT a.schema AS relschema, a.relation AS relname, a.type AS relkind, a.policy AS polname, a.grantor, a.grantee,
       a.grantee_type AS granteekind, true AS is_pol_on, coalesce(k.is_on, false) AS is_rls_on,
       coalesce(k.conjunction, 'and')::char(3) AS rls_conjunction_type
  FROM sandbox.shown_attachments a LEFT JOIN sandbox.row_security k ON k.relation = a.relation_oid
 WHERE a.kind = 'RLS';

CREATE VIEW redshift.svv_rls_relation AS
SELECT r.database AS datname, r.schema AS relschema, r.name AS relname,
       lower(replace(r.subtype, 'REGULAR ', '')) AS relkind, k.is_on AS is_rls_on, k.datashares AS is_rls_datashare_on,
       k.conjunction::char(3) AS rls_conjunction_type,
       k.datashare_conjunction::char(3) AS rls_datashare_conjunction_type
  FROM sandbox.row_security k JOIN sandbox.local_relations r ON r.oid = k.relation
 WHERE pg_has_role(session_user, r.owner, 'USAGE') OR sandbox.is_security_admin(session_user);
