CREATE VIEW lake.daily AS
SELECT day, sum(amount) AS amount FROM lake.sales GROUP BY day
----
CREATE OR REPLACE VIEW lake.daily AS
SELECT day FROM lake.sales
WITH NO SCHEMA BINDING
----
-- prints: CREATE VIEW lake.daily AS\nselect 1
create view Lake.Daily as select 1
----
-- prints: CREATE OR REPLACE VIEW lake.daily AS\nselect *\nfrom lake.sales -- all of it\n, lake.days\nWITH NO SCHEMA BINDING
CREATE or replace VIEW "LAKE".daily AS -- why
  select *
from lake.sales -- all of it
, lake.days with /* no */ no schema binding
----
CREATE VIEW lake.pairs (a, "b c", "group") AS
SELECT 1, 2, 3
----
-- prints: CREATE VIEW lake.pairs (a, b) AS\nSELECT 1, 2
CREATE VIEW lake.pairs(A, "B") AS SELECT 1, 2
----
CREATE VIEW lake.one AS
(SELECT 1)
----
CREATE VIEW lake.either AS
((SELECT a FROM lake.x) UNION ALL (SELECT a FROM lake.y))
----
CREATE VIEW lake.either AS
SELECT a FROM lake.x EXCEPT SELECT a FROM lake.y
----
CREATE VIEW lake.named AS
WITH recent AS (SELECT * FROM lake.sales WHERE day > current_date - 7)
SELECT count(*) FROM recent
----
CREATE VIEW lake.numbers AS
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n
----
CREATE VIEW "my schema"."my.view" AS
SELECT 'it''s' AS "a ""b"""
----
CREATE VIEW "été"."überblick" AS
SELECT 1 AS "größe"
----
CREATE VIEW warehouse.lake.daily AS
SELECT day FROM lake.sales
WITH NO SCHEMA BINDING
----
CREATE VIEW lake.items AS
SELECT i.sku FROM lake.orders o, o.items i
----
CREATE VIEW lake.attributes AS
SELECT attr, val FROM lake.orders AS o, UNPIVOT o.attributes AS val AT attr
----
CREATE VIEW lake.wide AS
SELECT * FROM (SELECT kind, amount FROM lake.sales) PIVOT (sum(amount) FOR kind IN ('a', 'b'))
----
CREATE VIEW lake.quoted AS
SELECT $$it's; "fine"$$ AS a, 'with no schema binding' AS b
----
CREATE VIEW lake.commented AS
SELECT 1 /* one; */ AS a, -- with no schema binding
  2 AS b
----
-- prints: CREATE VIEW public.daily AS\nSELECT 1
CREATE VIEW daily AS SELECT 1
----
CREATE VIEW lake.first_five AS
SELECT TOP 5 a, b FROM lake.sales ORDER BY a DESC
----
CREATE VIEW lake.windows AS
SELECT row_number() OVER (PARTITION BY a ORDER BY b) AS n, listagg(a, ',') WITHIN GROUP (ORDER BY b) OVER (PARTITION BY c) AS l FROM lake.sales
