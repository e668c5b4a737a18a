-- Datashares. One is an empty schema "share:…", whose ACL is the datashare's: CREATE stands for
-- ALTER, USAGE for SHARE. What is not said otherwise is in CREATE, ALTER and DROP DATASHARE,
-- Amazon Redshift Database Developer Guide; the sentences of refusals are the sandbox's own.

-- Who shares.
CREATE TABLE sandbox.producer (account text NOT NULL, namespace text NOT NULL);
CREATE TABLE sandbox.datashares (
  share oid PRIMARY KEY, database oid NOT NULL, public boolean NOT NULL,
  created timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'));
CREATE TABLE sandbox.datashare_objects (
  share oid REFERENCES sandbox.datashares ON DELETE CASCADE, class oid, object oid,
  include_new boolean NOT NULL DEFAULT false, PRIMARY KEY (share, class, object));
CREATE TABLE sandbox.datashare_consumers (
  share oid REFERENCES sandbox.datashares ON DELETE CASCADE, namespace text NOT NULL, account text NOT NULL,
  shared timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'), PRIMARY KEY (share, namespace, account));

-- What is dropped is in no datashare any more.
CREATE FUNCTION sandbox.forget_shared() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  DELETE FROM sandbox.datashare_objects WHERE (class, object) IN
    (SELECT classid, objid FROM pg_event_trigger_dropped_objects() WHERE objsubid = 0);
  DELETE FROM sandbox.datashares WHERE share IN
    (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE classid = 'pg_namespace'::regclass);
END $$;
CREATE EVENT TRIGGER forget_shared ON sql_drop EXECUTE FUNCTION sandbox.forget_shared();

-- INCLUDENEW: tables, views and SQL functions, not procedures.
CREATE FUNCTION sandbox.include_new() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO sandbox.datashare_objects
  SELECT s.share, c.classid, c.objid FROM pg_event_trigger_ddl_commands() c
    JOIN sandbox.datashare_objects s ON s.include_new AND s.class = 'pg_namespace'::regclass
     AND s.object = to_regnamespace(quote_ident(c.schema_name))
   WHERE c.command_tag IN
     ('CREATE TABLE', 'CREATE TABLE AS', 'CREATE VIEW', 'CREATE MATERIALIZED VIEW', 'CREATE FUNCTION')
  ON CONFLICT DO NOTHING;
END $$;
CREATE EVENT TRIGGER include_new ON ddl_command_end EXECUTE FUNCTION sandbox.include_new();

CREATE FUNCTION sandbox.create_datashare(name text, public boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  here regnamespace := to_regnamespace(quote_ident(sandbox.here()));
  share text := 'share:' || name;
BEGIN
  IF NOT pg_has_role(session_user, (SELECT nspowner FROM pg_namespace WHERE oid = here), 'USAGE') THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'permission denied to create datashare';
  END IF;
  IF strpos(name, '.') > 0 THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format('sandbox: not imitated: a datashare named %s', name);
  END IF;
  IF to_regnamespace(quote_ident(share)) IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42710', MESSAGE = format('datashare "%s" already exists', name);
  END IF;
  EXECUTE format('CREATE SCHEMA %I AUTHORIZATION %I', share, session_user);
  INSERT INTO sandbox.datashares VALUES (to_regnamespace(quote_ident(share)), here, public);
END $$;

-- Those of other databases are none here.
CREATE FUNCTION sandbox.demand_datashare(name text) RETURNS regnamespace LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_share oid := (
  SELECT share FROM sandbox.datashares
   WHERE share = to_regnamespace(quote_ident('share:' || name))
     AND database = to_regnamespace(quote_ident(sandbox.here())));
BEGIN
  IF found_share IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('datashare "%s" does not exist', name);
  END IF;
  RETURN found_share;
END $$;

CREATE FUNCTION sandbox.demand_owner_of_datashare(name text) RETURNS regnamespace LANGUAGE plpgsql AS $$
DECLARE found_share regnamespace := sandbox.demand_datashare(name);
BEGIN
  IF NOT pg_has_role(session_user, (SELECT nspowner FROM pg_namespace WHERE oid = found_share), 'USAGE') THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('must be owner of datashare %s', name);
  END IF;
  RETURN found_share;
END $$;

-- ``privilege`` is CREATE for ALTER, USAGE for SHARE. Superusers have all of them, owners theirs.
CREATE FUNCTION sandbox.demand_on_datashare(name text, privilege text) RETURNS regnamespace LANGUAGE plpgsql AS $$
DECLARE found_share regnamespace := sandbox.demand_datashare(name);
BEGIN
  IF NOT has_schema_privilege(session_user, found_share, privilege) THEN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('permission denied for datashare %s', name);
  END IF;
  RETURN found_share;
END $$;

CREATE FUNCTION sandbox.drop_datashare(name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  EXECUTE format('DROP SCHEMA %s', sandbox.demand_owner_of_datashare(name));
END $$;

CREATE FUNCTION sandbox.give_datashare(name text, owner text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_share regnamespace := sandbox.demand_owner_of_datashare(name);
BEGIN
  PERFORM sandbox.demand_user(owner);
  EXECUTE format('ALTER SCHEMA %s OWNER TO %I', found_share, owner);
END $$;

CREATE FUNCTION sandbox.publish_datashare(name text, new_public boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_share oid := sandbox.demand_on_datashare(name, 'CREATE');
BEGIN
  UPDATE sandbox.datashares SET public = new_public WHERE share = found_share;
END $$;

CREATE FUNCTION sandbox.not_in_datashare(what text, name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '3F000', MESSAGE = format('%s is not in datashare "%s"', what, name);
END $$;

CREATE FUNCTION sandbox.include_in_datashare(name text, schema_name text, new_value boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_share oid := sandbox.demand_on_datashare(name, 'CREATE');
BEGIN
  PERFORM sandbox.demand_superuser('change INCLUDENEW of a datashare');
  UPDATE sandbox.datashare_objects SET include_new = new_value
   WHERE share = found_share AND class = 'pg_namespace'::regclass
     AND object = to_regnamespace(quote_ident(sandbox.here() || '.' || schema_name));
  IF NOT FOUND THEN
    PERFORM sandbox.not_in_datashare(format('schema "%s"', schema_name), name);
  END IF;
END $$;

-- The objects that a statement names, or all of a kind that the named schemas hold.
CREATE FUNCTION sandbox.named_for_datashare(kind text, names text[])
RETURNS TABLE (class oid, object oid, schema oid, what text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  IF kind = 'SCHEMA' THEN
    RETURN QUERY SELECT 'pg_namespace'::regclass::oid, n::regnamespace::oid, n::regnamespace::oid,
      format('schema "%s"', sandbox.schema_here((SELECT nspname FROM pg_namespace WHERE oid = n::regnamespace)))
      FROM unnest(names) n;
  ELSIF kind = 'TABLE' THEN
    RETURN QUERY SELECT 'pg_class'::regclass::oid, c.oid, c.relnamespace, format('relation "%s"', c.relname)
      FROM unnest(names) n JOIN pg_class c ON c.oid = n::regclass;
  ELSIF kind = 'FUNCTION' THEN
    RETURN QUERY SELECT 'pg_proc'::regclass::oid, p.oid, p.pronamespace, format('function "%s"', p.proname)
      FROM unnest(names) n JOIN pg_proc p ON p.oid = n::regprocedure;
  ELSIF kind = 'ALL TABLES' THEN
    RETURN QUERY SELECT 'pg_class'::regclass::oid, c.oid, c.relnamespace, format('relation "%s"', c.relname)
      FROM unnest(names) n JOIN pg_class c ON c.relnamespace = n::regnamespace AND c.relkind IN ('r', 'v', 'm');
  ELSE
    RETURN QUERY SELECT 'pg_proc'::regclass::oid, p.oid, p.pronamespace, format('function "%s"', p.proname)
      FROM unnest(names) n JOIN pg_proc p ON p.pronamespace = n::regnamespace AND p.prokind = 'f';
  END IF;
END $$;

CREATE FUNCTION sandbox.may_share(class oid, object oid) RETURNS boolean LANGUAGE sql STABLE RETURN CASE class
  WHEN 'pg_namespace'::regclass THEN has_schema_privilege(session_user, object, 'USAGE')
  WHEN 'pg_class'::regclass THEN has_table_privilege(session_user, object, 'SELECT')
  ELSE has_function_privilege(session_user, object, 'EXECUTE') END;

CREATE FUNCTION sandbox.add_to_datashare(name text, kind text, names text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  found_share oid := sandbox.demand_on_datashare(name, 'CREATE');
  named record;
BEGIN
  FOR named IN SELECT * FROM sandbox.named_for_datashare(kind, names) LOOP
    IF EXISTS (SELECT FROM sandbox.external_schemas e WHERE e.schema = named.schema) THEN
      RAISE EXCEPTION USING ERRCODE = '0A000',
        MESSAGE = 'sandbox: not imitated: an external schema in a datashare';
    END IF;
    IF NOT sandbox.may_share(named.class, named.object) THEN
      RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = format('permission denied for %s', replace(named.what, '"', ''));
    END IF;
    IF kind <> 'SCHEMA' AND NOT EXISTS (
      SELECT FROM sandbox.datashare_objects s WHERE s.share = found_share AND s.object = named.schema
         AND s.class = 'pg_namespace'::regclass) THEN
      PERFORM sandbox.not_in_datashare(format('schema "%s"', sandbox.schema_here(
        (SELECT nspname FROM pg_namespace WHERE oid = named.schema))), name);
    END IF;
    INSERT INTO sandbox.datashare_objects VALUES (found_share, named.class, named.object) ON CONFLICT DO NOTHING;
    IF NOT FOUND AND kind NOT LIKE 'ALL %' THEN
      RAISE EXCEPTION USING ERRCODE = '42P06', MESSAGE = format('%s is already in datashare "%s"', named.what, name);
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION sandbox.remove_from_datashare(name text, kind text, names text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  found_share oid := sandbox.demand_on_datashare(name, 'CREATE');
  named record;
BEGIN
  FOR named IN SELECT * FROM sandbox.named_for_datashare(kind, names) LOOP
    DELETE FROM sandbox.datashare_objects s
     WHERE s.share = found_share AND s.class = named.class AND s.object = named.object;
    IF NOT FOUND AND kind NOT LIKE 'ALL %' THEN
      PERFORM sandbox.not_in_datashare(named.what, name);
    END IF;
    -- What becomes of these is not documented.
    IF kind = 'SCHEMA' AND EXISTS (
      SELECT FROM sandbox.datashare_objects s LEFT JOIN pg_class c ON c.oid = s.object AND s.class = 'pg_class'::regclass
        LEFT JOIN pg_proc p ON p.oid = s.object AND s.class = 'pg_proc'::regclass
       WHERE s.share = found_share AND named.schema IN (c.relnamespace, p.pronamespace)) THEN
      RAISE EXCEPTION USING ERRCODE = '0A000',
        MESSAGE = 'sandbox: not imitated: REMOVE SCHEMA of one whose objects are in the datashare';
    END IF;
  END LOOP;
END $$;

-- Who may use it elsewhere. By way of the Data Catalog, an account stands in the place of a
-- namespace, as DataCatalog/… (AuthorizeDataShare, Amazon Redshift API Reference).
CREATE FUNCTION sandbox.offer_datashare(name text, namespace text, account text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_share oid := sandbox.demand_on_datashare(name, 'USAGE');
BEGIN
  INSERT INTO sandbox.datashare_consumers VALUES (found_share, namespace, account) ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION sandbox.refuse_datashare(name text, namespace text, account text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found_share oid := sandbox.demand_on_datashare(name, 'USAGE');
BEGIN
  DELETE FROM sandbox.datashare_consumers c
   WHERE c.share = found_share AND (c.namespace, c.account) = (refuse_datashare.namespace, refuse_datashare.account);
END $$;

-- What is shown of them: to superusers, to owners, and to who may alter or share one.

CREATE VIEW sandbox.seen_datashares AS
SELECT d.share, substr(s.nspname, 7) AS name, s.nspowner AS owner, s.nspacl AS acl, b.nspname AS database,
       d.created, d.public
  FROM sandbox.datashares d JOIN pg_namespace s ON s.oid = d.share JOIN pg_namespace b ON b.oid = d.database
 WHERE has_schema_privilege(session_user, d.share, 'CREATE, USAGE');

CREATE VIEW redshift.svv_datashares AS
SELECT d.name::varchar(128) AS share_name, d.share::int AS share_id, d.owner::int AS share_owner,
       d.database::varchar(128) AS source_database, NULL::varchar(128) AS consumer_database,
       'OUTBOUND'::varchar(8) AS share_type, d.created AS createdate, d.public AS is_publicaccessible,
       NULL::varchar(256) AS share_acl, p.account::varchar(16) AS producer_account,
       p.namespace::varchar(64) AS producer_namespace, NULL::varchar(64) AS managed_by
  FROM sandbox.seen_datashares d, sandbox.producer p;

CREATE VIEW redshift.svv_datashare_objects AS
SELECT 'OUTBOUND'::varchar(8) AS share_type, d.name::varchar(128) AS share_name,
       CASE WHEN o.class = 'pg_namespace'::regclass THEN 'schema' WHEN o.class = 'pg_proc'::regclass THEN 'function'
            WHEN r.subtype = 'REGULAR VIEW' THEN 'view' WHEN r.subtype = 'REGULAR TABLE' THEN 'table'
            ELSE lower(r.subtype) END::varchar(64) AS object_type,
       coalesce(s.name, r.schema || '.' || r.name,
                format('%s.%s(%s)', f.name, p.proname, oidvectortypes(p.proargtypes)))::varchar(512) AS object_name,
       m.account::varchar(16) AS producer_account, m.namespace::varchar(64) AS producer_namespace,
       CASE WHEN o.class = 'pg_namespace'::regclass THEN o.include_new END AS include_new
  FROM sandbox.seen_datashares d JOIN sandbox.datashare_objects o ON o.share = d.share
  LEFT JOIN sandbox.schemata s ON s.oid = o.object AND o.class = 'pg_namespace'::regclass
  LEFT JOIN sandbox.local_relations r ON r.oid = o.object AND o.class = 'pg_class'::regclass
  LEFT JOIN pg_proc p ON p.oid = o.object AND o.class = 'pg_proc'::regclass
  LEFT JOIN sandbox.schemata f ON f.oid = p.pronamespace, sandbox.producer m;

CREATE VIEW redshift.svv_datashare_consumers AS
SELECT d.name::varchar(128) AS share_name, nullif(c.account, '')::varchar(16) AS consumer_account,
       nullif(c.namespace, '')::varchar(64) AS consumer_namespace, c.shared AS share_date
  FROM sandbox.seen_datashares d JOIN sandbox.datashare_consumers c ON c.share = d.share;

CREATE VIEW redshift.svv_datashare_privileges AS
SELECT substr(s.nspname, 7) AS datashare_name,
       CASE a.privilege_type WHEN 'CREATE' THEN 'ALTER' ELSE 'SHARE' END AS privilege_type,
       a.grantee::int AS identity_id, sandbox.identity_name(i.rolname) AS identity_name,
       sandbox.identity_type(i.rolname) AS identity_type, a.is_grantable AS admin_option
  FROM sandbox.datashares d JOIN pg_namespace s ON s.oid = d.share, aclexplode(s.nspacl) a
  LEFT JOIN pg_roles i ON i.oid = a.grantee
 WHERE a.grantee <> s.nspowner AND sandbox.has_identity(a.grantee);

-- SHOW DATASHARES and DESC DATASHARE.
CREATE VIEW sandbox.shown_datashares AS
SELECT share_name, share_owner, source_database, consumer_database, lower(share_type) AS share_type, createdate,
       is_publicaccessible, share_acl, producer_account, producer_namespace
  FROM redshift.svv_datashares;
CREATE VIEW sandbox.described_datashares AS
SELECT producer_account, producer_namespace, share_type, share_name, object_type, object_name, include_new
  FROM redshift.svv_datashare_objects;
GRANT SELECT ON sandbox.shown_datashares, sandbox.described_datashares TO PUBLIC;
