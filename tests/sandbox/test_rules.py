"""What Redshift refuses, the sandbox refuses; what it does not imitate, it says."""

from __future__ import annotations

import pytest

from tests.sandbox.lake import Lake, Session

LONG = "x" * 64

# statement, SQLSTATE, beginning of the message
REFUSED = [
    ("SAVEPOINT a", "0A000", 'SQL command "SAVEPOINT a" not supported.'),
    ("ROLLBACK TO SAVEPOINT a", "0A000", 'SQL command "ROLLBACK TO SAVEPOINT a" not supported.'),
    ("CREATE INDEX i ON stock (id)", "0A000", 'SQL command "CREATE INDEX'),
    ("INSERT INTO stock VALUES (1) RETURNING id", "42601", 'syntax error at or near "RETURNING"'),
    (
        "INSERT INTO stock VALUES (1) ON CONFLICT DO NOTHING",
        "42601",
        'syntax error at or near "CONFLICT"',
    ),
    ("CREATE USER IF NOT EXISTS u PASSWORD DISABLE", "42601", "syntax error"),
    ("CREATE USER u", "42601", "syntax error"),
    ("CREATE USER u PASSWORD 'short'", "22023", "password must"),
    ("CREATE USER u PASSWORD 'nouppercase1'", "22023", "password must"),
    ("CREATE USER u PASSWORD 'With/slash1'", "22023", "password must"),
    ("CREATE USER u PASSWORD 'sha256|zz|zz'", "22023", "sandbox: a sha256 password"),
    ("CREATE USER admin PASSWORD DISABLE", "42710", 'user "admin" already exists'),
    ("CREATE ROLE admin", "42710", 'user "admin" already exists'),
    ("ALTER USER admin PASSWORD DISABLE", "42501", 'password of superuser "admin"'),
    ("DROP USER nobody", "42704", 'user "nobody" does not exist'),
    ("DROP GROUP nobody", "42704", 'group "nobody" does not exist'),
    ("DROP ROLE nobody", "42704", 'role "nobody" does not exist'),
    ("DROP USER admin", "55006", "current user cannot be dropped"),
    ("GRANT SELECT ON stock TO nobody", "42704", 'user "nobody" does not exist'),
    ("GRANT SELECT ON stock TO GROUP nobody", "42704", 'group "nobody" does not exist'),
    ("GRANT SELECT ON stock TO ROLE nobody", "42704", 'role "nobody" does not exist'),
    ("GRANT SELECT ON stock TO PUBLIC WITH GRANT OPTION", "0LP01", "grant options can only"),
    ("GRANT USAGE ON SCHEMA nowhere TO PUBLIC", "3F000", 'schema "nowhere" does not exist'),
    ("GRANT USAGE ON DATABASE nowhere TO PUBLIC", "3D000", 'database "nowhere" does not exist'),
    ("GRANT INSERT (id) ON stock TO PUBLIC", "0A000", "sandbox: not imitated: privilege INSERT"),
    ("SELECT * FROM nowhere.stock", "42P01", 'relation "nowhere.stock" does not exist'),
    ("SELECT * FROM nothing", "42P01", 'relation "nothing" does not exist'),
    ("SELECT sandbox.enter_user('x')", "3F000", 'schema "sandbox" does not exist'),
    ("SELECT * FROM sandbox.users", "42P01", 'relation "sandbox.users" does not exist'),
    ("SELECT * FROM redshift.pg_user", "42P01", 'relation "redshift.pg_user" does not exist'),
    ("SELECT set_config('a', 'b', false)", "0A000", "sandbox: not imitated: set_config"),
    ("SET SESSION AUTHORIZATION rdsdb", "0A000", "sandbox: not imitated: SET SESSION"),
    ("RESET SESSION AUTHORIZATION", "0A000", "sandbox: not imitated: RESET SESSION"),
    ("SET role TO rdsdb", "42704", 'unrecognized configuration parameter "role"'),
    ("SET enable_seqscan TO off", "42704", "unrecognized configuration parameter"),
    ("CREATE TABLE stock (id int)", "42P07", 'Relation "stock" already exists'),
    ("CREATE SCHEMA public", "42P06", 'Schema "public" already exists'),
    ("DROP SCHEMA nowhere", "3F000", 'schema "nowhere" does not exist'),
    ("CREATE DATABASE dev", "42P04", 'database "dev" already exists'),
    ("CREATE DATABASE awsdatacatalog", "42P04", 'database "awsdatacatalog" already exists'),
    ("CREATE DATABASE sandbox", "0A000", "sandbox: not imitated: a database named"),
    ("DROP DATABASE nowhere", "3D000", 'database "nowhere" does not exist'),
    ("DROP DATABASE dev", "55006", "cannot drop the currently open database"),
    ("CREATE VIEW v AS", "42601", "syntax error: the statement ends too early"),
    (
        "CREATE VIEW v AS SELECT * FROM stock WITH NO SCHEMA BINDING",
        "42601",
        "All the relation names inside should be qualified when creating VIEW"
        " WITH NO SCHEMA BINDING.",
    ),
    (
        "CREATE OR REPLACE VIEW bound AS SELECT id, 1 AS more FROM public.stock",
        "42P16",
        "cannot change number of columns in view",
    ),
    (
        "CREATE OR REPLACE VIEW bound AS SELECT 'a'::varchar AS id FROM public.stock",
        "42P16",
        'cannot change data type of view column "id"',
    ),
    ("DROP TABLE stock", "2BP01", "cannot drop table stock because other objects depend on it"),
    ("DROP TABLE late", "42809", '"late" is not a table'),
    ("INSERT INTO late VALUES (1)", "0A000", "cannot insert into a view"),
    ("DELETE FROM late", "0A000", "cannot delete from a view"),
    ("LOCK late", "42809", '"late" is not a table'),
    ("TRUNCATE bound", "42809", '"bound" is not a table'),
    ("LOCK stock IN SHARE MODE", "42601", "syntax error"),
    (
        "CREATE MATERIALIZED VIEW m AS SELECT * FROM public.late",
        "0A000",
        "Materialized view definition cannot reference a late binding view",
    ),
    ("CREATE MATERIALIZED VIEW m AS SELECT * FROM bound", "0A000", "Materialized view definition"),
    ("CREATE MATERIALIZED VIEW m AS SELECT 1 AS a LIMIT 1", "0A000", "Materialized view definit"),
    ("CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1", "42601", "syntax error"),
    ("CREATE EXTERNAL SCHEMA e FROM DATA CATALOG DATABASE 'no'", "3D000", "sandbox: database"),
    ("COPY stock FROM 's3://a'", "0A000", "sandbox: not imitated: COPY"),
    ("CREATE LIBRARY l LANGUAGE plpythonu", "0A000", "sandbox: not imitated: CREATE LIBRARY"),
    (f"CREATE TABLE {LONG} (a int)", "0A000", "sandbox: not imitated: names as long as"),
    (f'SELECT 1 AS "{LONG}"', "0A000", "sandbox: not imitated: names as long as"),
    (f'CREATE USER "{LONG}" PASSWORD DISABLE', "0A000", "sandbox: not imitated: names as long"),
    (f"CREATE GROUP {'x' * 60}", "0A000", "sandbox: not imitated: names as long as"),
    ("SELECT 'never closed", "42601", "syntax error"),
]


