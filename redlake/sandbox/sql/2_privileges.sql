-- Privileges that PostgreSQL has no place for: DROP and ALTER on objects, scoped ones, system
-- privileges, languages, IAM roles. What it can enforce of scoped ones is in 7_scopes.sql.

CREATE TABLE sandbox.privileges (
  -- TABLE, SCHEMA, DATABASE, LANGUAGE, SYSTEM or IAM ROLE; TABLES, SCHEMAS and so on of a scope.
  kind text NOT NULL,
  -- A relation or a schema; a database is the schema that carries its ACL. 0 for all of the warehouse.
  object oid NOT NULL,
  -- A language's, or an IAM role's.
  name text NOT NULL,
  privilege text NOT NULL,
  -- 0 is PUBLIC.
  grantee oid NOT NULL,
  grantor oid NOT NULL,
  option boolean NOT NULL,
  PRIMARY KEY (kind, object, name, privilege, grantee));

-- A hidden role for each privilege of a scope. Whoever is granted the privilege is its member, and
-- it is granted the privilege on everything in the scope.
CREATE TABLE sandbox.scopes (
  role oid PRIMARY KEY, kind text NOT NULL, object oid NOT NULL, privilege text NOT NULL);
GRANT SELECT ON sandbox.privileges, sandbox.scopes TO PUBLIC;

-- Everyone may assume every IAM role until that is revoked (GRANT, Database Developer Guide).
INSERT INTO sandbox.privileges
SELECT 'IAM ROLE', 0, 'ALL', purpose, 0, 10, false
  FROM unnest(ARRAY['COPY', 'UNLOAD', 'EXTERNAL FUNCTION', 'CREATE MODEL']) purpose;

-- An ACL without the entries that carry out scopes; nothing where only what is there from the start
-- is left.
CREATE FUNCTION sandbox.shown_acl(acl aclitem[], kind "char", owner oid) RETURNS aclitem[] LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN acl IS NULL OR cardinality(rest) = cardinality(acl) THEN acl
              WHEN rest @> acldefault(kind, owner) AND rest <@ acldefault(kind, owner) THEN NULL ELSE rest END
    FROM (SELECT coalesce(array_agg(item), '{}') AS rest FROM unnest(acl) item
           WHERE NOT EXISTS (SELECT FROM aclexplode(ARRAY[item]) a JOIN sandbox.scopes s ON s.role = a.grantee)) r
$$;

-- who holds what

CREATE FUNCTION sandbox.holds(privilege text, kind text, object oid) RETURNS boolean LANGUAGE sql STABLE RETURN
  EXISTS (SELECT FROM sandbox.privileges p
           WHERE p.privilege = holds.privilege AND p.kind = holds.kind AND p.object = holds.object
             AND (p.grantee = 0 OR pg_has_role(session_user, p.grantee, 'USAGE')));

-- A superuser has them all.
CREATE FUNCTION sandbox.has_system_privilege(privilege text) RETURNS boolean LANGUAGE sql STABLE RETURN
  (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) OR sandbox.holds(privilege, 'SYSTEM', 0);

