-- Aggregate functions.

-- LISTAGG: nulls and empty strings are left out. PostgreSQL sorts what comes in.
CREATE FUNCTION sandbox.listed(list text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF octet_length(list) > 65535 THEN
    RAISE EXCEPTION USING ERRCODE = 'XX000', MESSAGE = 'Result size exceeds LISTAGG limit';
  END IF;
  RETURN list;
END $$;
CREATE FUNCTION sandbox.add_to_list(list text, item anyelement, delimiter text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF coalesce(item::text, '') = '' THEN RETURN list; END IF;
  RETURN sandbox.listed(CASE WHEN list IS NULL THEN item::text ELSE list || coalesce(delimiter, '') || item::text END);
END $$;
CREATE FUNCTION sandbox.add_to_list(list text, item anyelement) RETURNS text LANGUAGE sql IMMUTABLE AS
  'SELECT sandbox.add_to_list(list, item, '''')';
-- The first kind takes literals too, the second whatever else is no string.
CREATE AGGREGATE redshift.listagg(text) (SFUNC = sandbox.add_to_list, STYPE = text);
CREATE AGGREGATE redshift.listagg(text, text) (SFUNC = sandbox.add_to_list, STYPE = text);
CREATE AGGREGATE redshift.listagg(anyelement) (SFUNC = sandbox.add_to_list, STYPE = text);
CREATE AGGREGATE redshift.listagg(anyelement, text) (SFUNC = sandbox.add_to_list, STYPE = text);

-- LISTAGG(DISTINCT …) OVER (…), as PostgreSQL has no DISTINCT there. The delimiter comes first.
CREATE FUNCTION sandbox.add_to_set(items text[], item text, delimiter text) RETURNS text[] LANGUAGE sql IMMUTABLE RETURN
  CASE WHEN coalesce(item, '') = '' OR item = ANY (items[2:]) THEN items
       ELSE coalesce(items, ARRAY[coalesce(delimiter, '')]) || item END;
CREATE FUNCTION sandbox.list_of(items text[]) RETURNS text LANGUAGE sql IMMUTABLE RETURN
  sandbox.listed(array_to_string(items[2:], items[1]));
CREATE AGGREGATE redshift.listagg_distinct(text, text)
  (SFUNC = sandbox.add_to_set, STYPE = text[], FINALFUNC = sandbox.list_of);

-- PERCENTILE_CONT and MEDIAN take the values of their group, or window, as an array.

-- The two values between which a percentile lies, and how far behind the first.
CREATE FUNCTION sandbox.around(percentile numeric, items anyarray, OUT below anyelement, OUT above anyelement,
                               OUT beyond numeric) LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  sorted items%TYPE := ARRAY(SELECT item FROM unnest(items) item WHERE item IS NOT NULL ORDER BY item);
  place numeric := 1 + percentile * (cardinality(sorted) - 1);
BEGIN
  IF percentile < 0 OR percentile > 1 THEN
    RAISE EXCEPTION USING ERRCODE = '22003', MESSAGE = 'percentile value must be between 0 and 1';
  END IF;
  below := sorted[floor(place)::int];
  above := sorted[ceil(place)::int];
  beyond := place - floor(place);
END $$;

CREATE FUNCTION redshift.percentile_cont(numeric, numeric[]) RETURNS numeric LANGUAGE sql IMMUTABLE RETURN
  (SELECT trim_scale(below + (above - below) * beyond) FROM sandbox.around($1, $2));
CREATE FUNCTION redshift.percentile_cont(numeric, smallint[]) RETURNS numeric LANGUAGE sql IMMUTABLE RETURN
  redshift.percentile_cont($1, $2::numeric[]);
CREATE FUNCTION redshift.percentile_cont(numeric, int[]) RETURNS numeric LANGUAGE sql IMMUTABLE RETURN
  redshift.percentile_cont($1, $2::numeric[]);
CREATE FUNCTION redshift.percentile_cont(numeric, bigint[]) RETURNS numeric LANGUAGE sql IMMUTABLE RETURN
  redshift.percentile_cont($1, $2::numeric[]);
CREATE FUNCTION redshift.percentile_cont(numeric, double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE RETURN (SELECT below + (above - below) * beyond::float8 FROM sandbox.around($1, $2));
CREATE FUNCTION redshift.percentile_cont(numeric, real[]) RETURNS double precision LANGUAGE sql IMMUTABLE RETURN
  redshift.percentile_cont($1, $2::double precision[]);
CREATE FUNCTION redshift.percentile_cont(numeric, timestamp[]) RETURNS timestamp LANGUAGE sql IMMUTABLE RETURN
  (SELECT below + (above - below) * beyond::float8 FROM sandbox.around($1, $2));
CREATE FUNCTION redshift.percentile_cont(numeric, timestamptz[]) RETURNS timestamptz LANGUAGE sql IMMUTABLE RETURN
  (SELECT below + (above - below) * beyond::float8 FROM sandbox.around($1, $2));
-- The day between two days is not documented where it is none.
CREATE FUNCTION redshift.percentile_cont(numeric, date[]) RETURNS date LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  found record := sandbox.around($1, $2);
  days numeric := (found.above - found.below) * found.beyond;
BEGIN
  IF days <> trunc(days) THEN
    PERFORM sandbox.not_imitated('a percentile between two dates that is no date');
  END IF;
  RETURN found.below + days::int;
END $$;

DO $$
DECLARE type text;
BEGIN
  FOREACH type IN ARRAY ARRAY['smallint', 'int', 'bigint', 'numeric', 'real', 'double precision', 'date',
                              'timestamp', 'timestamptz'] LOOP
    EXECUTE format('CREATE FUNCTION redshift.median(%s[]) RETURNS %s LANGUAGE sql IMMUTABLE RETURN'
                   ' redshift.percentile_cont(0.5, $1)', type,
                   CASE WHEN type IN ('smallint', 'int', 'bigint') THEN 'numeric'
                        WHEN type = 'real' THEN 'double precision' ELSE type END);
  END LOOP;
END $$;

-- The first value with so many, or more, not behind it.
CREATE FUNCTION redshift.percentile_disc(percentile numeric, items anyarray, descending boolean) RETURNS anyelement
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  sorted items%TYPE := ARRAY(SELECT item FROM unnest(items) item WHERE item IS NOT NULL ORDER BY item);
  place int := greatest(1, ceil(percentile * cardinality(sorted)));
BEGIN
  RETURN sorted[CASE WHEN descending THEN cardinality(sorted) + 1 - place ELSE place END];
END $$;

-- The average of integers is one.
CREATE FUNCTION sandbox.average_of_integers(bigint[]) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN
  CASE WHEN $1[1] > 0 THEN $1[2] / $1[1] END;
CREATE AGGREGATE redshift.avg(smallint)
  (SFUNC = int2_avg_accum, STYPE = bigint[], INITCOND = '{0,0}', FINALFUNC = sandbox.average_of_integers);
CREATE AGGREGATE redshift.avg(int)
  (SFUNC = int4_avg_accum, STYPE = bigint[], INITCOND = '{0,0}', FINALFUNC = sandbox.average_of_integers);
CREATE FUNCTION sandbox.add_to_average(numeric[], bigint) RETURNS numeric[] LANGUAGE sql IMMUTABLE STRICT RETURN
  ARRAY[$1[1] + 1, $1[2] + $2];
CREATE FUNCTION sandbox.average_of_integers(numeric[]) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN
  CASE WHEN $1[1] > 0 THEN div($1[2], $1[1])::bigint END;
CREATE AGGREGATE redshift.avg(bigint)
  (SFUNC = sandbox.add_to_average, STYPE = numeric[], INITCOND = '{0,0}', FINALFUNC = sandbox.average_of_integers);
CREATE AGGREGATE redshift.avg(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg);
CREATE AGGREGATE redshift.avg(real)
  (SFUNC = float4_accum, STYPE = float8[], INITCOND = '{0,0,0}', FINALFUNC = float8_avg);
CREATE AGGREGATE redshift.avg(double precision)
  (SFUNC = float8_accum, STYPE = float8[], INITCOND = '{0,0,0}', FINALFUNC = float8_avg);
CREATE AGGREGATE redshift.avg(interval) (SFUNC = interval_avg_accum, STYPE = internal, FINALFUNC = interval_avg);

-- Of numbers of any type they are double precision.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['stddev', 'stddev_samp', 'stddev_pop', 'variance', 'var_samp', 'var_pop'] LOOP
    EXECUTE format('CREATE AGGREGATE redshift.%I(double precision) (SFUNC = float8_accum, STYPE = float8[],'
                   ' INITCOND = ''{0,0,0}'', FINALFUNC = %I)', name, 'float8_' || CASE name
                     WHEN 'stddev' THEN 'stddev_samp' WHEN 'variance' THEN 'var_samp' ELSE name END);
  END LOOP;
END $$;
