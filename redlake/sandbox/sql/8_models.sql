-- Models: kept and shown, never trained. A domain carries a model's owner and grants, by the name
-- "model:…" in its schema.

CREATE TABLE sandbox.models (model oid PRIMARY KEY, function text NOT NULL);
GRANT SELECT ON sandbox.models TO PUBLIC;

CREATE FUNCTION sandbox.model_name(carrier name) RETURNS text LANGUAGE sql IMMUTABLE RETURN substr(carrier, 7);

-- A carrier's name in a message; the database before it is taken off on the way to the client.
CREATE FUNCTION sandbox.shown_carrier(carrier text) RETURNS text LANGUAGE sql IMMUTABLE RETURN
  replace(replace(carrier, 'model:', ''), '"', '');

CREATE FUNCTION sandbox.demand_model(carrier text) RETURNS oid LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF to_regtype(carrier) IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42704',
      MESSAGE = format('model %s does not exist', sandbox.shown_carrier(carrier));
  END IF;
  RETURN to_regtype(carrier);
END $$;

CREATE FUNCTION sandbox.demand_owned_model(carrier text) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE found oid := sandbox.demand_model(carrier);
BEGIN
  IF NOT pg_has_role(session_user, (SELECT typowner FROM pg_type WHERE oid = found), 'USAGE') THEN
    RAISE EXCEPTION USING ERRCODE = '42501',
      MESSAGE = format('must be owner of model %s', sandbox.shown_carrier(carrier));
  END IF;
END $$;

CREATE FUNCTION sandbox.record_model(carrier text, function text) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
  INSERT INTO sandbox.models VALUES (to_regtype(carrier), function)
$$;

-- CREATE MODEL is a system privilege (GRANT, Amazon Redshift Database Developer Guide).
CREATE FUNCTION sandbox.create_model(carrier text, function text, if_not_exists boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT sandbox.is_superuser() AND NOT sandbox.has_system_grant('CREATE MODEL', session_user) THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'permission denied to create model';
  END IF;
  IF to_regtype(carrier) IS NOT NULL THEN
    IF if_not_exists THEN RETURN; END IF;
    RAISE EXCEPTION USING ERRCODE = '42710',
      MESSAGE = format('model %s already exists', sandbox.shown_carrier(carrier));
  END IF;
  EXECUTE format('CREATE DOMAIN %s AS int', carrier);
  EXECUTE format('REVOKE USAGE ON DOMAIN %s FROM PUBLIC', carrier);
  PERFORM sandbox.record_model(carrier, function);
END $$;

CREATE FUNCTION sandbox.drop_model(carrier text, if_exists boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF if_exists AND to_regtype(carrier) IS NULL THEN RETURN; END IF;
  PERFORM sandbox.demand_owned_model(carrier);
  EXECUTE format('DROP DOMAIN %s', carrier);
END $$;

CREATE FUNCTION sandbox.forget_models() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  DELETE FROM sandbox.models WHERE model IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_type'::regclass);
END $$;
CREATE EVENT TRIGGER forget_models ON sql_drop EXECUTE FUNCTION sandbox.forget_models();

CREATE VIEW sandbox.shown_models AS
SELECT s.database, s.name AS schema, sandbox.model_name(t.typname) AS name, t.typowner AS owner, t.typacl AS acl
  FROM sandbox.models m JOIN pg_type t ON t.oid = m.model JOIN sandbox.schemata s ON s.oid = t.typnamespace
 WHERE s.database = sandbox.here();

-- Where a model is in its life is not known, as none is trained.
CREATE VIEW redshift.svv_ml_model_info AS
SELECT m.database::char(128) AS database_name, m.schema::char(128) AS schema_name, o.rolname::char(128) AS user_name,
       m.name::char(128) AS model_name, NULL::char(20) AS life_cycle, NULL::int AS is_refreshable,
       NULL::char(128) AS model_state
  FROM sandbox.shown_models m JOIN pg_roles o ON o.oid = m.owner
 WHERE pg_has_role(session_user, m.owner, 'USAGE');

CREATE VIEW redshift.svv_ml_model_privileges AS
SELECT m.schema AS namespace_name, m.name AS model_name, 1 AS model_version, 'EXECUTE'::text AS privilege_type,
       a.grantee::int AS identity_id, sandbox.identity_name(i.rolname) AS identity_name,
       sandbox.identity_type(i.rolname) AS identity_type, a.is_grantable AS admin_option
  FROM sandbox.shown_models m, aclexplode(m.acl) a LEFT JOIN pg_roles i ON i.oid = a.grantee
 WHERE a.grantee <> m.owner AND sandbox.has_identity(a.grantee);