CREATE FUNCTION sandbox.demand_system_privilege(privilege text, what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT sandbox.has_system_privilege(privilege) THEN
    PERFORM sandbox.demand_superuser(what);
  END IF;
END $$;

CREATE FUNCTION sandbox.database_of(schema oid) RETURNS oid LANGUAGE sql STABLE RETURN
  (SELECT to_regnamespace(quote_ident(d.name)) FROM sandbox.databases d JOIN pg_namespace s ON s.oid = schema
    WHERE starts_with(s.nspname, d.name || '.'));

CREATE FUNCTION sandbox.may_on_schema(privilege text, schema oid) RETURNS boolean LANGUAGE sql STABLE RETURN
  sandbox.holds(privilege, 'SCHEMA', schema) OR sandbox.holds(privilege, 'SCHEMAS', sandbox.database_of(schema))
  OR sandbox.has_system_privilege(privilege || ' SCHEMA');

-- Of routines there is no privilege but the system's.
CREATE FUNCTION sandbox.may_on_relation(privilege text, system_privilege text, relation oid, schema oid)
RETURNS boolean LANGUAGE sql STABLE RETURN
  sandbox.has_system_privilege(system_privilege) OR sandbox.holds(privilege, 'TABLE', relation)
  OR sandbox.holds(privilege, 'TABLES', schema) OR sandbox.holds(privilege, 'TABLES', sandbox.database_of(schema));

CREATE FUNCTION sandbox.may_alter(relation oid) RETURNS boolean LANGUAGE sql STABLE RETURN
  (SELECT pg_has_role(session_user, relowner, 'USAGE')
          OR has_schema_privilege(session_user, relnamespace, 'USAGE')
             AND sandbox.may_on_relation('ALTER', 'ALTER TABLE', oid, relnamespace)
     FROM pg_class WHERE oid = relation);

-- A relation or, with its arguments or without, a routine.
CREATE FUNCTION sandbox.found(name text, OUT oid oid, OUT owner oid, OUT schema oid) LANGUAGE sql STABLE AS $$
  SELECT c.oid, c.relowner, c.relnamespace FROM pg_class c
   WHERE right(name, 1) <> ')' AND c.oid = to_regclass(CASE WHEN right(name, 1) <> ')' THEN name END)
  UNION ALL
  SELECT p.oid, p.proowner, p.pronamespace FROM pg_proc p
   WHERE p.oid = CASE right(name, 1) WHEN ')' THEN to_regprocedure(name)::oid ELSE to_regproc(name)::oid END
  LIMIT 1
$$;

-- Runs a statement that is for the owners of relations or routines, where the user does not own all
-- of them and may do it to the others by a privilege; USAGE on the schema is needed all the same.
CREATE FUNCTION sandbox.run_for_owners(statement text, privilege text, system_privilege text, objects text[])
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF (SELECT bool_and(pg_has_role(session_user, f.owner, 'USAGE')) IS DISTINCT FROM false
             OR NOT bool_and(coalesce(
                  has_schema_privilege(session_user, f.schema, 'USAGE')
                  AND (pg_has_role(session_user, f.owner, 'USAGE')
                       OR sandbox.may_on_relation(privilege, system_privilege, f.oid, f.schema)), false))
        FROM unnest(objects) named, sandbox.found(named) f) THEN
    RETURN false;
  END IF;
  EXECUTE statement;
  RETURN true;
END $$;

CREATE FUNCTION sandbox.run(statement text, privilege text, system_privilege text, objects text[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT sandbox.run_for_owners(statement, privilege, system_privilege, objects) THEN
    EXECUTE statement;
  END IF;
END $$;

-- Grants roles, or revokes them. Beside who has them with the admin option, their owners may (GRANT,
-- Database Developer Guide) and sys:secadmin ("Amazon Redshift system-defined roles", there).
CREATE FUNCTION sandbox.run_for_role_owners(statement text, roles text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF pg_has_role(session_user, 'role:sys:secadmin', 'USAGE') IS NOT TRUE AND EXISTS (
      SELECT FROM unnest(roles) named WHERE NOT EXISTS (
        SELECT FROM sandbox.roles k JOIN pg_roles o ON o.oid = k.owner
         WHERE k.role = to_regrole(named) AND o.rolname = session_user)) THEN
    RETURN false;
  END IF;
  EXECUTE statement;
  RETURN true;
END $$;

CREATE FUNCTION sandbox.run_for_masters(statement text, roles text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT sandbox.run_for_role_owners(statement, roles) THEN
    EXECUTE statement;
  END IF;
END $$;

-- The schema that a name of two parts is in, or else that new relations are created in.
CREATE FUNCTION sandbox.schema_of(name text) RETURNS oid LANGUAGE sql STABLE RETURN
  to_regnamespace(CASE cardinality(parse_ident(name, false)) WHEN 2 THEN quote_ident((parse_ident(name, false))[1])
                                                             ELSE quote_ident(current_schema()) END);

-- How something is created that only a system privilege allows to create; null where that does not
-- allow it, or is not needed.
CREATE FUNCTION sandbox.creating(name text, system_privilege text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE found record;
BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = session_user)
     OR NOT sandbox.has_system_privilege(system_privilege) THEN
    RETURN NULL;
  END IF;
  SELECT * INTO found FROM sandbox.found(name);
  IF found.oid IS NOT NULL THEN
    RETURN CASE WHEN NOT pg_has_role(session_user, found.owner, 'USAGE') THEN 'as its owner' END;
  END IF;
  RETURN CASE WHEN NOT has_schema_privilege(session_user, sandbox.schema_of(name), 'CREATE') THEN 'on a loan' END;
END $$;

-- In a procedure's body others may come here than who created it: who has CREATE keeps it.
CREATE FUNCTION sandbox.lend(name text, system_privilege text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF sandbox.creating(name, system_privilege) = 'on a loan' THEN
    EXECUTE format('GRANT CREATE ON SCHEMA %s TO %I', sandbox.schema_of(name)::regnamespace, session_user);
    PERFORM set_config('sandbox.lent', sandbox.schema_of(name)::text, true);
  END IF;
END $$;
CREATE FUNCTION sandbox.take_back() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE lent oid := nullif(current_setting('sandbox.lent', true), '');
BEGIN
  IF lent IS NOT NULL THEN
    EXECUTE format('REVOKE CREATE ON SCHEMA %s FROM %I', lent::regnamespace, session_user);
    PERFORM set_config('sandbox.lent', '', true);
  END IF;
END $$;

-- granting

-- A name in quotes, or PUBLIC.
CREATE FUNCTION sandbox.demand_grantee(name text) RETURNS oid LANGUAGE plpgsql AS $$
BEGIN
  IF name = 'PUBLIC' THEN RETURN 0; END IF;
  IF to_regrole(name) IS NULL OR name LIKE '"scope:%' THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('role %s does not exist', name);
  END IF;
  RETURN to_regrole(name);
END $$;

CREATE FUNCTION sandbox.owner_of(kind text, object oid) RETURNS oid LANGUAGE sql STABLE RETURN
  CASE kind WHEN 'TABLE' THEN (SELECT relowner FROM pg_class WHERE oid = object)
            WHEN 'SCHEMA' THEN (SELECT nspowner FROM pg_namespace WHERE oid = object)
            WHEN 'DATABASE' THEN (SELECT nspowner FROM pg_namespace WHERE oid = object) END;

-- Owners of objects, who holds the privilege with its option, and superusers.
CREATE FUNCTION sandbox.demand_grantable(kind text, object oid, name text, privilege text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT ((SELECT rolsuper FROM pg_roles WHERE rolname = session_user)
          OR coalesce(pg_has_role(session_user, sandbox.owner_of(kind, object), 'USAGE'), false)
          OR EXISTS (SELECT FROM sandbox.privileges p
                      WHERE (p.kind, p.object, p.name, p.privilege)
                            = (demand_grantable.kind, demand_grantable.object, demand_grantable.name,
                               demand_grantable.privilege)
                        AND p.option AND pg_has_role(session_user, p.grantee, 'USAGE'))) THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('permission denied to grant or revoke %s', privilege);
  END IF;
END $$;

CREATE FUNCTION sandbox.grant_privileges(
  kind text, object oid, name text, privileges text[], grantees text[], options boolean[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
#variable_conflict use_variable
DECLARE
  privilege text;
  found record;
BEGIN
  FOREACH privilege IN ARRAY privileges LOOP
    PERFORM sandbox.demand_grantable(kind, object, name, privilege);
    FOR found IN SELECT sandbox.demand_grantee(g.grantee) AS grantee, g.option
                   FROM unnest(grantees, options) g(grantee, option) LOOP
      -- An owner has all of them anyway.
      CONTINUE WHEN found.grantee = sandbox.owner_of(kind, object);
      INSERT INTO sandbox.privileges AS p
      VALUES (kind, object, name, privilege, found.grantee,
              (SELECT r.oid FROM pg_roles r WHERE r.rolname = session_user), found.option)
      ON CONFLICT ON CONSTRAINT privileges_pkey DO UPDATE SET option = p.option OR excluded.option;
      PERFORM sandbox.enter_scope(kind, object, privilege, found.grantee);
    END LOOP;
  END LOOP;
END $$;

CREATE FUNCTION sandbox.revoke_privileges(
  kind text, object oid, name text, privileges text[], grantees text[], option_for boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
#variable_conflict use_variable
DECLARE
  privilege text;
  found_grantee oid;
BEGIN
  FOREACH privilege IN ARRAY privileges LOOP
    PERFORM sandbox.demand_grantable(kind, object, name, privilege);
    FOR found_grantee IN SELECT sandbox.demand_grantee(g) FROM unnest(grantees) g LOOP
      IF option_for THEN
        UPDATE sandbox.privileges p SET option = false
         WHERE (p.kind, p.object, p.name, p.privilege, p.grantee) = (kind, object, name, privilege, found_grantee);
      ELSE
        DELETE FROM sandbox.privileges p
         WHERE (p.kind, p.object, p.name, p.privilege, p.grantee) = (kind, object, name, privilege, found_grantee);
        PERFORM sandbox.leave_scope(kind, object, privilege, found_grantee);
      END IF;
    END LOOP;
  END LOOP;
END $$;

-- The relations that are in schemas now, each with its kind of privileges.
CREATE FUNCTION sandbox.tables_in(schemas text[]) RETURNS SETOF oid LANGUAGE sql STABLE AS $$
  SELECT c.oid FROM pg_class c JOIN unnest(schemas) s ON c.relnamespace = to_regnamespace(s)
   WHERE c.relkind IN ('r', 'v', 'm')
$$;

-- Scoped privileges are of the current database (Considerations for using scoped permissions,
-- Amazon Redshift Database Developer Guide), or of one that a datashare brings.
CREATE FUNCTION sandbox.demand_own_scope(name text) RETURNS oid LANGUAGE plpgsql AS $$
BEGIN
  PERFORM sandbox.demand_database(name);
  IF name <> sandbox.here() THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', HINT = format('Connect to %s.', name),
      MESSAGE = 'scoped permissions can only be granted or revoked in the connected database';
  END IF;
  RETURN quote_ident(name)::regnamespace;
END $$;

-- What Lake Formation is asked for is kept nowhere here; that the thing is there is seen to.
CREATE FUNCTION sandbox.demand_external(schema regnamespace, table_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM sandbox.external_schemas e WHERE e.schema = demand_external.schema) THEN
    RAISE EXCEPTION USING ERRCODE = '42809',
      MESSAGE = format('schema "%s" is not an external schema', replace(schema::text, '"', ''));
  END IF;
  IF table_name IS NOT NULL AND NOT EXISTS (
      SELECT FROM pg_class c WHERE c.relnamespace = schema AND c.relname = table_name) THEN
    RAISE EXCEPTION USING ERRCODE = '42P01',
      MESSAGE = format('relation "%s.%s" does not exist', replace(schema::text, '"', ''), table_name);
  END IF;
END $$;

-- dropping

-- The grants of whoever owns a thing now are no grants; what is gone is forgotten.
CREATE FUNCTION sandbox.forget_privileges() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found name;
BEGIN
  DELETE FROM sandbox.privileges WHERE object IN
    (SELECT objid FROM pg_event_trigger_dropped_objects()
      WHERE classid IN ('pg_class'::regclass, 'pg_namespace'::regclass) AND objsubid = 0);
  FOR found IN SELECT r.rolname FROM sandbox.scopes s JOIN pg_roles r ON r.oid = s.role
                WHERE s.object IN (SELECT objid FROM pg_event_trigger_dropped_objects()
                                    WHERE classid = 'pg_namespace'::regclass) LOOP
    PERFORM sandbox.close_scope(found);
  END LOOP;
END $$;
CREATE EVENT TRIGGER forget_privileges ON sql_drop EXECUTE FUNCTION sandbox.forget_privileges();

CREATE FUNCTION sandbox.forget_grants_to_owners() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  DELETE FROM sandbox.privileges p USING pg_event_trigger_ddl_commands() c
   WHERE p.object = c.objid AND p.grantee = sandbox.owner_of(p.kind, p.object);
END $$;
CREATE EVENT TRIGGER forget_grants_to_owners ON ddl_command_end
  WHEN TAG IN ('ALTER TABLE', 'ALTER VIEW', 'ALTER MATERIALIZED VIEW', 'ALTER SCHEMA')
  EXECUTE FUNCTION sandbox.forget_grants_to_owners();

-- Whether a user, group or role is granted something of these, as far as that is seen here.
CREATE FUNCTION sandbox.is_granted_something(identity oid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM sandbox.privileges p
     WHERE p.grantee = identity
       AND sandbox.is_seen_here(CASE p.kind WHEN 'TABLE' THEN 'pg_class'::regclass
                                            ELSE 'pg_namespace'::regclass END, p.object))
$$;
