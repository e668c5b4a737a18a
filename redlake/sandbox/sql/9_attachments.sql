-- What policies are attached to, what goes along with what is dropped, and what must stay.

CREATE FUNCTION sandbox.demand_relation(name text) RETURNS oid LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF to_regclass(name) IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42P01', MESSAGE = format('relation %s does not exist', name);
  END IF;
  RETURN to_regclass(name);
END $$;

CREATE FUNCTION sandbox.shape_of(relation oid, names text[]) RETURNS text[] LANGUAGE sql STABLE RETURN
  ARRAY(SELECT format('%s %s', n.name, format_type(a.atttypid, a.atttypmod))
          FROM unnest(names) WITH ORDINALITY n(name, at)
          JOIN pg_attribute a ON a.attrelid = relation AND a.attname = n.name AND a.attnum > 0 ORDER BY n.at);

CREATE FUNCTION sandbox.demand_attachable(policy sandbox.policies, relation oid, names text[]) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
  named text := (SELECT relname FROM pg_class WHERE oid = relation);
  missing text := (SELECT n FROM unnest(names) n WHERE NOT EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = relation AND attname = n AND attnum > 0) LIMIT 1);
BEGIN
  -- The columns of a late-binding view are known when it is read.
  IF missing IS NOT NULL AND NOT EXISTS (SELECT FROM sandbox.late_binding_views WHERE view = relation) THEN
    RAISE EXCEPTION USING ERRCODE = '42703',
      MESSAGE = format('column "%s" of relation "%s" does not exist', missing, named);
  END IF;
  -- What no policy may be attached to (ATTACH RLS POLICY in the guide).
  IF policy.kind = 'RLS' THEN
    IF EXISTS (SELECT FROM sandbox.materialized_views m, sandbox.bases_of(m.view) b WHERE b.base = relation)
       OR EXISTS (SELECT FROM sandbox.policies p,
                              sandbox.bases_of(sandbox.carrier_of(p.carrier)::regclass) b WHERE b.base = relation)
       OR (SELECT relpersistence = 't' FROM pg_class WHERE oid = relation) THEN
      RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format(
        'RLS policies cannot be attached to "%s": temporary tables, lookup tables and bases of materialized views',
        named);
    END IF;
    IF EXISTS (SELECT FROM sandbox.attachments a JOIN sandbox.policies p ON p.id = a.policy
                WHERE a.relation = demand_attachable.relation AND p.kind = 'RLS' AND p.alias <> policy.alias) THEN
      RAISE EXCEPTION USING ERRCODE = '0A000',
        MESSAGE = format('RLS policies on "%s" must have the same table alias', named);
    END IF;
  END IF;
END $$;

CREATE FUNCTION sandbox.attach_policy(
  kind text, name text, relation_name text, columns text[], inputs text[], to_name text, priority int)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  chosen sandbox.policies := sandbox.demand_policy(kind, name);
  on_relation oid := sandbox.demand_relation(relation_name);
  to_identity oid := sandbox.demand_recipient(to_name);
  names text[] := CASE kind WHEN 'RLS' THEN chosen.columns ELSE columns || inputs END;
BEGIN
  PERFORM sandbox.demand_security_admin('attach policies');
  PERFORM sandbox.demand_attachable(chosen, on_relation, names);
  IF EXISTS (SELECT FROM sandbox.attachments a WHERE (a.policy, a.relation, a.columns, a.grantee)
             = (chosen.id, on_relation, attach_policy.columns, to_identity)) THEN
    RAISE EXCEPTION USING ERRCODE = '42710', MESSAGE = format('%s policy "%s" is already attached to "%s"', kind, name,
      (SELECT relname FROM pg_class WHERE oid = on_relation));
  END IF;
  -- https://docs.aws.amazon.com/redshift/latest/dg/t_ddm-hierarchy.html
  IF EXISTS (SELECT FROM sandbox.attachments a WHERE a.relation = on_relation AND a.columns && attach_policy.columns
              AND a.policy <> chosen.id AND (a.priority = attach_policy.priority OR a.grantee = to_identity)) THEN
    RAISE EXCEPTION USING ERRCODE = '42710',
      MESSAGE = 'a masking policy is already attached to this column with the same priority or for the same grantee';
  END IF;
  INSERT INTO sandbox.attachments VALUES (chosen.id, on_relation, columns, inputs, to_identity, priority, session_user,
    sandbox.shape_of(on_relation, names));
  PERFORM sandbox.guard(on_relation);
END $$;

