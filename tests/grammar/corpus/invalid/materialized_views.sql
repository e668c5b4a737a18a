-- error: no statement that redlake knows begins with CREATE OR REPLACE MATERIALIZED
-- at: MATERIALIZED
CREATE OR REPLACE MATERIALIZED VIEW lake.m AS SELECT 1
----
-- error: expected AS and its query, found the end
-- at: end
CREATE MATERIALIZED VIEW lake.m
----
-- error: a materialized view is never WITH NO SCHEMA BINDING
-- at: WITH
CREATE MATERIALIZED VIEW lake.m AS SELECT 1 AS a WITH NO SCHEMA BINDING
----
-- error: expected YES or NO, found MAYBE
-- at: MAYBE
CREATE MATERIALIZED VIEW lake.m BACKUP MAYBE AS SELECT 1
----
-- error: expected EVEN or ALL or KEY, found AUTO
-- at: AUTO
CREATE MATERIALIZED VIEW lake.m DISTSTYLE AUTO AS SELECT 1
----
-- error: expected (, found a
-- at: a
CREATE MATERIALIZED VIEW lake.m DISTKEY a AS SELECT 1
----
-- error: expected (, found AUTO
-- at: AUTO
CREATE MATERIALIZED VIEW lake.m SORTKEY AUTO AS SELECT 1
----
-- error: a second BACKUP clause
-- at: BACKUP
CREATE MATERIALIZED VIEW lake.m BACKUP NO BACKUP NO AS SELECT 1
----
-- error: a second COMPOUND clause
-- at: COMPOUND
CREATE MATERIALIZED VIEW lake.m SORTKEY (a) COMPOUND SORTKEY (a) AS SELECT 1 AS a
----
-- error: expected YES or NO, found AS
-- at: AS
CREATE MATERIALIZED VIEW lake.m AUTO REFRESH AS SELECT 1
----
-- error: expected BACKUP or DISTSTYLE or DISTKEY or SORTKEY or COMPOUND SORTKEY or INTERLEAVED SORTKEY or USING ICEBERG or AUTO REFRESH or AS, found USING
-- at: USING
CREATE MATERIALIZED VIEW lake.m USING PARQUET AS SELECT 1
----
-- error: expected YEAR, MONTH, DAY, HOUR, BUCKET or TRUNCATE, found WEEK
-- at: WEEK(a))
CREATE MATERIALIZED VIEW lake.m USING ICEBERG PARTITIONED BY (WEEK(a)) AS SELECT 1 AS a
----
-- error: BACKUP does not go with USING ICEBERG
-- at: BACKUP
CREATE MATERIALIZED VIEW lake.m USING ICEBERG BACKUP NO AS SELECT 1
----
-- error: expected AUTO REFRESH, ALTER or ROW LEVEL SECURITY, found the end
-- at: end
ALTER MATERIALIZED VIEW lake.m
----
-- error: ALTER MATERIALIZED VIEW has no OWNER TO
-- at: OWNER
ALTER MATERIALIZED VIEW lake.m OWNER TO etl
----
-- error: a materialized view cannot be renamed
-- at: RENAME
ALTER MATERIALIZED VIEW lake.m RENAME TO n
----
-- error: expected ALL or EVEN or AUTO or KEY DISTKEY, found KEY
-- at: KEY
ALTER MATERIALIZED VIEW lake.m ALTER DISTSTYLE KEY
----
-- error: expected DISTKEY or DISTSTYLE or SORTKEY or COMPOUND SORTKEY, found INTERLEAVED
-- at: INTERLEAVED
ALTER MATERIALIZED VIEW lake.m ALTER INTERLEAVED SORTKEY (a)
----
-- error: expected the end, found ALTER
-- at: ALTER
ALTER MATERIALIZED VIEW lake.m AUTO REFRESH YES ALTER DISTSTYLE ALL
----
-- error: expected ON or OFF, found the end
-- at: end
ALTER MATERIALIZED VIEW lake.m ROW LEVEL SECURITY
----
-- error: expected AUTO or NONE, found the end
-- at: end
ALTER MATERIALIZED VIEW lake.m ALTER SORTKEY
----
-- error: no statement that redlake knows begins with REFRESH VIEW
-- at: VIEW
REFRESH VIEW lake.v
----
-- error: expected a name, found the end
-- at: end
REFRESH MATERIALIZED VIEW
----
-- error: expected RESTRICT or CASCADE, found ,
-- at: ,
REFRESH MATERIALIZED VIEW lake.m, lake.n
----
-- error: expected RESTRICT or CASCADE, found CONCURRENTLY
-- at: CONCURRENTLY
REFRESH MATERIALIZED VIEW lake.m CONCURRENTLY
