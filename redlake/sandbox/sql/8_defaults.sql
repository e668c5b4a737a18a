-- Default privileges: what is granted on the objects that a user will create.
--
-- PostgreSQL's own know neither Redshift's databases nor procedures apart from functions, so
-- they are kept here and granted when an object is there for the first time.

-- ``database`` is the oid of the schema that stands for one; ``schema`` 0 is all of it.
-- PUBLIC's EXECUTE on new functions holds until a row says that it was taken away.
CREATE TABLE sandbox.default_privileges (
  owner oid, database oid, schema oid, type text, grantee oid, privilege text,
  option boolean NOT NULL, granted boolean NOT NULL,
  PRIMARY KEY (owner, database, schema, type, grantee, privilege));
-- What was created: a view or function that is replaced is not new.
CREATE TABLE sandbox.created (class oid, object oid, PRIMARY KEY (class, object));
GRANT SELECT ON sandbox.default_privileges TO PUBLIC;

CREATE FUNCTION sandbox.database_oid() RETURNS oid LANGUAGE sql STABLE
  RETURN to_regnamespace(quote_ident(sandbox.here()));

-- What a group's, role's or user's name in quotes stands for; 0 is PUBLIC.
CREATE FUNCTION sandbox.demand_recipient(name text) RETURNS oid LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF name = 'PUBLIC' THEN RETURN 0; END IF;
  IF to_regrole(name) IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('role %s does not exist', name);
  END IF;
  RETURN to_regrole(name);
END $$;