@pytest.fixture(scope="module", autouse=True)
def _objects(admin: Session) -> None:
    admin.run("CREATE TABLE public.stock (id int)")
    admin.run("CREATE VIEW public.bound AS SELECT id FROM public.stock")
    admin.run("CREATE VIEW public.late AS SELECT id FROM public.stock WITH NO SCHEMA BINDING")


@pytest.mark.parametrize(("sql", "code", "message"), REFUSED, ids=[sql for sql, _, _ in REFUSED])
def test_refusal(admin: Session, sql: str, code: str, message: str) -> None:
    said_code, said = admin.refused(sql)

    assert (said_code[: len(code)], said[: len(message)]) == (code, message)


NOT_IN_BLOCK = [
    ("CREATE DATABASE other", "CREATE DATABASE"),
    ("DROP DATABASE other", "DROP DATABASE"),
    ("VACUUM", "VACUUM"),
    ("CREATE EXTERNAL TABLE s.t (a int)", "CREATE EXTERNAL TABLE"),
    ("ALTER TABLE stock APPEND FROM other", "ALTER TABLE APPEND"),
    ("ALTER TABLE stock ALTER COLUMN id TYPE bigint", "ALTER TABLE ALTER COLUMN"),
    ("GRANT USAGE ON DATABASE awsdatacatalog TO admin", "GRANT"),
]


