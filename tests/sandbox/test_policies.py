"""Row-level security and masking: kept, shown, and never passed by."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.lake import Lake, Session

ON_CARD = ('["card"]', '["card"]', True)
SECURED = ("0A000", "sandbox: not imitated: reading the secured rows of cards")
MASKED = ("0A000", "sandbox: not imitated: reading the masked columns of cards")


@pytest.fixture(scope="module", autouse=True)
def security_administrators(admin: Session) -> None:
    """Redshift's own role, as far as it is known here."""
    if not admin.run("SELECT 1 FROM svv_roles WHERE role_name = 'sys:secadmin'"):
        admin.run('CREATE ROLE "sys:secadmin"')


def secure(owner: Session, relation: str = "cards") -> None:
    owner.run("CREATE RLS POLICY own WITH (id INT) USING (id = 1)")
    owner.run(f"ATTACH RLS POLICY own ON {relation} TO ROLE analyst")
    owner.run(f"ALTER TABLE {relation} ROW LEVEL SECURITY ON")


def mask(owner: Session, to: str, relation: str = "cards") -> None:
    owner.run("CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('X'::VARCHAR(16))")
    owner.run(f"ATTACH MASKING POLICY mask ON {relation} (card) TO {to}")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM cards",
        "SELECT count(*) FROM (SELECT 1 FROM consume.public.cards) c",
        "UPDATE cards SET id = 2",
        "DELETE FROM cards",
        "INSERT INTO cards SELECT * FROM cards",
        "CREATE TABLE copied AS SELECT * FROM cards",
        "EXPLAIN SELECT id FROM cards",
    ],
)
def test_secured_rows_are_read_by_nobody_whom_they_are_secured_from(
    owner: Session, reader: Session, sql: str
) -> None:
    secure(owner)

    assert reader.refused(sql) == SECURED
    assert owner.run("SELECT id FROM cards") == [[1]]


def test_a_statement_that_was_run_before_is_refused_too(owner: Session, reader: Session) -> None:
    owner.run("CREATE VIEW shown AS SELECT id FROM cards")
    owner.run("GRANT SELECT ON shown TO reader")
    of_table, of_view = "SELECT id FROM cards", "SELECT id FROM shown"
    before = reader.run(of_table), reader.run(of_view)

    secure(owner)

    assert before == ([[1]], [[1]])
    assert reader.refused(of_table) == SECURED
    assert reader.refused(of_view) == SECURED


def test_rows_may_be_inserted_and_tables_made_alike(owner: Session, reader: Session) -> None:
    secure(owner)
    owner.run("GRANT CREATE ON SCHEMA public TO reader")

    reader.run("INSERT INTO cards VALUES (2, '4716')")
    reader.run("CREATE TABLE alike (LIKE cards)")

    assert owner.value("SELECT count(*) FROM cards") == 2
    assert reader.run("SELECT * FROM alike") == []
    reader.run("DROP TABLE alike")


def test_rows_are_secured_from_their_owner_too(owner: Session, reader: Session) -> None:
    secure(owner)

    owner.run("ALTER TABLE cards OWNER TO reader")

    assert reader.refused("SELECT id FROM cards") == SECURED


def test_rows_are_not_secured_from_security_administrators(
    owner: Session, reader: Session, admin: Session
) -> None:
    secure(owner)
    admin.run('GRANT ROLE "sys:secadmin" TO reader')

    assert reader.run("SELECT id FROM cards") == [[1]]
    reader.run("ALTER TABLE cards ROW LEVEL SECURITY OFF")
    assert reader.run("SELECT polname, is_rls_on FROM svv_rls_attached_policy") == [["own", False]]
    admin.run('REVOKE ROLE "sys:secadmin" FROM reader')


def test_security_that_is_off_hides_nothing(owner: Session, reader: Session) -> None:
    secure(owner)

    owner.run("ALTER TABLE cards ROW LEVEL SECURITY OFF")

    assert reader.run("SELECT id FROM cards") == [[1]]


@pytest.mark.parametrize("late", ["", " WITH NO SCHEMA BINDING"])
@pytest.mark.parametrize("on", ["cards", "shown"])
def test_views_are_no_way_around_policies(
    owner: Session, reader: Session, on: str, late: str
) -> None:
    owner.run(f"CREATE VIEW shown AS SELECT id, card FROM public.cards{late}")
    owner.run("GRANT SELECT ON shown TO reader")
    secure(owner, on)

    refused = reader.refused("SELECT id FROM shown")

    assert refused == (SECURED[0], SECURED[1].replace("cards", on))
    assert owner.run("SELECT id FROM shown") == [[1]]


def test_materialized_views_are_secured_themselves(owner: Session, reader: Session) -> None:
    owner.run("CREATE MATERIALIZED VIEW daily AS SELECT id FROM cards")
    owner.run("GRANT SELECT ON daily TO reader")
    owner.run("ALTER MATERIALIZED VIEW daily ROW LEVEL SECURITY ON CONJUNCTION TYPE OR")

    assert reader.refused("SELECT id FROM daily")[1].endswith("the secured rows of daily")
    assert reader.run("SELECT id FROM cards") == [[1]]
    assert owner.run(
        "SELECT relname, relkind, is_rls_on, is_rls_datashare_on,"
        " rls_conjunction_type FROM svv_rls_relation"
    ) == [["daily", "materialized view", True, True, "or "]]