CREATE FUNCTION sandbox.detach_policy(kind text, name text, relation_name text, columns text[], from_name text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  chosen sandbox.policies := sandbox.demand_policy(kind, name);
  on_relation oid := sandbox.demand_relation(relation_name);
  of_identity oid := sandbox.demand_recipient(from_name);
BEGIN
  PERFORM sandbox.demand_security_admin('detach policies');
  DELETE FROM sandbox.attachments a WHERE (a.policy, a.relation, a.columns, a.grantee)
    = (chosen.id, on_relation, detach_policy.columns, of_identity);
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('%s policy "%s" is not attached to "%s"', kind, name,
      (SELECT relname FROM pg_class WHERE oid = on_relation));
  END IF;
  PERFORM sandbox.guard(on_relation);
END $$;

-- FOR DATASHARES is kept apart: turning it on or off leaves what holds here.
CREATE FUNCTION sandbox.alter_row_security(
  relation_name text, turned_on boolean, new_conjunction text, for_datashares boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE on_relation oid := sandbox.demand_relation(relation_name);
BEGIN
  PERFORM sandbox.demand_security_admin('alter row level security');
  IF NOT turned_on AND NOT for_datashares THEN
    DELETE FROM sandbox.row_security WHERE relation = on_relation;
  ELSE
    INSERT INTO sandbox.row_security (relation, is_on) VALUES (on_relation, false) ON CONFLICT DO NOTHING;
    UPDATE sandbox.row_security k
       SET is_on = k.is_on OR NOT for_datashares,
           conjunction = CASE WHEN for_datashares THEN k.conjunction ELSE coalesce(new_conjunction, k.conjunction) END,
           datashares = CASE WHEN for_datashares THEN turned_on ELSE k.datashares END,
           datashare_conjunction = CASE WHEN for_datashares THEN coalesce(new_conjunction, k.datashare_conjunction)
                                        ELSE k.datashare_conjunction END
     WHERE k.relation = on_relation;
  END IF;
  PERFORM sandbox.guard(on_relation);
END $$;

CREATE FUNCTION sandbox.grant_to_policy(verb text, kind text, name text, relation_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  chosen sandbox.policies := sandbox.demand_policy(kind, name);
  on_relation oid := sandbox.demand_relation(relation_name);
BEGIN
  IF NOT pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = on_relation), 'USAGE') THEN
    PERFORM sandbox.demand_security_admin('grant to policies');
  END IF;
  DELETE FROM sandbox.policy_grants WHERE (policy, relation) = (chosen.id, on_relation);
  IF verb = 'GRANT' THEN
    INSERT INTO sandbox.policy_grants VALUES (chosen.id, on_relation, session_user);
  END IF;
END $$;

-- what goes along, and what must stay

-- Policies follow relations and, if they are for rows, whom they are attached to
-- (t_rls_object_dependency.html in the guide); what a policy reads or calls stays.
CREATE FUNCTION sandbox.forget_attachments() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE held text;
BEGIN
  SELECT format('%s policy "%s"', p.kind, p.name) INTO held
    FROM pg_event_trigger_dropped_objects() d JOIN sandbox.policies p
      ON d.object_type = 'view' AND d.object_identity = sandbox.carrier_of(p.carrier) LIMIT 1;
  IF held IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '2BP01', MESSAGE = format('cannot drop what %s depends on', held);
  END IF;
  DELETE FROM sandbox.attachments WHERE relation IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_class'::regclass AND objsubid = 0);
  DELETE FROM sandbox.row_security WHERE relation IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_class'::regclass AND objsubid = 0);
  DELETE FROM sandbox.policy_grants WHERE relation IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_class'::regclass AND objsubid = 0);
END $$;
CREATE EVENT TRIGGER forget_attachments ON sql_drop EXECUTE FUNCTION sandbox.forget_attachments();

CREATE FUNCTION sandbox.keep_attached() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE held text;
BEGIN
  SELECT format('%s policy "%s"', p.kind, p.name) INTO held
    FROM pg_event_trigger_ddl_commands() c JOIN sandbox.attachments a ON a.relation = c.objid
    JOIN sandbox.policies p ON p.id = a.policy
   WHERE c.classid = 'pg_class'::regclass
     AND a.shape <> sandbox.shape_of(a.relation, CASE p.kind WHEN 'RLS' THEN p.columns ELSE a.columns || a.inputs END)
   LIMIT 1;
  IF held IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '2BP01', MESSAGE = format('cannot alter a column that %s refers to', held);
  END IF;
END $$;
CREATE EVENT TRIGGER keep_attached ON ddl_command_end WHEN TAG IN ('ALTER TABLE')
  EXECUTE FUNCTION sandbox.keep_attached();

-- A user or role that a masking policy is attached to is kept from being dropped: no page says what
-- becomes of it. What is attached in other databases than the current one goes with a user.
CREATE FUNCTION sandbox.has_masking(identity oid, everywhere boolean) RETURNS boolean LANGUAGE sql STABLE RETURN
  EXISTS (SELECT FROM sandbox.attachments a JOIN sandbox.policies p ON p.id = a.policy
           WHERE a.grantee = identity AND p.kind = 'MASKING' AND (everywhere OR p.database = sandbox.database_oid()));
CREATE FUNCTION sandbox.forget_attached(identity oid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE detached oid;
BEGIN
  FOR detached IN DELETE FROM sandbox.attachments WHERE grantee = identity RETURNING relation LOOP
    PERFORM sandbox.guard(detached);
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION sandbox.forget_attached FROM PUBLIC;
