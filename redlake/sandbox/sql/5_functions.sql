-- Functions that Redshift has, or answers otherwise than PostgreSQL.

CREATE FUNCTION redshift.version() RETURNS text LANGUAGE sql STABLE RETURN
  'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017'
  ' (Red Hat 3.4.2-6.fc3), Redshift 1.0.0 (redlake sandbox)';
CREATE FUNCTION redshift.current_database() RETURNS name LANGUAGE sql STABLE RETURN sandbox.here()::name;
CREATE FUNCTION redshift.current_schema() RETURNS name LANGUAGE sql STABLE RETURN
  (SELECT sandbox.schema_here(s) FROM unnest(current_schemas(false)) s
    WHERE sandbox.schema_here(s) IS NOT NULL LIMIT 1);
-- Who reads a late-binding view; its text runs as its owner.
CREATE FUNCTION redshift."current_user"() RETURNS name LANGUAGE sql STABLE RETURN session_user;

-- What a user may do, however it came by that.

CREATE FUNCTION redshift.has_database_privilege(name, text, text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF $2 <> 'awsdatacatalog' THEN
    PERFORM sandbox.demand_database($2);
  END IF;
  IF upper($3) IN ('TEMP', 'TEMPORARY') THEN
    RETURN has_schema_privilege($1, 'temp:' || $2, 'USAGE');
  END IF;
  RETURN has_schema_privilege($1, $2, $3);
END $$;
CREATE FUNCTION redshift.has_database_privilege(text, text) RETURNS boolean LANGUAGE sql STABLE RETURN
  redshift.has_database_privilege(session_user, $1, $2);
CREATE FUNCTION redshift.has_schema_privilege(name, text, text) RETURNS boolean LANGUAGE sql STABLE RETURN
  has_schema_privilege($1, CASE WHEN $2 IN ('pg_catalog', 'information_schema') THEN $2
                                ELSE sandbox.here() || '.' || $2 END, $3);
CREATE FUNCTION redshift.has_schema_privilege(text, text) RETURNS boolean LANGUAGE sql STABLE RETURN
  redshift.has_schema_privilege(session_user, $1, $2);

-- A relation's name of one, two or three parts, as PostgreSQL knows it.
CREATE FUNCTION sandbox.located(name text) RETURNS text LANGUAGE sql STABLE RETURN
  CASE cardinality(parse_ident(name))
    WHEN 1 THEN name
    WHEN 2 THEN format('%I.%I', sandbox.here() || '.' || (parse_ident(name))[1], (parse_ident(name))[2])
    ELSE format('%I.%I', (parse_ident(name))[1] || '.' || (parse_ident(name))[2], (parse_ident(name))[3]) END;
CREATE FUNCTION redshift.has_table_privilege(name, text, text) RETURNS boolean LANGUAGE sql STABLE RETURN
  has_table_privilege($1, sandbox.located($2), $3);
CREATE FUNCTION redshift.has_table_privilege(text, text) RETURNS boolean LANGUAGE sql STABLE RETURN
  redshift.has_table_privilege(session_user, $1, $2);
CREATE FUNCTION redshift.has_table_privilege(name, oid, text) RETURNS boolean LANGUAGE sql STABLE RETURN
  has_table_privilege($1, $2, $3);
CREATE FUNCTION redshift.has_table_privilege(oid, text) RETURNS boolean LANGUAGE sql STABLE RETURN
  has_table_privilege(session_user, $1, $2);

CREATE FUNCTION redshift.getdate() RETURNS timestamp LANGUAGE sql VOLATILE RETURN
  (clock_timestamp() AT TIME ZONE 'UTC')::timestamp(0);
CREATE FUNCTION redshift.nvl(anycompatible, anycompatible) RETURNS anycompatible
  LANGUAGE sql IMMUTABLE AS 'SELECT coalesce($1, $2)';
CREATE FUNCTION redshift.len(text) RETURNS int LANGUAGE sql IMMUTABLE RETURN length($1);