@pytest.mark.parametrize(
    "body", ["UPDATE cards SET id = id", "IF EXISTS (SELECT 1 FROM cards) THEN RETURN; END IF"]
)
def test_procedures_are_no_way_around_policies(owner: Session, reader: Session, body: str) -> None:
    owner.run(f"CREATE PROCEDURE touch() AS $$ BEGIN {body}; END $$ LANGUAGE plpgsql")
    owner.run("GRANT EXECUTE ON PROCEDURE touch() TO reader")
    reader.run("CALL touch()")

    secure(owner)

    assert reader.refused("CALL touch()") == SECURED
    owner.run("CALL touch()")


def test_a_procedure_reads_with_its_definers_rights(owner: Session, reader: Session) -> None:
    owner.run(
        "CREATE PROCEDURE touch() AS $$ BEGIN UPDATE cards SET id = 7; END $$"
        " LANGUAGE plpgsql SECURITY DEFINER"
    )
    owner.run("GRANT EXECUTE ON PROCEDURE touch() TO reader")
    secure(owner)

    reader.run("CALL touch()")

    assert owner.run("SELECT id FROM cards") == [[7]]


@pytest.mark.parametrize("to", ["PUBLIC", "reader", "ROLE analyst"])
def test_masked_columns_are_read_by_nobody_whom_they_are_masked_for(
    owner: Session, reader: Session, to: str
) -> None:
    mask(owner, to)

    assert reader.refused("SELECT card FROM cards") == MASKED


def test_masks_of_others_hide_nothing(owner: Session, reader: Session, admin: Session) -> None:
    admin.run("CREATE ROLE auditor")
    mask(owner, "ROLE auditor")

    assert reader.run("SELECT card FROM cards") == [["4532"]]
    owner.run("DETACH MASKING POLICY mask ON cards (card) FROM ROLE auditor")
    admin.run("DROP ROLE auditor")


def test_nothing_says_that_masks_spare_superusers(owner: Session) -> None:
    mask(owner, "PUBLIC")

    assert owner.refused("SELECT card FROM cards") == MASKED


def test_policies_are_shown_with_their_types(owner: Session) -> None:
    secure_with_alias = (
        "CREATE RLS POLICY own WITH (id INT, card VARCHAR(16)) AS t USING (t.id = 1)"
    )
    owner.run(secure_with_alias)
    owner.run(
        "CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING (left(card, 2), 'X'::VARCHAR(16))"
    )
    columns = (
        '[{"colname":"id","type":"integer"},{"colname":"card","type":"character varying(16)"}]'
    )

    assert owner.run(
        "SELECT poldb, polname, polalias, polatts, polqual, polenabled, polmodifiedby"
        " FROM svv_rls_policy"
    ) == [["consume", "own", "t", columns, "t.id = 1", True, "admin"]]
    ((name, taken, computed),) = owner.run(
        "SELECT policy_name, input_columns, policy_expression FROM svv_masking_policy"
    )
    assert (name, json.loads(taken)) == (
        "mask",
        [{"colname": "card", "type": "character varying(16)"}],
    )
    assert json.loads(computed) == [
        {"expr": "left(card, 2)", "type": "text"},
        {"expr": "'X'::VARCHAR(16)", "type": "character varying(16)"},
    ]


