ALTER TABLE lake.daily RENAME TO weekly
----
-- prints: ALTER TABLE lake.daily RENAME TO "the week"
alter table lake."DAILY" rename to "The Week"
----
ALTER TABLE lake.daily OWNER TO "IAMR:Deploy"
----
ALTER TABLE lake.daily OWNER TO etl
----
DROP TABLE lake.sales
----
DROP TABLE IF EXISTS lake.sales, lake."order" CASCADE
----
-- prints: DROP TABLE lake.sales
DROP TABLE lake.sales RESTRICT
----
DROP VIEW lake.daily
----
-- prints: DROP VIEW IF EXISTS lake.daily, lake.weekly
drop view if exists Lake.Daily /* both */, "lake"."weekly"
----
DROP VIEW lake.daily CASCADE
----
DROP VIEW warehouse.lake.daily
----
DROP MATERIALIZED VIEW lake.totals
----
DROP MATERIALIZED VIEW IF EXISTS lake.totals, lake.sums CASCADE
----
COMMENT ON TABLE lake.sales IS 'What was sold'
----
COMMENT ON VIEW lake.daily IS 'it''s \\ daily'
----
COMMENT ON COLUMN lake.sales.day IS NULL
----
-- prints: COMMENT ON COLUMN public.sales."the day" IS 'x'
comment on column Sales."The Day" is 'x'
----
COMMENT ON DATABASE warehouse IS 'all of it'
----
COMMENT ON CONSTRAINT sales_pk ON lake.sales IS 'unique'
