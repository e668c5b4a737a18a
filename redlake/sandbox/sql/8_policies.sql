-- Row-level security and dynamic data masking: which policies there are, and what they act on.
--
-- No row is filtered here and no value masked. Whoever would meet a policy is told that this is not
-- imitated: where a statement is translated, and in tables by a policy of PostgreSQL's.

-- ``database`` is the oid of the schema that stands for one. ``carrier`` numbers a view over nothing
-- that has what the policy takes (``columns``) and what it computes (``expressions``): it knows the
-- types, and what the policy calls and reads cannot be dropped while it is there.
CREATE TABLE sandbox.policies (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, database oid NOT NULL, kind text NOT NULL, name text NOT NULL,
  alias text NOT NULL, columns text[] NOT NULL, expressions text[] NOT NULL, carrier int NOT NULL,
  modified_by name NOT NULL, modified timestamp NOT NULL, UNIQUE (database, kind, name));
CREATE SEQUENCE sandbox.carriers;
-- ``shape`` is what the relation's columns were that the policy reads.
CREATE TABLE sandbox.attachments (
  policy int REFERENCES sandbox.policies, relation oid, columns text[], inputs text[] NOT NULL, grantee oid,
  priority int NOT NULL, grantor name NOT NULL, shape text[] NOT NULL,
  PRIMARY KEY (policy, relation, columns, grantee));
CREATE TABLE sandbox.row_security (
  relation oid PRIMARY KEY, is_on boolean NOT NULL, conjunction text NOT NULL DEFAULT 'and',
  datashares boolean NOT NULL DEFAULT true, datashare_conjunction text NOT NULL DEFAULT 'and');
-- GRANT SELECT ON a lookup table TO a policy.
CREATE TABLE sandbox.policy_grants (
  policy int REFERENCES sandbox.policies, relation oid, grantor name NOT NULL, PRIMARY KEY (policy, relation));

-- Superusers and who has sys:secadmin (t_rls_ownership.html, Amazon Redshift Database Developer Guide).
CREATE FUNCTION sandbox.identities_of(reader name) RETURNS SETOF oid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE mine(role) AS (
    SELECT oid FROM pg_roles WHERE rolname = reader
    UNION SELECT a.roleid FROM pg_auth_members a JOIN mine ON a.member = mine.role)
  SELECT role FROM mine
$$;
CREATE FUNCTION sandbox.is_security_admin(reader name) RETURNS boolean LANGUAGE sql STABLE RETURN
  EXISTS (SELECT FROM sandbox.identities_of(reader) i(role) JOIN pg_roles r ON r.oid = i.role
           WHERE r.rolname = 'role:sys:secadmin' OR (r.rolname = reader AND r.rolsuper));