@pytest.mark.parametrize(("sql", "command"), NOT_IN_BLOCK, ids=[sql for sql, _ in NOT_IN_BLOCK])
def test_transaction_block_is_refused(lake: Lake, sql: str, command: str) -> None:
    session = lake.connect(autocommit=False)
    session.run("SELECT 1")

    assert session.refused(sql) == ("25001", f"{command} cannot run inside a transaction block")
    code, _ = session.refused("CREATE USER u PASSWORD DISABLE")
    assert code == "25P02"
    session.connection.rollback()
    assert session.value("SELECT 1") == 1
    session.close()


@pytest.mark.parametrize(("sql", "command"), NOT_IN_BLOCK, ids=[sql for sql, _ in NOT_IN_BLOCK])
def test_several_statements_are_refused(lake: Lake, sql: str, command: str) -> None:
    said = lake.psql("-c", f"SELECT 1; {sql}")

    assert said.returncode != 0
    assert f"25001: {command} cannot run inside a multiple commands statement" in said.stderr


def test_explicit_block_in_one_message(lake: Lake) -> None:
    said = lake.psql("-c", "BEGIN; CREATE DATABASE other; COMMIT")

    assert "25001: CREATE DATABASE cannot run inside a transaction block" in said.stderr


def test_allowed_in_a_block(lake: Lake, admin: Session) -> None:
    session = lake.connect(autocommit=False)
    for sql in (
        "CREATE USER worker PASSWORD DISABLE",
        "GRANT SELECT ON public.stock TO worker",
        "CREATE EXTERNAL SCHEMA ext FROM DATA CATALOG DATABASE 'syntheticgeneraldata_consume'"
        " IAM_ROLE DEFAULT",
        "CREATE MATERIALIZED VIEW public.m AS SELECT * FROM ext.policydata",
        "REFRESH MATERIALIZED VIEW public.m",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO worker",
        "CREATE VIEW public.w AS SELECT * FROM public.stock WITH NO SCHEMA BINDING",
    ):
        session.run(sql)
    session.connection.rollback()
    session.close()

    assert admin.value("SELECT count(*) FROM pg_user WHERE usename = 'worker'") == 0
    assert admin.value("SELECT count(*) FROM svv_external_schemas") == 0
    assert admin.value("SELECT count(*) FROM pg_views WHERE viewname IN ('m', 'w')") == 0


def test_truncate_commits_what_ran_before_it(lake: Lake, admin: Session) -> None:
    session = lake.connect(autocommit=False)
    session.run("CREATE TABLE public.kept AS SELECT 1 AS a")
    session.run("TRUNCATE public.kept")
    session.connection.rollback()
    session.close()

    assert admin.value("SELECT count(*) FROM public.kept") == 0


def test_password_is_in_no_error(admin: Session) -> None:
    code, said = admin.refused("CREATE USER u PASSWORD 'Secret-word-1' NO SUCH OPTION")

    assert code == "0A000"
    assert "Secret" not in said
