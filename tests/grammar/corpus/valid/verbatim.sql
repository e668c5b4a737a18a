CREATE TABLE lake.sales (id BIGINT IDENTITY(1, 1), day DATE SORTKEY, amount NUMERIC(10, 2)) DISTSTYLE AUTO
----
create table if not exists Lake."Sales" (like lake.template)
----
CREATE TABLE lake.copy AS SELECT * FROM lake.sales
----
CREATE TEMP TABLE scratch (a INT)
----
CREATE LOCAL TEMPORARY TABLE scratch AS SELECT 1 AS a
----
CREATE TABLE #scratch (a INT)
----
-- sqlfluff: STRUCT columns are unknown to it
CREATE EXTERNAL TABLE ext.sales (id BIGINT, item STRUCT<sku: VARCHAR(20), n: INT>) PARTITIONED BY (day DATE) STORED AS PARQUET LOCATION 's3://lake/sales/'
----
-- sqlfluff: Data Catalog views are unknown to it
CREATE EXTERNAL VIEW ext.daily IF NOT EXISTS AS SELECT 1 AS a
----
-- sqlfluff: Data Catalog views are unknown to it
CREATE EXTERNAL PROTECTED VIEW ext.daily AS SELECT 1 AS a
----
CREATE MODEL lake.churn FROM (SELECT age, churned FROM lake.customers) TARGET churned FUNCTION predict_churn IAM_ROLE DEFAULT SETTINGS (S3_BUCKET 'models')
----
-- sqlfluff: external models are unknown to it
CREATE EXTERNAL MODEL llm MODEL_TYPE BEDROCK SETTINGS (MODEL_ID 'anthropic.claude-v2', PROMPT 'Say it:')
----
CREATE LIBRARY f_urlparse LANGUAGE plpythonu FROM 's3://lake/urlparse.zip' CREDENTIALS 'aws_iam_role=arn:aws:iam::123456789012:role/r'
----
CREATE OR REPLACE LIBRARY f_urlparse LANGUAGE plpythonu FROM 's3://lake/urlparse.zip' IAM_ROLE DEFAULT
----
CREATE RLS POLICY own_region WITH (region VARCHAR(10)) AS t USING (t.region = current_user)
----
-- sqlfluff: IF NOT EXISTS of a masking policy is unknown to it
CREATE MASKING POLICY IF NOT EXISTS mask_card WITH (card VARCHAR(256)) USING ('XXXX'::VARCHAR(256))
----
-- sqlfluff: identity providers are unknown to it
CREATE IDENTITY PROVIDER idp TYPE azure NAMESPACE 'aad' PARAMETERS '{"issuer": "https://sts.windows.net/x/"}'
----
-- sqlfluff: templates are unknown to it
CREATE TEMPLATE lake.csv FOR COPY AS CSV DELIMITER ','
----
-- sqlfluff: templates are unknown to it
CREATE OR REPLACE TEMPLATE warehouse.lake.csv FOR COPY AS CSV
----
ALTER TABLE lake.sales ADD COLUMN kind VARCHAR(10) DEFAULT 'a'
----
ALTER TABLE lake.sales RENAME COLUMN kind TO type
----
ALTER TABLE lake.sales ALTER DISTSTYLE KEY DISTKEY id
----
ALTER TABLE lake.sales APPEND FROM lake.staged
----
-- sqlfluff: it takes ADD PARTITION with IF NOT EXISTS only
ALTER TABLE ext.sales ADD PARTITION (day = '2026-01-01') LOCATION 's3://lake/sales/day=2026-01-01/'
----
-- sqlfluff: ROW LEVEL SECURITY is unknown to it
ALTER TABLE lake.sales ROW LEVEL SECURITY ON
----
-- sqlfluff: ALTER RLS POLICY is unknown to it
ALTER RLS POLICY own_region USING (region = 'EU')
----
ALTER MASKING POLICY mask_card USING ('X'::VARCHAR(256))
----
-- sqlfluff: identity providers are unknown to it
ALTER IDENTITY PROVIDER idp DISABLE
----
ALTER SYSTEM SET system_setting = 1
----
-- sqlfluff: templates are unknown to it
ALTER TEMPLATE lake.csv RENAME TO comma
----
ATTACH RLS POLICY own_region ON lake.sales TO ROLE analyst
----
DETACH RLS POLICY own_region ON lake.sales FROM ROLE analyst
----
ATTACH MASKING POLICY mask_card ON lake.cards (card) TO PUBLIC PRIORITY 10
----
DETACH MASKING POLICY mask_card ON lake.cards (card) FROM PUBLIC
----
DROP MODEL IF EXISTS lake.churn
----
-- sqlfluff: external models are unknown to it
DROP EXTERNAL MODEL llm
----
-- sqlfluff: DROP LIBRARY is unknown to it
DROP LIBRARY f_urlparse
----
DROP RLS POLICY IF EXISTS own_region CASCADE
----
DROP MASKING POLICY mask_card
----
-- sqlfluff: identity providers are unknown to it
DROP IDENTITY PROVIDER idp CASCADE
----
-- sqlfluff: templates are unknown to it
DROP TEMPLATE lake.csv
----
-- sqlfluff: Data Catalog views are unknown to it
DROP EXTERNAL VIEW ext.daily IF EXISTS
----
INSERT INTO lake.days VALUES ('2026-01-01'), ('2026-01-02')
----
update Lake.Sales set kind = 'it''s' where id = 1
----
DELETE FROM lake.sales WHERE day < '2020-01-01'
----
MERGE INTO lake.sales USING lake.staged s ON sales.id = s.id REMOVE DUPLICATES
----
COPY lake.sales FROM 's3://lake/sales/' IAM_ROLE DEFAULT FORMAT AS PARQUET
----
UNLOAD ('SELECT * FROM lake.sales') TO 's3://lake/out/' IAM_ROLE DEFAULT PARQUET
----
SELECT count(*) = 1 FROM svv_external_schemas WHERE schemaname = 'ext'
----
WITH a AS (SELECT 1 AS n) SELECT n FROM a
----
CALL lake.refresh(1, 'a')
----
SET query_group TO 'redlake'
----
SET SESSION AUTHORIZATION etl
----
RESET query_group
----
-- sqlfluff: SHOW GRANTS is unknown to it
SHOW GRANTS ON TABLE lake.sales
----
EXPLAIN SELECT 1
----
ANALYZE
----
ANALYZE COMPRESSION lake.sales
----
VACUUM FULL lake.sales TO 90 PERCENT
----
TRUNCATE TABLE lake.sales
----
LOCK TABLE lake.sales
----
DESC DATASHARE share
----
USE warehouse
