"""Models: kept, shown and granted; none can be asked."""

from __future__ import annotations

import pytest

from tests.sandbox.lake import Session

MODEL = (
    "CREATE MODEL {} FROM (SELECT id, card FROM cards) TARGET card FUNCTION predict_card"
    " IAM_ROLE DEFAULT SETTINGS (S3_BUCKET 'models')"
)


def test_a_model_is_shown_and_granted(owner: Session, reader: Session) -> None:
    owner.run("CREATE SCHEMA ml")
    owner.run(MODEL.format("ml.cards"))
    owner.run("GRANT EXECUTE ON MODEL ml.cards TO ROLE analyst")
    owner.run("ALTER MODEL ml.cards RETRAIN")

    info = "SELECT trim(database_name), trim(schema_name), trim(user_name), trim(model_name)"
    assert owner.run(f"{info} FROM svv_ml_model_info") == [["consume", "ml", "admin", "cards"]]
    assert reader.run(f"{info} FROM svv_ml_model_info") == []
    assert reader.run(
        "SELECT namespace_name, model_name, privilege_type, identity_name, identity_type,"
        " admin_option FROM svv_ml_model_privileges"
    ) == [["ml", "cards", "EXECUTE", "analyst", "role", False]]
    owner.run("REVOKE EXECUTE ON MODEL ml.cards FROM ROLE analyst")
    assert owner.run("SELECT * FROM svv_ml_model_privileges") == []


def test_a_model_cannot_be_asked(owner: Session) -> None:
    owner.run(MODEL.format("cards"))

    assert owner.refused("SELECT predict_card(id) FROM cards") == (
        "0A000",
        "sandbox: not imitated: function predict_card of a model",
    )


@pytest.mark.parametrize(
    ("sql", "sqlstate", "message"),
    [
        (MODEL.format("ml.cards"), "42710", "model ml.cards already exists"),
        ("DROP MODEL ml.other", "42704", "model ml.other does not exist"),
        ("ALTER MODEL ml.other RETRAIN", "42704", "model ml.other does not exist"),
        ("GRANT EXECUTE ON MODEL ml.other TO PUBLIC", "42704", "model ml.other does not exist"),
        ("DROP SCHEMA ml", "2BP01", "cannot drop schema ml because"),
        ("SHOW MODEL ml.cards", "0A000", "sandbox: not imitated: SHOW MODEL"),
    ],
)
def test_models_are_known_by_name(owner: Session, sql: str, sqlstate: str, message: str) -> None:
    owner.run("CREATE SCHEMA ml")
    owner.run(MODEL.format("ml.cards"))

    code, said = owner.refused(sql)

    assert (code, said[: len(message)]) == (sqlstate, message)


def test_a_model_is_its_owners(owner: Session, reader: Session) -> None:
    owner.run(MODEL.format("cards"))

    assert reader.refused(MODEL.format("mine")) == ("42501", "permission denied to create model")
    assert reader.refused("DROP MODEL cards")[0] == "42501"
    owner.run("DROP MODEL cards")
    owner.run("DROP MODEL IF EXISTS cards")
    assert owner.run("SELECT * FROM svv_ml_model_info") == []