-- Everyone changes their own; others' are changed by superusers, and by whoever has the privilege
-- (ALTER DEFAULT PRIVILEGES, Amazon Redshift Database Developer Guide). ``schema_name`` is null for the whole database.
CREATE FUNCTION sandbox.alter_default_privileges(
  verb text, owner_name text, schema_name text, of_type text, privileges text[], to_name text, with_option boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  found_owner oid;
  found_schema oid := CASE WHEN schema_name IS NULL THEN 0 ELSE to_regnamespace(schema_name) END;
  found_grantee oid;
  found_privilege text;
  built_in boolean;
BEGIN
  PERFORM sandbox.demand_user(owner_name);
  IF owner_name <> session_user AND NOT sandbox.has_system_grant('ALTER DEFAULT PRIVILEGES', session_user) THEN
    PERFORM sandbox.demand_superuser('change default privileges of others');
  END IF;
  IF found_schema IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '3F000',
      MESSAGE = format('schema %s does not exist', schema_name);
  END IF;
  IF found_schema <> 0 AND NOT has_schema_privilege(session_user, found_schema, 'USAGE') THEN
    RAISE EXCEPTION USING ERRCODE = '42501',
      MESSAGE = format('permission denied for schema %s', (SELECT nspname FROM pg_namespace WHERE oid = found_schema));
  END IF;
  found_owner := (SELECT oid FROM pg_roles WHERE rolname = owner_name);
  found_grantee := sandbox.demand_recipient(to_name);
  FOREACH found_privilege IN ARRAY privileges LOOP
    built_in := of_type = 'FUNCTIONS' AND found_schema = 0 AND found_grantee = 0;
    IF verb = 'GRANT' AND built_in OR verb = 'REVOKE' AND NOT with_option AND NOT built_in THEN
      DELETE FROM sandbox.default_privileges d
       WHERE (d.owner, d.database, d.schema, d.type, d.grantee, d.privilege)
           = (found_owner, sandbox.database_oid(), found_schema, of_type, found_grantee, found_privilege);
    ELSIF verb = 'REVOKE' AND with_option THEN
      UPDATE sandbox.default_privileges d SET option = false
       WHERE (d.owner, d.database, d.schema, d.type, d.grantee, d.privilege)
           = (found_owner, sandbox.database_oid(), found_schema, of_type, found_grantee, found_privilege);
    ELSE
      INSERT INTO sandbox.default_privileges AS d
      VALUES (found_owner, sandbox.database_oid(), found_schema, of_type, found_grantee, found_privilege,
              with_option, NOT built_in)
      ON CONFLICT ON CONSTRAINT default_privileges_pkey DO UPDATE SET option = d.option OR excluded.option;
    END IF;
  END LOOP;
END $$;

-- The defaults that an object of ``owner`` in ``schema`` is created with.
CREATE FUNCTION sandbox.defaults_for(owner oid, schema oid, type text) RETURNS SETOF sandbox.default_privileges
LANGUAGE sql STABLE AS $$
  SELECT d.* FROM sandbox.default_privileges d JOIN sandbox.schemata s ON s.oid = defaults_for.schema
   WHERE d.owner = defaults_for.owner AND d.type = defaults_for.type
     AND d.database = to_regnamespace(quote_ident(s.database)) AND d.schema IN (0, defaults_for.schema)
$$;

-- Nobody but its owner may run a new procedure, and everybody a new function.
CREATE FUNCTION sandbox.grant_by_default() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  made record;
  given record;
BEGIN
  FOR made IN
    SELECT c.objid, c.classid, k.word, k.type, coalesce(r.relowner, p.proowner) AS owner,
           coalesce(r.relnamespace, p.pronamespace) AS schema,
           coalesce(r.oid::regclass::text, p.oid::regprocedure::text) AS name
      FROM pg_event_trigger_ddl_commands() c
      JOIN (VALUES ('table', 'TABLE', 'TABLES'), ('view', 'TABLE', 'TABLES'),
                   ('materialized view', 'TABLE', 'TABLES'), ('function', 'FUNCTION', 'FUNCTIONS'),
                   ('procedure', 'PROCEDURE', 'PROCEDURES')) k(object_type, word, type)
        ON k.object_type = c.object_type
      LEFT JOIN pg_class r ON c.classid = 'pg_class'::regclass AND r.oid = c.objid
      LEFT JOIN pg_proc p ON c.classid = 'pg_proc'::regclass AND p.oid = c.objid
     WHERE c.command_tag LIKE 'CREATE%' OR c.command_tag = 'SELECT INTO' LOOP
    INSERT INTO sandbox.created VALUES (made.classid, made.objid) ON CONFLICT DO NOTHING;
    CONTINUE WHEN NOT FOUND;
    IF made.type = 'PROCEDURES' OR EXISTS (
      SELECT FROM sandbox.defaults_for(made.owner, made.schema, made.type) WHERE NOT granted) THEN
      EXECUTE format('REVOKE EXECUTE ON %s %s FROM PUBLIC', made.word, made.name);
    END IF;
    FOR given IN
      SELECT d.*, CASE d.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END AS grantee_name
        FROM sandbox.defaults_for(made.owner, made.schema, made.type) d LEFT JOIN pg_roles r ON r.oid = d.grantee
       WHERE d.granted LOOP
      IF given.privilege = 'DROP' THEN
        INSERT INTO sandbox.privileges
        VALUES ('TABLE', made.objid, '', 'DROP', given.grantee, made.owner, given.option);
        CONTINUE;
      END IF;
      EXECUTE format('GRANT %s ON %s %s TO %s%s', given.privilege, made.word, made.name, given.grantee_name,
                     CASE WHEN given.option THEN ' WITH GRANT OPTION' ELSE '' END);
    END LOOP;
  END LOOP;
END $$;
CREATE EVENT TRIGGER grant_by_default ON ddl_command_end
  WHEN TAG IN ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE VIEW', 'CREATE MATERIALIZED VIEW',
               'CREATE FUNCTION', 'CREATE PROCEDURE')
  EXECUTE FUNCTION sandbox.grant_by_default();

CREATE FUNCTION sandbox.forget_defaults() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  DELETE FROM sandbox.created c USING pg_event_trigger_dropped_objects() d
   WHERE d.classid = c.class AND d.objid = c.object;
  DELETE FROM sandbox.default_privileges p USING pg_event_trigger_dropped_objects() d
   WHERE d.classid = 'pg_namespace'::regclass AND d.objid IN (p.database, p.schema);