def test_attachments_are_shown_to_who_manages_them(owner: Session, reader: Session) -> None:
    secure(owner)
    owner.run("CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('X'::VARCHAR(16))")
    owner.run("ATTACH MASKING POLICY mask ON cards (card) USING (card) TO PUBLIC PRIORITY 20")

    assert owner.run("SELECT * FROM svv_rls_attached_policy") == [
        ["public", "cards", "table", "own", "admin", "analyst", "role", True, True, "and"]
    ]
    assert owner.run("SELECT * FROM svv_attached_masking_policy") == [
        [*("mask", "public", "cards", "table", "admin", "public", "public", 20), *ON_CARD]
    ]
    for view in (
        "svv_rls_policy",
        "svv_rls_attached_policy",
        "svv_rls_relation",
        "svv_masking_policy",
        "svv_attached_masking_policy",
    ):
        assert reader.run(f"SELECT * FROM {view}") == []


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE RLS POLICY p USING (true)",
        "ALTER RLS POLICY own USING (true)",
        "DROP RLS POLICY own",
        "ATTACH RLS POLICY own ON cards TO reader",
        "DETACH RLS POLICY own ON cards FROM ROLE analyst",
        "ALTER TABLE cards ROW LEVEL SECURITY OFF",
    ],
)
def test_policies_are_a_security_administrators_to_manage(
    owner: Session, reader: Session, sql: str
) -> None:
    secure(owner)

    assert reader.refused(sql)[0] == "42501"


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("CREATE RLS POLICY p WITH (id INT) USING (other = 1)", "42703"),
        ("CREATE RLS POLICY p USING (1)", "42804"),
        ("CREATE MASKING POLICY p WITH (a SUPER) USING (a)", "0A000"),
        ("CREATE RLS POLICY own USING (true)", "42710"),
        ("ALTER RLS POLICY own USING (nothing_like_it(id))", "42883"),
        ("ALTER MASKING POLICY mask USING (1)", "42804"),
        ("DROP RLS POLICY own", "2BP01"),
        ("DROP MASKING POLICY mask", "2BP01"),
        ("DROP MASKING POLICY mask CASCADE", "0A000"),
        ("ATTACH RLS POLICY own ON cards TO GROUP g", "42601"),
        ("ATTACH MASKING POLICY mask ON cards (missing) TO PUBLIC", "42703"),
        ("ATTACH MASKING POLICY blur ON cards (card) TO PUBLIC PRIORITY 9", "42710"),
        ("ATTACH MASKING POLICY blur ON cards (card) TO reader", "42710"),
        ("ATTACH RLS POLICY own ON pg_catalog.pg_class TO PUBLIC", "0A000"),
        ("ATTACH RLS POLICY other_alias ON cards TO PUBLIC", "0A000"),
        ("CREATE MATERIALIZED VIEW daily AS SELECT id FROM cards", "0A000"),
        ("ALTER TABLE cards DROP COLUMN id", "2BP01"),
        ("ALTER TABLE cards DROP COLUMN id CASCADE", "2BP01"),
        ("ALTER TABLE cards RENAME COLUMN card TO number", "2BP01"),
        ("DROP FUNCTION redacted(VARCHAR)", "2BP01"),
        ("DROP TABLE lookup CASCADE", "2BP01"),
        ("ATTACH RLS POLICY own ON lookup TO PUBLIC", "0A000"),
    ],
)
def test_what_redshift_refuses_is_refused(
    owner: Session, reader: Session, sql: str, sqlstate: str
) -> None:
    secure(owner)
    mask(owner, "PUBLIC")
    owner.run(
        "CREATE FUNCTION redacted(VARCHAR) RETURNS VARCHAR STABLE AS $$ SELECT 'x' $$ LANGUAGE sql"
    )
    owner.run("CREATE MASKING POLICY blur WITH (c VARCHAR(16)) USING (public.redacted(c))")
    owner.run("CREATE TABLE lookup (id INT)")
    owner.run(
        "CREATE RLS POLICY other_alias WITH (id INT) AS t"
        " USING (t.id IN (SELECT l.id FROM lookup l))"
    )
    if "PRIORITY 9" in sql:
        owner.run("DETACH MASKING POLICY mask ON cards (card) FROM PUBLIC")
        owner.run("ATTACH MASKING POLICY mask ON cards (card) TO reader PRIORITY 9")

    assert owner.refused(sql)[0] == sqlstate


def test_a_dropped_policy_takes_what_it_did_along(owner: Session, reader: Session) -> None:
    owner.run("CREATE RLS POLICY own USING (true)")
    owner.run("ATTACH RLS POLICY own ON cards TO reader, PUBLIC")

    owner.run("DROP RLS POLICY own CASCADE")

    assert owner.run("SELECT * FROM svv_rls_attached_policy") == []
    owner.run("DROP RLS POLICY IF EXISTS own")


def test_rows_policies_go_with_a_role_and_masks_hold_it(
    owner: Session, reader: Session, admin: Session
) -> None:
    admin.run("CREATE ROLE auditor")
    owner.run("CREATE RLS POLICY own USING (true)")
    owner.run("ATTACH RLS POLICY own ON cards TO ROLE auditor")
    mask(owner, "ROLE auditor")
    code, _ = admin.refused("DROP ROLE auditor")
    owner.run("DETACH MASKING POLICY mask ON cards (card) FROM ROLE auditor")

    admin.run("DROP ROLE auditor")

    assert code == "55006"
    assert owner.run("SELECT * FROM svv_rls_attached_policy") == []


def test_a_policy_may_be_granted_its_lookup_table(owner: Session) -> None:
    owner.run("CREATE TABLE lookup (id INT)")
    owner.run("CREATE RLS POLICY own USING (EXISTS (SELECT 1 FROM lookup))")

    owner.run("GRANT SELECT ON TABLE lookup TO RLS POLICY own")
    owner.run("REVOKE SELECT ON TABLE lookup FROM RLS POLICY own")

    assert owner.refused("GRANT SELECT ON lookup TO RLS POLICY other")[0] == "42704"


def test_a_statement_in_a_transaction_that_is_rolled_back_secures_nothing(
    lake: Lake, owner: Session, reader: Session
) -> None:
    session = lake.connect(database="consume", autocommit=False)
    secure(session)
    session.connection.rollback()
    session.close()

    assert reader.run("SELECT id FROM cards") == [[1]]
    assert owner.run("SELECT * FROM svv_rls_policy") == []
