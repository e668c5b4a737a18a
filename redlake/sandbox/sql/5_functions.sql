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

-- strings

CREATE FUNCTION redshift.len(text) RETURNS int LANGUAGE sql IMMUTABLE RETURN length($1);
CREATE FUNCTION redshift.charindex(part text, whole text) RETURNS int LANGUAGE sql IMMUTABLE RETURN
  strpos(whole, part);
CREATE FUNCTION redshift.split_part(whole text, delimiter text, place int) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  IF place < 1 THEN
    RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = 'field position must be greater than zero';
  END IF;
  RETURN pg_catalog.split_part(whole, delimiter, place);
END $$;
-- Null if one of them is.
CREATE FUNCTION redshift.concat(text, text) RETURNS text LANGUAGE sql IMMUTABLE RETURN $1 || $2;
CREATE FUNCTION redshift.concat(text, anynonarray) RETURNS text LANGUAGE sql IMMUTABLE
  AS 'SELECT $1 || $2::text';
CREATE FUNCTION redshift.concat(anynonarray, text) RETURNS text LANGUAGE sql IMMUTABLE
  AS 'SELECT $1::text || $2';
CREATE FUNCTION redshift.strtol(digits text, base int) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  number bigint := 0;
  digit int;
BEGIN
  FOR at IN 1..length(digits) LOOP
    digit := strpos('0123456789abcdefghijklmnopqrstuvwxyz', lower(substr(digits, at, 1))) - 1;
    IF digit < 0 OR digit >= base THEN PERFORM sandbox.not_imitated(format('STRTOL of %s', digits)); END IF;
    number := number * base + digit;
  END LOOP;
  RETURN number;
END $$;

-- regular expressions

-- The parameters c, i and e; p would make it a regular expression of Perl's.
CREATE FUNCTION sandbox.regexp_flags(parameters text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF parameters ~ 'p' THEN PERFORM sandbox.not_imitated('regular expressions of Perl''s'); END IF;
  RETURN replace(parameters, 'e', '');
END $$;
CREATE FUNCTION redshift.regexp_count(text, text, int DEFAULT 1, text DEFAULT 'c') RETURNS int
LANGUAGE sql IMMUTABLE RETURN pg_catalog.regexp_count($1, $2, $3, sandbox.regexp_flags($4));
CREATE FUNCTION redshift.regexp_instr(text, text, int DEFAULT 1, int DEFAULT 1, int DEFAULT 0, text DEFAULT 'c')
RETURNS int LANGUAGE sql IMMUTABLE RETURN
  pg_catalog.regexp_instr($1, $2, $3, $4, $5, sandbox.regexp_flags($6), ($6 ~ 'e')::int);
-- Where nothing matches, there is an empty string.
CREATE FUNCTION redshift.regexp_substr(text, text, int DEFAULT 1, int DEFAULT 1, text DEFAULT 'c') RETURNS text
LANGUAGE sql IMMUTABLE RETURN
  CASE WHEN $1 IS NOT NULL AND $2 IS NOT NULL
       THEN coalesce(pg_catalog.regexp_substr($1, $2, $3, $4, sandbox.regexp_flags($5), ($5 ~ 'e')::int), '') END;
-- Every match is replaced; $1 stands for the first group.
CREATE FUNCTION redshift.regexp_replace(text, text, text DEFAULT '', int DEFAULT 1, text DEFAULT 'c') RETURNS text
LANGUAGE sql IMMUTABLE RETURN
  pg_catalog.regexp_replace($1, $2, pg_catalog.regexp_replace(replace($3, '\', '\\'), '\$([0-9])', '\\\1', 'g'),
                            $4, 0, sandbox.regexp_flags($5));

-- digests

CREATE FUNCTION redshift.sha2(said text, bits int) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE bytes bytea := convert_to(said, 'UTF8');
BEGIN
  RETURN encode(CASE bits WHEN 0 THEN sha256(bytes) WHEN 224 THEN sha224(bytes) WHEN 256 THEN sha256(bytes)
                          WHEN 384 THEN sha384(bytes) WHEN 512 THEN sha512(bytes) ELSE '' END, 'hex');
END $$;

-- TRY_CAST(value AS type): null where the value is none of that type. The third argument is of it.
CREATE FUNCTION redshift.try_cast(value anynonarray, type text, typed anycompatible) RETURNS anycompatible
LANGUAGE plpgsql STABLE AS $$
BEGIN
  EXECUTE format('SELECT CAST($1 AS %s)', type) INTO typed USING value;
  RETURN typed;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $$;
CREATE FUNCTION redshift.try_cast(value text, type text, typed anycompatible) RETURNS anycompatible
LANGUAGE plpgsql STABLE AS $$
BEGIN
  EXECUTE format('SELECT CAST($1 AS %s)', type) INTO typed USING value;
  RETURN typed;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $$;

-- "ROUND returns the same numeric data type as the input", and TRUNC does; PostgreSQL has the second
-- argument for decimals alone.
DO $$
DECLARE name text; type text;
BEGIN
  FOREACH name IN ARRAY ARRAY['round', 'trunc'] LOOP
    FOREACH type IN ARRAY ARRAY['smallint', 'integer', 'bigint', 'double precision'] LOOP
      EXECUTE format('CREATE FUNCTION redshift.%1$s(%2$s, int%3$s) RETURNS %2$s LANGUAGE sql IMMUTABLE STRICT'
                     ' RETURN pg_catalog.%1$s($1::numeric, $2)::%2$s', name, type,
                     CASE type WHEN 'double precision' THEN '' ELSE ' DEFAULT 0' END);
    END LOOP;
  END LOOP;
END $$;
