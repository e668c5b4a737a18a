CREATE PROCEDURE lake.refresh() AS $$ BEGIN REFRESH MATERIALIZED VIEW lake.totals; END; $$ LANGUAGE plpgsql SECURITY DEFINER
----
CREATE OR REPLACE PROCEDURE lake.refresh(n INT, label IN VARCHAR(20), total INOUT NUMERIC(10, 2), done OUT BOOLEAN)
NONATOMIC
AS $body$
BEGIN
  total := n; -- it's
END;
$body$
LANGUAGE plpgsql
SECURITY INVOKER
SET search_path TO lake
----
CREATE PROCEDURE lake.modes(INOUT a INT, OUT b INT, IN c DATE) AS $$ BEGIN END; $$ LANGUAGE plpgsql
----
create procedure lake.unnamed(int, character varying(10), double precision) as 'BEGIN END;' language plpgsql
----
CREATE FUNCTION lake.f_greater(FLOAT, FLOAT) RETURNS FLOAT STABLE AS $$ SELECT CASE WHEN $1 > $2 THEN $1 ELSE $2 END $$ LANGUAGE sql
----
CREATE OR REPLACE FUNCTION lake.f_hash(value VARCHAR(MAX)) RETURNS VARCHAR(64) IMMUTABLE AS $$
  import hashlib
  return hashlib.sha256(value.encode()).hexdigest()
$$ LANGUAGE plpythonu
----
CREATE EXTERNAL FUNCTION lake.f_mask(VARCHAR) RETURNS VARCHAR VOLATILE LAMBDA 'mask' IAM_ROLE 'arn:aws:iam::123456789012:role/lambda' RETRY_TIMEOUT 0
----
CREATE OR REPLACE EXTERNAL FUNCTION lake.f_mask(VARCHAR, INT) RETURNS VARCHAR STABLE LAMBDA 'mask' IAM_ROLE DEFAULT
----
-- sqlfluff: the type INTERVAL DAY TO SECOND is unknown to it
CREATE FUNCTION lake."f odd"("the day" DATE, "group" TIMESTAMP WITH TIME ZONE) RETURNS INTERVAL DAY TO SECOND STABLE AS $$ SELECT $2 - $1 $$ LANGUAGE sql
----
-- prints: ALTER PROCEDURE lake.refresh(integer, character varying) RENAME TO refreshed
ALTER PROCEDURE lake.refresh(n INT, label IN VARCHAR(20), done OUT BOOLEAN) RENAME TO refreshed
----
ALTER PROCEDURE lake.refresh() OWNER TO "IAMR:Deploy"
----
-- prints: ALTER FUNCTION lake.f_greater(double precision, real) OWNER TO etl
alter function lake.f_greater(float8, float4) owner to etl
----
ALTER FUNCTION lake.f_hash(character varying) RENAME TO f_digest
----
DROP PROCEDURE lake.refresh()
----
-- prints: DROP PROCEDURE lake.refresh(bigint, numeric)
DROP PROCEDURE lake.refresh(volume INOUT int8, at_price IN decimal(10,2), result OUT int)
----
-- prints: DROP FUNCTION lake.f_all(smallint, boolean, character, varbyte, time with time zone, timestamp without time zone, super) CASCADE
DROP FUNCTION lake.f_all(int2, bool, bpchar, varbinary, timetz, timestamp, super) CASCADE
----
DROP FUNCTION lake.f_hash(character varying)
