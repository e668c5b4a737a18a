-- Scoped privileges, as far as PostgreSQL can enforce them: by hidden roles that are granted the
-- privilege on all that is in the scope, and on all that comes.

CREATE VIEW sandbox.scoped_objects AS
SELECT 'TABLES' AS kind, 'pg_class'::regclass AS class, r.oid, r.schema_oid AS schema,
       to_regnamespace(quote_ident(r.database)) AS database, format('TABLE %I.%I', s.nspname, r.name) AS named
  FROM sandbox.local_relations r JOIN pg_namespace s ON s.oid = r.schema_oid
UNION ALL
SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURES' ELSE 'FUNCTIONS' END, 'pg_proc'::regclass, p.oid, s.oid,
       to_regnamespace(quote_ident(s.database)), format('ROUTINE %s', p.oid::regprocedure)
  FROM pg_proc p JOIN sandbox.schemata s ON s.oid = p.pronamespace
UNION ALL
SELECT 'SCHEMAS', 'pg_namespace'::regclass, s.oid, NULL, to_regnamespace(quote_ident(s.database)),
       format('SCHEMA %s', s.oid::regnamespace)
  FROM sandbox.schemata s;

-- Null where PostgreSQL has no such privilege: whoever asks looks into the registry.
CREATE FUNCTION sandbox.scope_role(kind text, object oid, privilege text) RETURNS name LANGUAGE sql IMMUTABLE RETURN
  CASE WHEN kind = 'TABLES' AND privilege IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REFERENCES', 'TRUNCATE')
         OR kind = 'SCHEMAS' AND privilege IN ('CREATE', 'USAGE')
         OR kind IN ('FUNCTIONS', 'PROCEDURES') AND privilege = 'EXECUTE'
       THEN format('scope:%s:%s:%s', kind, privilege, object) END::name;

CREATE FUNCTION sandbox.enter_scope(kind text, object oid, privilege text, grantee oid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  role name := sandbox.scope_role(kind, object, privilege);
  found text;
BEGIN
  IF role IS NULL THEN RETURN; END IF;
  IF to_regrole(quote_ident(role)) IS NULL THEN
    EXECUTE format('CREATE ROLE %I NOLOGIN', role);
    INSERT INTO sandbox.scopes VALUES (quote_ident(role)::regrole, kind, object, privilege);
    FOR found IN SELECT o.named FROM sandbox.scoped_objects o
                  WHERE o.kind = enter_scope.kind AND enter_scope.object IN (o.schema, o.database) LOOP
      EXECUTE format('GRANT %s ON %s TO %I', privilege, found, role);
    END LOOP;
  END IF;
  EXECUTE format('GRANT %I TO %I', role, (SELECT rolname FROM pg_roles WHERE oid = grantee));
END $$;

CREATE FUNCTION sandbox.close_scope(role name) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM sandbox.scopes s WHERE s.role = quote_ident(close_scope.role)::regrole;
  EXECUTE format('DROP OWNED BY %I', role);
  EXECUTE format('DROP ROLE %I', role);
END $$;

CREATE FUNCTION sandbox.leave_scope(kind text, object oid, privilege text, grantee oid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE role name := sandbox.scope_role(kind, object, privilege);
BEGIN
  IF role IS NULL OR to_regrole(quote_ident(role)) IS NULL THEN RETURN; END IF;
  EXECUTE format('REVOKE %I FROM %I', role, (SELECT rolname FROM pg_roles WHERE oid = grantee));
  IF NOT EXISTS (SELECT FROM pg_auth_members WHERE roleid = quote_ident(role)::regrole) THEN
    PERFORM sandbox.close_scope(role);
  END IF;
END $$;

-- rdsdb makes external tables, before their schema is known to be external.
CREATE FUNCTION sandbox.extend_scopes() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found record;
BEGIN
  IF NOT EXISTS (SELECT FROM sandbox.scopes) THEN RETURN; END IF;
  FOR found IN SELECT k.privilege, o.named, k.role::regrole AS role FROM pg_event_trigger_ddl_commands() c
                 JOIN sandbox.scoped_objects o ON (o.class, o.oid) = (c.classid, c.objid)
                 JOIN sandbox.scopes k ON k.kind = o.kind AND k.object IN (o.schema, o.database)
                WHERE sandbox.owner_of(CASE o.kind WHEN 'TABLES' THEN 'TABLE' END, o.oid)
                      IS DISTINCT FROM 'rdsdb'::regrole LOOP
    EXECUTE format('GRANT %s ON %s TO %s', found.privilege, found.named, found.role);
  END LOOP;
END $$;
CREATE EVENT TRIGGER extend_scopes ON ddl_command_end
  WHEN TAG IN ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE VIEW', 'CREATE MATERIALIZED VIEW',
               'CREATE FUNCTION', 'CREATE PROCEDURE', 'CREATE SCHEMA')
  EXECUTE FUNCTION sandbox.extend_scopes();