CREATE FUNCTION sandbox.demand_security_admin(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT sandbox.is_security_admin(session_user) THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('must be superuser or have sys:secadmin to %s', what);
  END IF;
END $$;

-- What keeps ``reader`` from reading a relation as it is; null if nothing does. A view shows what is
-- below it. No page says that masking spares superusers, or that row-level security spares owners.
CREATE FUNCTION sandbox.policy_met(relation oid, reader name) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE met text;
BEGIN
  IF NOT EXISTS (SELECT FROM sandbox.row_security WHERE is_on)
     AND NOT EXISTS (SELECT FROM sandbox.attachments WHERE columns <> '{}') THEN
    RETURN NULL;
  END IF;
  WITH RECURSIVE below(oid) AS (
    SELECT policy_met.relation
    UNION SELECT b.base FROM below JOIN pg_class c ON c.oid = below.oid AND c.relkind = 'v'
     CROSS JOIN LATERAL sandbox.bases_of(below.oid) b)
  SELECT CASE WHEN k.is_on THEN format('the secured rows of %s', c.relname)
              ELSE format('the masked columns of %s', c.relname) END
    INTO met
    FROM below JOIN pg_class c ON c.oid = below.oid LEFT JOIN sandbox.row_security k ON k.relation = c.oid
   WHERE (k.is_on AND NOT sandbox.ignores_row_security(reader))
      OR EXISTS (SELECT FROM sandbox.attachments a WHERE a.relation = c.oid AND a.columns <> '{}'
                  AND (a.grantee = 0 OR a.grantee IN (SELECT sandbox.identities_of(reader))))
   LIMIT 1;
  RETURN met;
END $$;

-- IGNORE RLS is a system privilege; superusers and security administrators have it.
CREATE FUNCTION sandbox.has_system_grant(privilege text, reader name) RETURNS boolean LANGUAGE sql STABLE RETURN
  EXISTS (SELECT FROM redshift.svv_system_privileges
           WHERE system_privilege = privilege AND identity_id IN (SELECT i::int FROM sandbox.identities_of(reader) i));
CREATE FUNCTION sandbox.ignores_row_security(reader name) RETURNS boolean LANGUAGE sql STABLE RETURN
  sandbox.is_security_admin(reader) OR sandbox.has_system_grant('IGNORE RLS', reader);

CREATE FUNCTION sandbox.demand_unmet(met text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF met IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format('sandbox: not imitated: reading %s', met);
  END IF;
  RETURN true;
END $$;

-- In a procedure, at each run: whoever it runs as is the reader.
CREATE FUNCTION sandbox.demand_readable(names json) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM sandbox.demand_unmet(sandbox.policy_met(to_regclass(marker), current_user)) FROM sandbox.relations(names);
END $$;
CREATE FUNCTION sandbox.may_read(relation oid) RETURNS boolean LANGUAGE sql STABLE RETURN
  sandbox.demand_unmet(sandbox.policy_met(relation, current_user));

-- Sees to it that nobody reads a table past its policies, whichever way the statement came.
CREATE FUNCTION sandbox.guard(relation oid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  guarded boolean := (SELECT relrowsecurity FROM pg_class WHERE oid = relation AND relkind = 'r');
  wanted boolean := EXISTS (SELECT FROM sandbox.row_security k WHERE k.relation = guard.relation AND k.is_on)
    OR EXISTS (SELECT FROM sandbox.attachments a WHERE a.relation = guard.relation AND a.columns <> '{}');
BEGIN
  IF wanted AND NOT guarded THEN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', relation::regclass);
    EXECUTE format('CREATE POLICY guard ON %s USING (sandbox.may_read(%s)) WITH CHECK (true)',
                   relation::regclass, relation);
  ELSIF guarded AND NOT wanted THEN
    EXECUTE format('DROP POLICY guard ON %s', relation::regclass);
    EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', relation::regclass);
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION sandbox.guard FROM PUBLIC;

-- policies

CREATE FUNCTION sandbox.demand_policy(kind text, name text) RETURNS sandbox.policies
LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE chosen sandbox.policies;
BEGIN
  SELECT * INTO chosen FROM sandbox.policies p
   WHERE (p.database, p.kind, p.name) = (sandbox.database_oid(), demand_policy.kind, demand_policy.name);
  IF chosen IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('%s policy "%s" does not exist', kind, name);
  END IF;
  RETURN chosen;
END $$;

-- Within 63 bytes, whatever the name is.
CREATE FUNCTION sandbox.carrier_of(carrier int) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN format('sandbox.%I', 'policy ' || carrier);

CREATE FUNCTION sandbox.make_carrier(kind text, columns text[], expressions text[], sql text) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
  number int := nextval('sandbox.carriers');
  named text := (SELECT string_agg('c' || at, ', ') FROM generate_series(1, cardinality(columns || expressions)) at);
BEGIN
  EXECUTE format('CREATE VIEW %s (%s) AS %s', sandbox.carrier_of(number), named, sql);
  IF kind = 'RLS' AND (SELECT atttypid <> 'boolean'::regtype FROM pg_attribute
                        WHERE attrelid = sandbox.carrier_of(number)::regclass ORDER BY attnum DESC LIMIT 1) THEN
    RAISE EXCEPTION USING ERRCODE = '42804', MESSAGE = 'argument of USING must be type boolean';
  END IF;
  RETURN number;
END $$;
REVOKE EXECUTE ON FUNCTION sandbox.make_carrier FROM PUBLIC;

CREATE FUNCTION sandbox.create_policy(
  kind text, name text, if_not_exists boolean, alias text, columns text[], expressions text[], sql text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM sandbox.demand_security_admin('create policies');
  IF EXISTS (SELECT FROM sandbox.policies p WHERE (p.database, p.kind, p.name)
             = (sandbox.database_oid(), create_policy.kind, create_policy.name)) THEN
    IF if_not_exists THEN RETURN; END IF;
    RAISE EXCEPTION USING ERRCODE = '42710', MESSAGE = format('%s policy "%s" already exists', kind, name);
  END IF;
  INSERT INTO sandbox.policies (database, kind, name, alias, columns, expressions, carrier, modified_by, modified)
  VALUES (sandbox.database_oid(), kind, name, alias, columns, expressions,
          sandbox.make_carrier(kind, columns, expressions, sql), session_user, now());
END $$;

-- The types of what a policy takes or computes, in their order.
CREATE FUNCTION sandbox.types_of(carrier int, first int, last int) RETURNS text[] LANGUAGE sql STABLE RETURN
  ARRAY(SELECT format_type(atttypid, atttypmod) FROM pg_attribute
         WHERE attrelid = sandbox.carrier_of(carrier)::regclass AND attnum BETWEEN first AND last ORDER BY attnum);

-- What a policy takes, in order.
CREATE FUNCTION sandbox.columns_of(policy sandbox.policies) RETURNS TABLE (name text, type text, at bigint)
LANGUAGE sql STABLE AS $$
  SELECT * FROM unnest(policy.columns, sandbox.types_of(policy.carrier, 1, cardinality(policy.columns))) WITH ORDINALITY
$$;

CREATE FUNCTION sandbox.alter_policy(kind text, name text, expressions text[], sql text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  chosen sandbox.policies := sandbox.demand_policy(kind, name);
  taken int := cardinality(chosen.columns);
  number int;
BEGIN
  PERFORM sandbox.demand_security_admin('alter policies');
  number := sandbox.make_carrier(kind, chosen.columns, expressions, sql);
  IF sandbox.types_of(number, taken + 1, 1600) <> sandbox.types_of(chosen.carrier, taken + 1, 1600) THEN
    RAISE EXCEPTION USING ERRCODE = '42804',
      MESSAGE = format('%s policy "%s" cannot be altered to an expression of different types', kind, name);
  END IF;
  UPDATE sandbox.policies p
     SET expressions = alter_policy.expressions, carrier = number, modified_by = session_user, modified = now()
   WHERE p.id = chosen.id;
  EXECUTE format('DROP VIEW %s', sandbox.carrier_of(chosen.carrier));
END $$;

CREATE FUNCTION sandbox.forget_policy(policy int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  number int := (SELECT carrier FROM sandbox.policies WHERE id = policy);
  detached oid;
BEGIN
  DELETE FROM sandbox.policy_grants g WHERE g.policy = forget_policy.policy;
  FOR detached IN DELETE FROM sandbox.attachments a WHERE a.policy = forget_policy.policy RETURNING relation LOOP
    PERFORM sandbox.guard(detached);
  END LOOP;
  DELETE FROM sandbox.policies WHERE id = policy;
  EXECUTE format('DROP VIEW %s', sandbox.carrier_of(number));
END $$;
REVOKE EXECUTE ON FUNCTION sandbox.forget_policy FROM PUBLIC;

CREATE FUNCTION sandbox.drop_policy(kind text, name text, if_exists boolean, cascades boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE chosen sandbox.policies;
BEGIN
  PERFORM sandbox.demand_security_admin('drop policies');
  IF if_exists AND NOT EXISTS (SELECT FROM sandbox.policies p
    WHERE (p.database, p.kind, p.name) = (sandbox.database_oid(), drop_policy.kind, drop_policy.name)) THEN
    RETURN;
  END IF;
  chosen := sandbox.demand_policy(kind, name);
  IF NOT cascades AND EXISTS (SELECT FROM sandbox.attachments WHERE policy = chosen.id) THEN
    RAISE EXCEPTION USING ERRCODE = '2BP01',
      MESSAGE = format('cannot drop %s policy "%s" because it is attached to some relation', kind, name);
  END IF;
  PERFORM sandbox.forget_policy(chosen.id);
END $$;

-- All those of a database that is dropped.
CREATE FUNCTION sandbox.forget_policies_of(database oid) RETURNS void LANGUAGE sql AS $$
  SELECT sandbox.forget_policy(p.id) FROM sandbox.policies p WHERE p.database = forget_policies_of.database
$$;
REVOKE EXECUTE ON FUNCTION sandbox.forget_policies_of FROM PUBLIC;
