-- Users, groups and roles. Messages name a role as PostgreSQL's would, role "role:…",
-- since all of them are put into Redshift's words on their way to the client.

-- A role may not have the name of a user.
CREATE FUNCTION sandbox.demand_free(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = demand_free.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42710', MESSAGE = format('user "%s" already exists', name);
  END IF;
  IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = 'role:' || demand_free.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42710', MESSAGE = format('role "role:%s" already exists', name);
  END IF;
END $$;

-- CREATE USER and ALTER USER as privileges make no superuser, and alter none ("System permissions
-- for RBAC", Amazon Redshift Database Developer Guide); that they keep off superusers is a guess.
CREATE FUNCTION sandbox.demand_superuser_for(options text, name text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF options ~ '(^| )SUPERUSER' OR EXISTS (SELECT FROM pg_roles r WHERE r.rolname = name AND r.rolsuper) THEN
    PERFORM sandbox.demand_superuser('make or change superusers');
  END IF;
END $$;

CREATE FUNCTION sandbox.create_user(name text, password text, options text, groups text[], valid_until text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE member_of text;
BEGIN
  PERFORM sandbox.demand_system_privilege('CREATE USER', 'create users');
  PERFORM sandbox.demand_superuser_for(options);
  PERFORM sandbox.demand_free(name);
  EXECUTE format('CREATE ROLE %I LOGIN %s', name, options);
  INSERT INTO sandbox.users VALUES (name, password, valid_until::timestamptz);
  FOREACH member_of IN ARRAY groups LOOP
    PERFORM sandbox.alter_group(member_of, 'GRANT', ARRAY[name]);
  END LOOP;
END $$;

-- At the first login of an IAM identity. Two of them may come at the same time.
CREATE FUNCTION sandbox.enter_user(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('user'), hashtext(name));
  IF NOT EXISTS (SELECT FROM sandbox.users u WHERE u.name = enter_user.name) THEN
    EXECUTE format('CREATE ROLE %I LOGIN', name);
    INSERT INTO sandbox.users VALUES (name, NULL, NULL);
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION sandbox.enter_user FROM PUBLIC;

CREATE FUNCTION sandbox.demand_user(name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM sandbox.users u WHERE u.name = demand_user.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('user "%s" does not exist', name);
  END IF;
END $$;

CREATE FUNCTION sandbox.alter_user(name text, options text, sets_password boolean, password text, valid_until text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF options <> '' OR valid_until IS NOT NULL OR session_user <> name THEN
    PERFORM sandbox.demand_system_privilege('ALTER USER', 'alter users');
    PERFORM sandbox.demand_superuser_for(options, name);
  END IF;
  PERFORM sandbox.demand_user(name);
  IF sets_password AND password IS NULL
     AND (SELECT rolsuper FROM pg_roles r WHERE r.rolname = alter_user.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42501',
      MESSAGE = format('password of superuser "%s" can''t be disabled', name);
  END IF;
  IF options <> '' THEN
    EXECUTE format('ALTER ROLE %I %s', name, options);
  END IF;
  UPDATE sandbox.users u
     SET password = CASE WHEN sets_password THEN alter_user.password ELSE u.password END,
         valid_until = coalesce(alter_user.valid_until::timestamptz, u.valid_until)
   WHERE u.name = alter_user.name;
END $$;

-- What ALTER USER says that PostgreSQL knows nothing of. A user may change settings of its own.
CREATE FUNCTION sandbox.record_user(name text, said jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE kept jsonb := said->'kept';
BEGIN
  IF kept <> '{}' OR session_user <> name THEN
    IF NOT sandbox.has_system_privilege('CREATE USER') THEN
      PERFORM sandbox.demand_system_privilege('ALTER USER', 'alter users');
    END IF;
    PERFORM sandbox.demand_superuser_for('', name);
  END IF;
  PERFORM sandbox.demand_user(name);
  UPDATE sandbox.users u
     SET syslog_access = coalesce(kept->>'syslog_access', u.syslog_access),
         session_timeout = CASE WHEN kept ? 'session_timeout'
                                THEN (kept->>'session_timeout')::int ELSE u.session_timeout END,
         external_id = coalesce(kept->>'external_id', u.external_id),
         settings = jsonb_strip_nulls(u.settings::jsonb || (said->'settings'))
   WHERE u.name = record_user.name;
END $$;

-- The password is lost with the name (Amazon Redshift Database Developer Guide, ALTER USER).
CREATE FUNCTION sandbox.rename_user(name text, new_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM sandbox.demand_system_privilege('ALTER USER', 'rename users');
  PERFORM sandbox.demand_superuser_for('', name);
  PERFORM sandbox.demand_user(name);
  IF name = session_user THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'session user may not be renamed';
  END IF;
  PERFORM sandbox.demand_free(new_name);
  EXECUTE format('ALTER ROLE %I RENAME TO %I', name, new_name);
  UPDATE sandbox.users u SET name = new_name, password = NULL WHERE u.name = rename_user.name;
END $$;

-- Whether what depends on a role is seen from the current database: what lies in it, and
-- the databases themselves. DROP USER sees no more (Amazon Redshift Database Developer
-- Guide, DROP USER).
CREATE FUNCTION sandbox.is_seen_here(class oid, object oid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
  found_schema oid := CASE class
    WHEN 'pg_namespace'::regclass THEN object
    WHEN 'pg_class'::regclass THEN (SELECT relnamespace FROM pg_class WHERE oid = object)
    WHEN 'pg_proc'::regclass THEN (SELECT pronamespace FROM pg_proc WHERE oid = object)
    WHEN 'pg_type'::regclass THEN (SELECT typnamespace FROM pg_type WHERE oid = object) END;
  schema_name name := (SELECT nspname FROM pg_namespace WHERE oid = found_schema);
BEGIN
  RETURN schema_name IS NULL OR sandbox.schema_here(schema_name) IS NOT NULL
      OR (strpos(schema_name, '.') = 0 AND schema_name <> 'sandbox');
END $$;

CREATE FUNCTION sandbox.drop_user(name text, if_exists boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_role oid := (SELECT oid FROM pg_roles r WHERE r.rolname = drop_user.name);
BEGIN
  PERFORM sandbox.demand_system_privilege('DROP USER', 'drop users');
  PERFORM sandbox.demand_superuser_for('', name);
  IF found_role IS NULL AND if_exists THEN RETURN; END IF;
  PERFORM sandbox.demand_user(name);
  IF name = session_user THEN
    RAISE EXCEPTION USING ERRCODE = '55006', MESSAGE = 'current user cannot be dropped';
  END IF;
  IF EXISTS (SELECT FROM pg_shdepend WHERE refobjid = found_role AND deptype = 'o'
              AND sandbox.is_seen_here(classid, objid))
     OR EXISTS (SELECT FROM sandbox.roles WHERE owner = found_role) THEN
    RAISE EXCEPTION USING ERRCODE = '55006',
      MESSAGE = format('user "%s" can''t be dropped because the user owns some object', name);
  END IF;
  IF EXISTS (SELECT FROM pg_shdepend
              WHERE refobjid = found_role AND sandbox.is_seen_here(classid, objid))
     OR sandbox.is_granted_something(found_role)
     OR sandbox.has_defaults(found_role, false) OR sandbox.has_masking(found_role, false) THEN
    RAISE EXCEPTION USING ERRCODE = '55006',
      MESSAGE = format('user "%s" can''t be dropped because the user has a privilege on some object', name);
  END IF;
  -- What the user owned in other databases stays there, and nobody is its owner.
  EXECUTE format('DROP FUNCTION IF EXISTS %s', sandbox.executor_of(found_role));
  EXECUTE format('REASSIGN OWNED BY %I TO unknown', name);
  EXECUTE format('DROP OWNED BY %I', name);
  EXECUTE format('DROP ROLE %I', name);
  DELETE FROM sandbox.users u WHERE u.name = drop_user.name;
  DELETE FROM sandbox.privileges WHERE grantee = found_role;
  DELETE FROM sandbox.default_privileges WHERE found_role IN (owner, grantee);
  PERFORM sandbox.forget_attached(found_role);
  PERFORM sandbox.ensure_executor('unknown');
END $$;

CREATE FUNCTION sandbox.create_group(name text, members text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM sandbox.demand_superuser('create groups');
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'group:' || create_group.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42710', MESSAGE = format('group "%s" already exists', name);
  END IF;
  EXECUTE format('CREATE ROLE %I NOLOGIN', 'group:' || name);
  PERFORM sandbox.alter_group(name, 'GRANT', members);
END $$;

CREATE FUNCTION sandbox.alter_group(name text, verb text, members text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE member text;
BEGIN
  PERFORM sandbox.demand_superuser('alter groups');
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'group:' || alter_group.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('group "%s" does not exist', name);
  END IF;
  FOREACH member IN ARRAY members LOOP
    PERFORM sandbox.demand_user(member);
    EXECUTE format('%s %I %s %I', verb, 'group:' || name,
                   CASE verb WHEN 'GRANT' THEN 'TO' ELSE 'FROM' END, member);
  END LOOP;
END $$;

CREATE FUNCTION sandbox.rename_group(name text, new_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM sandbox.alter_group(name, 'GRANT', ARRAY[]::text[]);
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'group:' || new_name) THEN
    RAISE EXCEPTION USING ERRCODE = '42710', MESSAGE = format('group "%s" already exists', new_name);
  END IF;
  EXECUTE format('ALTER ROLE %I RENAME TO %I', 'group:' || name, 'group:' || new_name);
END $$;

CREATE FUNCTION sandbox.drop_group(name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_role oid := (SELECT oid FROM pg_roles WHERE rolname = 'group:' || drop_group.name);
BEGIN
  PERFORM sandbox.demand_superuser('drop groups');
  IF found_role IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('group "%s" does not exist', name);
  END IF;
  IF EXISTS (SELECT FROM pg_shdepend WHERE refobjid = found_role)
     OR EXISTS (SELECT FROM sandbox.privileges WHERE grantee = found_role)
     OR sandbox.has_defaults(found_role, true) THEN
    RAISE EXCEPTION USING ERRCODE = '55006',
      MESSAGE = format('group "%s" can''t be dropped because the group has a privilege on some object', name);
  END IF;
  EXECUTE format('DROP ROLE %I', 'group:' || name);
END $$;

-- Redshift has some roles of its own. The words are those of PostgreSQL for its own.
CREATE FUNCTION sandbox.demand_unreserved(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF name LIKE 'sys:%' OR name LIKE 'ds:%' THEN
    RAISE EXCEPTION USING ERRCODE = '42939', MESSAGE = format('role name "%s" is reserved', name);
  END IF;
END $$;

CREATE FUNCTION sandbox.create_role(name text, external_id text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM sandbox.demand_unreserved(name);
  PERFORM sandbox.demand_system_privilege('CREATE ROLE', 'create roles');
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'role:' || create_role.name) THEN
    RAISE EXCEPTION USING ERRCODE = '42710', MESSAGE = format('role "role:%s" already exists', name);
  END IF;
  PERFORM sandbox.demand_free(name);
  EXECUTE format('CREATE ROLE %I NOLOGIN', 'role:' || name);
  INSERT INTO sandbox.roles VALUES (
    (SELECT oid FROM pg_roles WHERE rolname = 'role:' || create_role.name),
    (SELECT oid FROM pg_roles WHERE rolname = session_user), external_id);
END $$;

CREATE FUNCTION sandbox.demand_role(name text) RETURNS oid LANGUAGE plpgsql AS $$
DECLARE found_role oid := (SELECT oid FROM pg_roles WHERE rolname = 'role:' || demand_role.name);
BEGIN
  IF found_role IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('role "role:%s" does not exist', name);
  END IF;
  RETURN found_role;
END $$;

-- A role's owner, whoever has it with the admin option, and superusers (DROP ROLE and ALTER ROLE,
-- Amazon Redshift Database Developer Guide).
CREATE FUNCTION sandbox.demand_master(role oid, what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (pg_has_role(session_user, role, 'MEMBER WITH ADMIN OPTION')
          OR session_user = (SELECT o.rolname FROM sandbox.roles k JOIN pg_roles o ON o.oid = k.owner
                              WHERE k.role = demand_master.role)) THEN
    PERFORM sandbox.demand_superuser(what);
  END IF;
END $$;

CREATE FUNCTION sandbox.alter_role(
  name text, new_name text DEFAULT NULL, new_owner text DEFAULT NULL, new_external_id text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_role oid;
BEGIN
  PERFORM sandbox.demand_unreserved(name);
  found_role := sandbox.demand_role(name);
  PERFORM sandbox.demand_master(found_role, 'alter roles');
  IF new_name IS NOT NULL THEN
    PERFORM sandbox.demand_unreserved(new_name);
    PERFORM sandbox.demand_free(new_name);
    EXECUTE format('ALTER ROLE %I RENAME TO %I', 'role:' || name, 'role:' || new_name);
  END IF;
  IF new_owner IS NOT NULL THEN
    PERFORM sandbox.demand_user(new_owner);
  END IF;
  UPDATE sandbox.roles r
     SET owner = coalesce((SELECT oid FROM pg_roles WHERE rolname = new_owner), r.owner),
         external_id = coalesce(new_external_id, r.external_id)
   WHERE r.role = found_role;
END $$;

CREATE FUNCTION sandbox.drop_role(name text, force boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  found_role oid;
  member name;
BEGIN
  PERFORM sandbox.demand_unreserved(name);
  found_role := sandbox.demand_role(name);
  IF NOT sandbox.has_system_privilege('DROP ROLE') THEN
    PERFORM sandbox.demand_master(found_role, 'drop roles');
  END IF;
  FOR member IN SELECT m.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member
                 WHERE a.roleid = found_role LOOP
    IF NOT force THEN
      RAISE EXCEPTION USING ERRCODE = '2BP01', MESSAGE = CASE sandbox.identity_type(member)
        WHEN 'role' THEN 'cannot drop this role since it depends on another role'
        ELSE 'cannot drop this role since it has been granted on a user' END;
    END IF;
    EXECUTE format('REVOKE %I FROM %I', 'role:' || name, member);
  END LOOP;
  IF EXISTS (SELECT FROM pg_shdepend WHERE refobjid = found_role)
     OR EXISTS (SELECT FROM sandbox.privileges WHERE grantee = found_role)
     OR sandbox.has_defaults(found_role, true) OR sandbox.has_masking(found_role, true) THEN
    RAISE EXCEPTION USING ERRCODE = '55006',
      MESSAGE = format('role "role:%s" cannot be dropped because the role has a privilege on some object', name);
  END IF;
  PERFORM sandbox.forget_attached(found_role);
  EXECUTE format('DROP ROLE %I', 'role:' || name);
  DELETE FROM sandbox.roles WHERE role = found_role;
END $$;

-- Redshift refuses a privilege on a table to who has it on some of its columns, and the other
-- way round, in words that are not documented.
CREATE FUNCTION sandbox.demand_one_level(relation text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid,
                    aclexplode(c.relacl) whole, aclexplode(t.attacl) part
              WHERE c.oid = to_regclass(relation) AND whole.grantee <> c.relowner
                AND (whole.grantee, whole.privilege_type) = (part.grantee, part.privilege_type)) THEN
    RAISE EXCEPTION USING ERRCODE = '0A000',
      MESSAGE = 'sandbox: not imitated: one privilege on a relation and on its columns';
  END IF;
END $$;
