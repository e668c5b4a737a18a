"""Which statements get to be alone, each with what says so.

Pages are of the Amazon Redshift Database Developer Guide, without their common beginning,
https://docs.aws.amazon.com/redshift/latest/dg/.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redlake.grammar.tokens import tokenize
from redlake.grammar.transactions import refuses_transaction

VIOLATIONS = "r_SVL_MULTI_STATEMENT_VIOLATIONS"

ALONE = [
    ("CREATE DATABASE lake", VIOLATIONS),
    ("create /* why */ database lake", VIOLATIONS),
    ("CREATE DATABASE d FROM ARN 'arn:x' WITH NO DATA CATALOG SCHEMA", VIOLATIONS),
    ("DROP DATABASE lake FORCE", VIOLATIONS),
    ("CREATE EXTERNAL TABLE s.t (a int) STORED AS PARQUET LOCATION 's3://b/'", VIOLATIONS),
    ("CREATE EXTERNAL TABLE s.t STORED AS PARQUET LOCATION 's3://b/' AS SELECT 1", VIOLATIONS),
    ("DROP EXTERNAL TABLE s.t", VIOLATIONS),
    ("ALTER EXTERNAL TABLE s.t RENAME TO u", VIOLATIONS),
    ("RENAME EXTERNAL TABLE s.t TO u", VIOLATIONS),
    ("CREATE LIBRARY f LANGUAGE plpythonu FROM 's3://b/f.zip'", VIOLATIONS),
    ("CREATE OR REPLACE LIBRARY f LANGUAGE plpythonu FROM 's3://b/f.zip'", VIOLATIONS),
    ("DROP LIBRARY f", VIOLATIONS),
    ("CREATE TABLESPACE t", VIOLATIONS),
    ("DROP TABLESPACE t", VIOLATIONS),
    ("REINDEX DATABASE dev", VIOLATIONS),
    ("REBUILDCAT", VIOLATIONS),
    ("INDEXCAT", VIOLATIONS),
    ("CLUSTER", VIOLATIONS),
    ("VACUUM", VIOLATIONS),
    ("vacuum full s.t to 75 percent", VIOLATIONS),
    ("GRANT SELECT ON EXTERNAL TABLE s.t TO IAM_ROLE 'arn:x'", VIOLATIONS),
    ("GRANT ALL ON EXTERNAL SCHEMA s TO PUBLIC", VIOLATIONS),
    ("REVOKE SELECT ON EXTERNAL TABLE s.t FROM IAM_ROLE 'arn:x'", VIOLATIONS),
    ("GRANT SELECT ON s.t TO IAM_ROLE 'arn:x'", VIOLATIONS),
    ("ALTER TABLE t APPEND FROM u", "r_ALTER_TABLE_APPEND"),
    ('ALTER TABLE "s"."t" APPEND FROM u FILLTARGET', "r_ALTER_TABLE_APPEND"),
    ("ALTER TABLE t ALTER COLUMN c TYPE varchar(300)", "r_ALTER_TABLE"),
    ("ALTER TABLE dev.s.t ALTER COLUMN c ENCODE zstd, ALTER COLUMN d ENCODE lzo", "r_ALTER_TABLE"),
    ("ALTER TABLE s.t ADD IF NOT EXISTS PARTITION (d='1') LOCATION 's3://b/'", "r_ALTER_TABLE"),
    ("ALTER TABLE s.t ADD PARTITION (d='1') LOCATION 's3://b/'", "r_ALTER_TABLE"),
    ("ALTER TABLE s.t DROP PARTITION (d='1')", "r_ALTER_TABLE"),
    ("ALTER TABLE s.t PARTITION (d='1') SET LOCATION 's3://b/'", "r_ALTER_TABLE"),
    ("ALTER TABLE s.t SET LOCATION 's3://b/'", "r_ALTER_TABLE"),
    ("ALTER TABLE s.t SET FILE FORMAT PARQUET", "r_ALTER_TABLE"),
    ("ALTER TABLE s.t SET TABLE PROPERTIES ('numRows'='1')", "r_ALTER_TABLE"),
    ("ALTER DATABASE lake ISOLATION LEVEL SNAPSHOT", "r_ALTER_DATABASE"),
    ("TRUNCATE TABLE t", "r_TRUNCATE: commits what ran before it"),
    ("REFRESH MATERIALIZED VIEW s.v", "a transaction of its own"),
    ("GRANT USAGE ON DATABASE awsdatacatalog TO ROLE r", "not settled"),
    ('GRANT USAGE ON DATABASE "awsdatacatalog" TO "IAMR:x"', "not settled"),
    ('REVOKE USAGE ON DATABASE "AwsDataCatalog" FROM "IAMR:x"', "not settled"),
    ("REVOKE GRANT OPTION FOR USAGE ON DATABASE awsdatacatalog FROM u", "not settled"),
    ("GRANT USAGE ON DATABASE dev, awsdatacatalog TO u", "not settled"),
    ("ALTER TABLE t ALTER c TYPE varchar(300)", "not settled"),
]

TOGETHER = [
    ("CREATE USER u PASSWORD DISABLE", "transactional"),
    ("GRANT SELECT ON ALL TABLES IN SCHEMA s TO GROUP g", "transactional"),
    ("GRANT USAGE ON SCHEMA external_schema TO u", "USAGE on an external schema is transactional"),
    ('GRANT CREATE ON DATABASE "dev" TO u', "transactional"),
    ("GRANT CREATE ON DATABASE dev TO awsdatacatalog", "a user of that name"),
    ("GRANT SELECT ON TABLE iam_role TO u", "a table of that name"),
    ("GRANT SELECT ON external TO u", "a table of that name"),
    ("GRANT ASSUMEROLE ON 'arn:x' TO u FOR COPY", "on a role, nothing external"),
    ("ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO u", "transactional"),
    ("CREATE EXTERNAL SCHEMA s FROM DATA CATALOG DATABASE 'd' IAM_ROLE default", "transactional"),
    ("DROP SCHEMA s", "transactional"),
    ("ALTER DATABASE lake OWNER TO isolation", "transactional"),
    ("ALTER DATABASE lake RENAME TO level", "transactional"),
    ("CREATE DATASHARE d", "transactional"),
    ("CREATE MATERIALIZED VIEW v AS SELECT 1", "not on the list"),
    ("DROP MATERIALIZED VIEW v", "not on the list"),
    ("ALTER TABLE t ADD COLUMN c int", "r_ALTER_TABLE"),
    ("ALTER TABLE t ADD COLUMN alter int", "a column of that name"),
    ("ALTER TABLE t ADD partition int", "a column of that name"),
    ('ALTER TABLE "append" RENAME TO "from"', "tables of those names"),
    ("ALTER TABLE t ALTER DISTKEY c", "alters no column"),
    ("ALTER TABLE t ALTER COMPOUND SORTKEY (c)", "alters no column"),
    ("ALTER TABLE t OWNER TO u", "r_ALTER_TABLE"),
    ("CREATE VIEW vacuum AS SELECT 1", "a view of that name"),
    ('"VACUUM"', "no statement at all"),
    ("SELECT 'CREATE DATABASE'", "only says so"),
    ("ALTER TABLE", "no statement at all"),
    ("ALTER DATABASE", "no statement at all"),
    ("GRANT", "no statement at all"),
]


@pytest.mark.parametrize(("sql", "source"), ALONE)
def test_alone(sql: str, source: str) -> None:
    assert refuses_transaction(tokenize(sql)), source


@pytest.mark.parametrize(("sql", "source"), TOGETHER)
def test_together_with_others(sql: str, source: str) -> None:
    assert not refuses_transaction(tokenize(sql)), source


WORDS = "ALTER TABLE DATABASE GRANT REVOKE ON EXTERNAL SCHEMA IAM_ROLE APPEND a . , ( \"b\" 'c'"


@given(st.lists(st.sampled_from(WORDS.split())).map(" ".join))
def test_every_statement_gets_an_answer(sql: str) -> None:
    assert refuses_transaction(tokenize(sql)) in (True, False)


def test_a_name_of_very_many_parts_gets_an_answer() -> None:
    assert not refuses_transaction(tokenize("ALTER TABLE a" + ".a" * 10_000))
