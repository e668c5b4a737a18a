CREATE MATERIALIZED VIEW lake.totals AS
SELECT day, sum(amount) AS amount FROM lake.sales GROUP BY day
----
CREATE MATERIALIZED VIEW lake.totals BACKUP NO AS
SELECT 1 AS a
----
CREATE MATERIALIZED VIEW lake.totals BACKUP YES DISTSTYLE KEY DISTKEY (day) SORTKEY (day, "group") AUTO REFRESH YES AS
SELECT 1 AS day, 2 AS "group"
----
CREATE MATERIALIZED VIEW lake.totals DISTSTYLE EVEN AS
SELECT 1 AS a
----
CREATE MATERIALIZED VIEW lake.totals DISTSTYLE ALL COMPOUND SORTKEY (a) AUTO REFRESH NO AS
SELECT 1 AS a
----
CREATE MATERIALIZED VIEW lake.totals INTERLEAVED SORTKEY (a, b) AS
SELECT 1 AS a, 2 AS b
----
-- prints: CREATE MATERIALIZED VIEW lake.totals BACKUP NO DISTKEY (a) SORTKEY (a) AUTO REFRESH YES AS\nselect 1 as a
-- sqlfluff: it takes the clauses in AWS's order only
create materialized view lake.totals auto refresh yes sortkey(A) distkey("A") backup no as select 1 as a
----
-- sqlfluff: AUTO REFRESH with an interval is unknown to it
CREATE MATERIALIZED VIEW lake.totals AUTO REFRESH YES INTERVAL 300 AS
SELECT 1 AS a
----
-- sqlfluff: columns of a materialized view are unknown to it
CREATE MATERIALIZED VIEW lake.totals (a, b) AS
SELECT 1, 2
----
-- sqlfluff: materialized views stored as Iceberg are unknown to it
CREATE MATERIALIZED VIEW lake.totals USING ICEBERG AS
SELECT 1 AS a
----
-- sqlfluff: materialized views stored as Iceberg are unknown to it
CREATE MATERIALIZED VIEW lake.totals USING ICEBERG LOCATION 's3://bucket/totals/' PARTITIONED BY (YEAR(day), BUCKET(16, id), TRUNCATE(4, name), kind) TABLE PROPERTIES ('compression_type' = 'snappy') AS
SELECT day, id, name, kind FROM lake.sales
----
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
ALTER MATERIALIZED VIEW lake.totals AUTO REFRESH YES
----
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
ALTER MATERIALIZED VIEW lake.totals AUTO REFRESH YES INTERVAL 60
----
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
ALTER MATERIALIZED VIEW lake.totals AUTO REFRESH NO
----
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
ALTER MATERIALIZED VIEW lake.totals ALTER DISTKEY day
----
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
ALTER MATERIALIZED VIEW lake.totals ALTER DISTSTYLE ALL
----
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
ALTER MATERIALIZED VIEW lake.totals ALTER DISTSTYLE EVEN
----
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
ALTER MATERIALIZED VIEW lake.totals ALTER DISTSTYLE AUTO
----
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
ALTER MATERIALIZED VIEW lake.totals ALTER DISTSTYLE KEY DISTKEY "the day"
----
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
ALTER MATERIALIZED VIEW lake.totals ALTER SORTKEY (day)
----
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
ALTER MATERIALIZED VIEW lake.totals ALTER COMPOUND SORTKEY (day, kind)
----
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
ALTER MATERIALIZED VIEW lake.totals ALTER SORTKEY AUTO
----
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
ALTER MATERIALIZED VIEW lake.totals ALTER SORTKEY NONE
----
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
ALTER MATERIALIZED VIEW lake.totals ROW LEVEL SECURITY ON
----
-- prints: ALTER MATERIALIZED VIEW lake.totals ROW LEVEL SECURITY OFF CONJUNCTION TYPE OR FOR DATASHARES
-- sqlfluff: ALTER MATERIALIZED VIEW is unknown to it
alter materialized view lake.totals row level security off conjunction type or for datashares
----
REFRESH MATERIALIZED VIEW lake.totals
----
-- sqlfluff: CASCADE and RESTRICT of REFRESH are unknown to it
REFRESH MATERIALIZED VIEW lake.totals CASCADE
----
-- prints: REFRESH MATERIALIZED VIEW lake.totals RESTRICT
-- sqlfluff: CASCADE and RESTRICT of REFRESH are unknown to it
refresh materialized view LAKE.totals restrict
