"""How statements of the Data API end, whatever is asked of them."""

from __future__ import annotations

from typing import Any

import pytest

from redlake.sandbox.client import Client
from redlake.sandbox.endpoint.statements import Statement
from tests.sandbox.data_api import DataApi
from tests.sandbox.lake import ADMIN_SECRET, Lake, Session


@pytest.fixture(scope="module")
def data(lake: Lake) -> DataApi:
    return DataApi(lake)


def test_what_is_canceled_while_it_is_read_changes_nothing(data: DataApi, admin: Session) -> None:
    sql = f"create table public.never as select 1 as a where 1 in ({'1,' * 45_000} 1)"
    ids = []
    for _ in range(2):
        submitted = data.client.execute_statement(**data.at, SecretArn=ADMIN_SECRET, Sql=sql)
        ids.append(submitted["Id"])

        assert data.client.cancel_statement(Id=submitted["Id"])["Status"]

    assert [data.ended({"Id": each})["Status"] for each in ids] == ["ABORTED", "ABORTED"]
    assert admin.run("select 1 from pg_class where relname = 'never'") == []


def test_a_batch_is_read_part_by_part(data: DataApi, admin: Session) -> None:
    described = data.batch("create table public.mixed as select 1 as a", "select 'a", "select b'")

    statuses = [each["Status"] for each in described["SubStatements"]]
    assert described["Status"] == "FAILED"
    assert described["Error"] == "ERROR: syntax error: a string is never closed"
    assert statuses == ["ABORTED", "FAILED", "ABORTED"]
    assert admin.run("select 1 from pg_class where relname = 'mixed'") == []


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_what_is_no_text_is_refused(data: DataApi, text: str) -> None:
    parameters = [{"name": "x", "value": text}]
    code, message = "ValidationException", "sandbox: a NUL, or half of a surrogate pair"

    for asked in ({"Sql": f"select '{text}'"}, {"Sql": "select :x", "Parameters": parameters}):
        refused = data.refused(**data.at, **asked)
        assert refused[0] == code
        assert refused[1].startswith(message)


def test_a_fault_of_the_sandboxs_own_is_an_end() -> None:
    def connect() -> Client:
        raise RuntimeError("broken")

    statement = Statement(["select 1"], [])
    statement.start(connect, None)

    assert statement.wait(10)
    assert (statement.status, statement.error) == ("FAILED", "FATAL: sandbox: a fault of its own")


@pytest.mark.parametrize("token", ["²", "x", "-1", "9" * 5000])
def test_a_token_that_nobody_gave_is_refused(data: DataApi, token: str) -> None:
    done = data.execute("select 1", SecretArn=ADMIN_SECRET)["Id"]

    with pytest.raises(data.client.exceptions.ValidationException, match="NextToken is invalid"):
        data.client.get_statement_result(Id=done, NextToken=token)


def test_a_sub_statement_that_there_is_not(data: DataApi) -> None:
    done = data.batch("select 1")["Id"]

    for number in ("²", "0", "01", "2"):
        with pytest.raises(data.client.exceptions.ResourceNotFoundException):
            data.client.describe_statement(Id=f"{done}:{number}")


def test_numbers_that_json_does_not_know(data: DataApi) -> None:
    sql = "select 'NaN'::float8, 'Infinity'::float4, 1.5::float8"
    (row,) = data.records(sql, SecretArn=ADMIN_SECRET)

    expected: list[Any] = [{"stringValue": "NaN"}, {"stringValue": "Infinity"}]
    assert row == [*expected, {"doubleValue": 1.5}]
