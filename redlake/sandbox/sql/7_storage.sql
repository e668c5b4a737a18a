-- Where rows lie, as the catalog shows it to superusers, of tables and materialized views with rows.
CREATE VIEW redshift.svv_table_info AS
SELECT sandbox.here() AS database, sandbox.schema_here(s.nspname)::text AS schema, c.oid::int AS table_id,
       c.relname::text AS "table",
       CASE WHEN k.diststyle IS NULL THEN CASE c.relkind WHEN 'm' THEN 'EVEN' ELSE 'AUTO(ALL)' END
            WHEN k.diststyle = 'KEY' THEN format('KEY(%s)', k.distkey)
            WHEN k.diststyle = 'AUTO' THEN 'AUTO(ALL)' ELSE k.diststyle END AS diststyle,
       CASE WHEN k.sortkey_style = 'INTERLEAVED' THEN 'INTERLEAVED'
            WHEN k.sortkey_style = 'COMPOUND' THEN k.sortkey[1]
            WHEN k.sortkey_style = 'AUTO' OR k.sortkey_style IS NULL AND c.relkind = 'r' THEN 'AUTO(SORTKEY)'
       END AS sortkey1,
       coalesce(cardinality(k.sortkey), 0) AS sortkey_num
  FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
  LEFT JOIN sandbox.storage k ON k.relation = c.oid
 WHERE sandbox.schema_here(s.nspname) IS NOT NULL AND c.relkind IN ('r', 'm') AND pg_relation_size(c.oid) > 0
   AND (SELECT rolsuper FROM pg_roles WHERE rolname = session_user);
GRANT SELECT ON redshift.svv_table_info TO PUBLIC;
