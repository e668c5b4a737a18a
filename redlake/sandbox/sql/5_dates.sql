-- Functions of dates and times, as the Amazon Redshift Database Developer Guide has them.
--
-- What it calls a timestamp may be a timestamp with time zone, which is then read in the
-- session's time zone, or a string.

CREATE FUNCTION sandbox.not_imitated(what text) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'sandbox: not imitated: ' || what;
END $$;

-- A string is a timestamp as it stands, in no time zone, unless it names one.
CREATE FUNCTION sandbox.timestamp_of(said text) RETURNS timestamp LANGUAGE sql STABLE RETURN
  CASE WHEN said ~* '\d:\d\d(:\d\d(\.\d+)?)?\s*([ap]m\s*)?([+-]\d|(?!am|pm|ad|bc)[a-z])'
       THEN said::timestamptz::timestamp ELSE said::timestamp END;

-- The name of a date part, of which each has several.
CREATE FUNCTION sandbox.date_part_named(part text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE said text := lower(part);
BEGIN
  RETURN CASE
    WHEN said IN ('millennium', 'millennia', 'mil', 'mils') THEN 'millennium'
    WHEN said IN ('century', 'centuries', 'c', 'cent', 'cents') THEN 'century'
    WHEN said IN ('decade', 'decades', 'dec', 'decs') THEN 'decade'
    WHEN said = 'epoch' THEN 'epoch'
    WHEN said IN ('year', 'years', 'y', 'yr', 'yrs') THEN 'year'
    WHEN said IN ('quarter', 'quarters', 'qtr', 'qtrs') THEN 'quarter'
    WHEN said IN ('month', 'months', 'mon', 'mons') THEN 'month'
    WHEN said IN ('week', 'weeks', 'w') THEN 'week'
    WHEN said IN ('dayofweek', 'dow', 'dw', 'weekday') THEN 'dow'
    WHEN said IN ('dayofyear', 'doy', 'dy', 'yearday') THEN 'doy'
    WHEN said IN ('day', 'days', 'd') THEN 'day'
    WHEN said IN ('hour', 'hours', 'h', 'hr', 'hrs') THEN 'hour'
    WHEN said IN ('minute', 'minutes', 'm', 'min', 'mins') THEN 'minute'
    WHEN said IN ('second', 'seconds', 's', 'sec', 'secs') THEN 'second'
    WHEN said IN ('millisecond', 'milliseconds', 'ms', 'msec', 'msecs', 'msecond', 'mseconds', 'millisec',
                  'millisecs', 'millisecon') THEN 'millisecond'
    WHEN said IN ('microsecond', 'microseconds', 'microsec', 'microsecs', 'usecond', 'useconds', 'us', 'usec',
                  'usecs') THEN 'microsecond'
    WHEN said IN ('timezone', 'timezone_hour', 'timezone_minute') THEN said
  END;
END $$;

CREATE FUNCTION sandbox.demand_date_part(part text, VARIADIC allowed text[] DEFAULT '{}') RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE named text := sandbox.date_part_named(part);
BEGIN
  IF part IS NOT NULL AND (named IS NULL OR allowed <> '{}' AND named <> ALL (allowed)) THEN
    RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = format('timestamp units "%s" not recognized', part);
  END IF;
  RETURN named;
END $$;

-- now

CREATE FUNCTION redshift.getdate() RETURNS timestamp LANGUAGE sql STABLE RETURN
  date_trunc('second', statement_timestamp())::timestamp;
CREATE FUNCTION redshift.sysdate() RETURNS timestamp LANGUAGE sql STABLE RETURN transaction_timestamp()::timestamp;

-- DATEDIFF: the boundaries between two times.

-- Which of them a time stands behind, counted from some time long ago.
CREATE FUNCTION sandbox.boundaries(part text, at timestamp) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN
  CASE part
    WHEN 'millennium' THEN extract(millennium FROM at)
    WHEN 'century' THEN extract(century FROM at)
    WHEN 'decade' THEN extract(decade FROM at)
    WHEN 'year' THEN extract(year FROM at)
    WHEN 'quarter' THEN extract(year FROM at) * 4 + extract(quarter FROM at)
    WHEN 'month' THEN extract(year FROM at) * 12 + extract(month FROM at)
    WHEN 'day' THEN at::date - '2000-01-01'::date
    WHEN 'hour' THEN floor(extract(epoch FROM at) / 3600)
    WHEN 'minute' THEN floor(extract(epoch FROM at) / 60)
    WHEN 'second' THEN floor(extract(epoch FROM at))
    WHEN 'millisecond' THEN floor(extract(epoch FROM at) * 1000)
    WHEN 'microsecond' THEN floor(extract(epoch FROM at) * 1000000)
  END;

-- Whether Sundays or Mondays begin a week for DATEDIFF is not documented.
CREATE FUNCTION sandbox.weeks_between(begins timestamp, ends timestamp) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  a numeric := begins::date - '2000-01-03'::date;  -- a Monday
  b numeric := ends::date - '2000-01-03'::date;
  mondays bigint := floor(b / 7) - floor(a / 7);
BEGIN
  IF mondays <> floor((b + 1) / 7) - floor((a + 1) / 7) THEN
    PERFORM sandbox.not_imitated('DATEDIFF of weeks where it matters which day a week begins with');
  END IF;
  RETURN mondays;
END $$;

CREATE FUNCTION redshift.date_diff(part text, begins timestamp, ends timestamp) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE named text := sandbox.demand_date_part(part, 'millennium', 'century', 'decade', 'year', 'quarter', 'month',
  'week', 'day', 'hour', 'minute', 'second', 'millisecond', 'microsecond');
BEGIN
  IF named = 'week' THEN RETURN sandbox.weeks_between(begins, ends); END IF;
  RETURN sandbox.boundaries(named, ends) - sandbox.boundaries(named, begins);
END $$;
CREATE FUNCTION redshift.date_diff(text, timestamptz, timestamptz) RETURNS bigint LANGUAGE sql STABLE RETURN
  redshift.date_diff($1, $2::timestamp, $3::timestamp);
CREATE FUNCTION redshift.date_diff(text, text, text) RETURNS bigint LANGUAGE sql STABLE RETURN
  redshift.date_diff($1, sandbox.timestamp_of($2), sandbox.timestamp_of($3));
CREATE FUNCTION redshift.date_diff(part text, begins time, ends time) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT RETURN
  redshift.date_diff(sandbox.demand_date_part(part, 'hour', 'minute', 'second', 'millisecond', 'microsecond'),
                     '2000-01-01'::date + begins, '2000-01-01'::date + ends);

-- DATEADD

CREATE FUNCTION sandbox.interval_of(part text, number bigint) RETURNS interval LANGUAGE sql IMMUTABLE STRICT RETURN
  CASE sandbox.demand_date_part(part, 'millennium', 'century', 'decade', 'year', 'quarter', 'month', 'week', 'day',
                                'hour', 'minute', 'second', 'millisecond', 'microsecond')
    WHEN 'quarter' THEN number * 3 * interval '1 month'
    ELSE number * ('1 ' || sandbox.date_part_named(part))::interval END;
CREATE FUNCTION redshift.date_add(text, bigint, timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE RETURN
  $3 + sandbox.interval_of($1, $2);
CREATE FUNCTION redshift.date_add(text, bigint, timestamptz) RETURNS timestamp LANGUAGE sql STABLE RETURN
  $3::timestamp + sandbox.interval_of($1, $2);
CREATE FUNCTION redshift.date_add(text, bigint, text) RETURNS timestamp LANGUAGE sql STABLE RETURN
  sandbox.timestamp_of($3) + sandbox.interval_of($1, $2);
CREATE FUNCTION redshift.date_add(text, bigint, time) RETURNS time LANGUAGE sql IMMUTABLE RETURN
  $3 + sandbox.interval_of(sandbox.demand_date_part($1, 'hour', 'minute', 'second', 'millisecond', 'microsecond'), $2);

-- DATE_PART and EXTRACT, whose columns are called pgdate_part and date_part.

-- The common calendar begins with the year 1, and its first decade has nine years.
CREATE FUNCTION redshift.pgdate_part(text, timestamp) RETURNS double precision LANGUAGE sql IMMUTABLE RETURN
  CASE sandbox.demand_date_part($1) WHEN 'decade' THEN date_part('decade', $2) + 1
    ELSE date_part(sandbox.date_part_named($1), $2) END;
CREATE FUNCTION redshift.pgdate_part(text, timestamptz) RETURNS double precision LANGUAGE sql STABLE RETURN
  CASE WHEN sandbox.demand_date_part($1) IN ('epoch', 'timezone', 'timezone_hour', 'timezone_minute')
       THEN date_part(sandbox.date_part_named($1), $2) ELSE redshift.pgdate_part($1, $2::timestamp) END;
CREATE FUNCTION redshift.pgdate_part(text, text) RETURNS double precision LANGUAGE sql STABLE RETURN
  CASE WHEN sandbox.demand_date_part($1) IN ('timezone', 'timezone_hour', 'timezone_minute')
       THEN redshift.pgdate_part($1, $2::timestamptz)
       ELSE redshift.pgdate_part($1, sandbox.timestamp_of($2)) END;
CREATE FUNCTION redshift.pgdate_part(text, time) RETURNS double precision LANGUAGE sql IMMUTABLE RETURN
  date_part(sandbox.demand_date_part($1), $2);
CREATE FUNCTION redshift.pgdate_part(text, interval) RETURNS double precision LANGUAGE sql IMMUTABLE RETURN
  date_part(sandbox.demand_date_part($1), $2);

-- EXTRACT leaves out what lies above and below the part that it is asked for.
CREATE FUNCTION sandbox.extracted(part text, from_date_part double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE RETURN
  CASE sandbox.date_part_named(part)
    WHEN 'millisecond' THEN floor(from_date_part::numeric % 1000)::double precision
    WHEN 'microsecond' THEN floor(from_date_part::numeric % 1000000)::double precision
    ELSE floor(from_date_part) END;
CREATE FUNCTION redshift.date_part(text, timestamp) RETURNS int LANGUAGE sql IMMUTABLE RETURN
  sandbox.extracted($1, redshift.pgdate_part($1, $2))::int;
CREATE FUNCTION redshift.date_part(text, timestamptz) RETURNS double precision LANGUAGE sql STABLE RETURN
  sandbox.extracted($1, redshift.pgdate_part($1, $2));
CREATE FUNCTION redshift.date_part(text, date) RETURNS int LANGUAGE sql IMMUTABLE RETURN
  redshift.date_part($1, $2::timestamp);
CREATE FUNCTION redshift.date_part(text, time) RETURNS int LANGUAGE sql IMMUTABLE RETURN
  sandbox.extracted($1, redshift.pgdate_part($1, $2))::int;
CREATE FUNCTION redshift.date_part(text, interval) RETURNS int LANGUAGE sql IMMUTABLE RETURN
  sandbox.extracted($1, redshift.pgdate_part($1, $2))::int;

CREATE FUNCTION redshift.date_trunc(text, timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE RETURN
  date_trunc(sandbox.demand_date_part($1), $2);
CREATE FUNCTION redshift.date_trunc(text, timestamptz) RETURNS timestamp LANGUAGE sql STABLE RETURN
  redshift.date_trunc($1, $2::timestamp);
CREATE FUNCTION redshift.date_trunc(text, text) RETURNS timestamp LANGUAGE sql STABLE RETURN
  redshift.date_trunc($1, sandbox.timestamp_of($2));

CREATE FUNCTION redshift.trunc(timestamp) RETURNS date LANGUAGE sql IMMUTABLE RETURN $1::date;
CREATE FUNCTION redshift.trunc(timestamptz) RETURNS date LANGUAGE sql STABLE RETURN $1::date;

-- months

CREATE FUNCTION redshift.last_day(timestamp) RETURNS date LANGUAGE sql IMMUTABLE RETURN
  (date_trunc('month', $1) + interval '1 month - 1 day')::date;
CREATE FUNCTION redshift.last_day(timestamptz) RETURNS date LANGUAGE sql STABLE RETURN
  redshift.last_day($1::timestamp);
CREATE FUNCTION redshift.last_day(text) RETURNS date LANGUAGE sql STABLE RETURN
  redshift.last_day(sandbox.timestamp_of($1));

-- The last day of a month becomes the last day of another.
CREATE FUNCTION redshift.add_months(timestamp, int) RETURNS timestamp LANGUAGE sql IMMUTABLE RETURN
  CASE WHEN $1::date = redshift.last_day($1)
       THEN redshift.last_day($1 + $2 * interval '1 month') + $1::time
       ELSE $1 + $2 * interval '1 month' END;
CREATE FUNCTION redshift.add_months(timestamptz, int) RETURNS timestamp LANGUAGE sql STABLE RETURN
  redshift.add_months($1::timestamp, $2);
CREATE FUNCTION redshift.add_months(text, int) RETURNS timestamp LANGUAGE sql STABLE RETURN
  redshift.add_months(sandbox.timestamp_of($1), $2);

-- Whole between the same days and between last days; else a month has 31.
CREATE FUNCTION redshift.months_between(timestamp, timestamp) RETURNS double precision LANGUAGE sql IMMUTABLE RETURN
  sandbox.boundaries('month', $1) - sandbox.boundaries('month', $2)
  + CASE WHEN extract(day FROM $1) = extract(day FROM $2)
           OR $1::date = redshift.last_day($1) AND $2::date = redshift.last_day($2) THEN 0
         ELSE (extract(epoch FROM ($1 - date_trunc('month', $1)) - ($2 - date_trunc('month', $2)))
               / (31 * 86400))::double precision END;
CREATE FUNCTION redshift.months_between(timestamptz, timestamptz) RETURNS double precision LANGUAGE sql STABLE RETURN
  redshift.months_between($1::timestamp, $2::timestamp);
CREATE FUNCTION redshift.months_between(text, text) RETURNS double precision LANGUAGE sql STABLE RETURN
  redshift.months_between(sandbox.timestamp_of($1), sandbox.timestamp_of($2));

-- The first day of that name after the date.
CREATE FUNCTION redshift.next_day(at timestamp, day text) RETURNS date LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  meant int[] := ARRAY(SELECT n FROM generate_series(0, 6) n
                        WHERE starts_with(to_char('2000-01-02'::date + n, 'fmday'), lower(day)));
BEGIN
  IF cardinality(meant) <> 1 THEN
    RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = format('"%s" is no day of the week', day);
  END IF;
  RETURN at::date + 1 + (meant[1] - extract(dow FROM at)::int + 6) % 7;
END $$;
CREATE FUNCTION redshift.next_day(timestamptz, text) RETURNS date LANGUAGE sql STABLE RETURN
  redshift.next_day($1::timestamp, $2);
CREATE FUNCTION redshift.next_day(text, text) RETURNS date LANGUAGE sql STABLE RETURN
  redshift.next_day(sandbox.timestamp_of($1), $2);

-- time zones

CREATE FUNCTION redshift.convert_timezone(source text, target text, at timestamp) RETURNS timestamp
LANGUAGE sql STABLE RETURN (at AT TIME ZONE source) AT TIME ZONE target;
CREATE FUNCTION redshift.convert_timezone(text, text, text) RETURNS timestamp LANGUAGE sql STABLE RETURN
  redshift.convert_timezone($1, $2, $3::timestamp);
CREATE FUNCTION redshift.convert_timezone(target text, at timestamp) RETURNS timestamp LANGUAGE sql STABLE RETURN
  redshift.convert_timezone('UTC', target, at);
CREATE FUNCTION redshift.convert_timezone(target text, at timestamptz) RETURNS timestamp LANGUAGE sql STABLE RETURN
  at AT TIME ZONE target;
CREATE FUNCTION redshift.convert_timezone(text, text) RETURNS timestamp LANGUAGE sql STABLE RETURN
  redshift.convert_timezone($1, $2::timestamp);
CREATE FUNCTION redshift.convert_timezone(target text, at date) RETURNS timestamp LANGUAGE sql STABLE RETURN
  redshift.convert_timezone(target, at::timestamp);

-- A date that the calendar does not have is taken for a later one, unless is_strict says no.
CREATE FUNCTION redshift.to_date(said text, format text, is_strict boolean DEFAULT false) RETURNS date
LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
  RETURN pg_catalog.to_date(said, format);
EXCEPTION WHEN datetime_field_overflow THEN
  IF is_strict THEN RAISE; END IF;
  PERFORM sandbox.not_imitated(format('a date out of range, %s', said));
END $$;
CREATE FUNCTION redshift.to_timestamp(said text, format text, is_strict boolean DEFAULT false) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
  RETURN pg_catalog.to_timestamp(said, format);
EXCEPTION WHEN datetime_field_overflow THEN
  IF is_strict THEN RAISE; END IF;
  PERFORM sandbox.not_imitated(format('a time out of range, %s', said));
END $$;