END $$;
CREATE EVENT TRIGGER forget_defaults ON sql_drop EXECUTE FUNCTION sandbox.forget_defaults();

-- Whether default privileges name a user, a group or a role: those of the current database, or of all.
CREATE FUNCTION sandbox.has_defaults(identity oid, everywhere boolean) RETURNS boolean LANGUAGE sql STABLE RETURN
  EXISTS (SELECT FROM sandbox.default_privileges
           WHERE identity IN (owner, grantee) AND (everywhere OR database = sandbox.database_oid()));

-- As a list of the letters that PG_DEFAULT_ACL has. Where no schema is said it begins, as in PostgreSQL,
-- with what holds anyway: the owner's privileges, and PUBLIC's on functions.
CREATE VIEW redshift.pg_default_acl AS
WITH entries AS (
  SELECT owner, schema, type, grantee, granted,
         string_agg(sandbox.letter(privilege) || CASE WHEN option THEN '*' ELSE '' END, ''
                    ORDER BY strpos('arwdRxtDPAUCTX', sandbox.letter(privilege))) AS letters
    FROM sandbox.default_privileges WHERE database = sandbox.database_oid()
   GROUP BY owner, schema, type, grantee, granted),
whole AS (
  SELECT owner, schema, type, grantee, letters FROM entries WHERE granted
  UNION ALL
  SELECT DISTINCT owner, schema, type, owner, CASE type WHEN 'TABLES' THEN 'arwdRxtDPA' ELSE 'X' END
    FROM entries WHERE schema = 0
  UNION ALL
  SELECT DISTINCT owner, schema, type, 0::oid, 'X' FROM entries e WHERE schema = 0 AND type = 'FUNCTIONS'
   AND NOT EXISTS (SELECT FROM entries t
                    WHERE (t.owner, t.schema, t.type) = (e.owner, 0, 'FUNCTIONS') AND NOT t.granted))
SELECT w.owner AS defacluser, w.schema AS defaclnamespace,
       CASE w.type WHEN 'TABLES' THEN 'r' WHEN 'FUNCTIONS' THEN 'f' ELSE 'p' END AS defaclobjtype,
       array_agg(format('%s=%s/%s', CASE sandbox.identity_type(g.rolname)
                   WHEN 'public' THEN '' WHEN 'user' THEN g.rolname
                   ELSE sandbox.identity_type(g.rolname) || ' ' || sandbox.identity_name(g.rolname) END,
                   w.letters, o.rolname) ORDER BY w.grantee <> w.owner, w.grantee) AS defaclacl
  FROM whole w JOIN pg_roles o ON o.oid = w.owner LEFT JOIN pg_roles g ON g.oid = w.grantee
 GROUP BY w.owner, w.schema, w.type;

CREATE VIEW redshift.svv_default_privileges AS
SELECT sandbox.schema_here(s.nspname)::text AS schema_name,
       CASE d.type WHEN 'TABLES' THEN 'RELATION' WHEN 'FUNCTIONS' THEN 'FUNCTION' ELSE 'PROCEDURE' END AS object_type,
       o.oid::int AS owner_id, sandbox.identity_name(o.rolname) AS owner_name,
       sandbox.identity_type(o.rolname) AS owner_type, d.privilege AS privilege_type, d.grantee::int AS grantee_id,
       sandbox.identity_name(g.rolname) AS grantee_name, sandbox.identity_type(g.rolname) AS grantee_type,
       d.option AS admin_option
  FROM sandbox.default_privileges d JOIN pg_roles o ON o.oid = d.owner
  LEFT JOIN pg_namespace s ON s.oid = d.schema LEFT JOIN pg_roles g ON g.oid = d.grantee
 WHERE d.granted AND d.database = sandbox.database_oid() AND sandbox.has_identity(d.grantee);
