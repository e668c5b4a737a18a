"""What the Amazon Redshift Data API answers for the stand-in's warehouse.

https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

from redlake.sandbox.client import Client
from redlake.sandbox.endpoint import parameters, records, wire
from redlake.sandbox.endpoint.authorization import authorize
from redlake.sandbox.endpoint.call import Call
from redlake.sandbox.endpoint.data_api_logins import DataApiLogins
from redlake.sandbox.endpoint.identity import Principal
from redlake.sandbox.endpoint.refusals import Invalid, NotAnswered, NotFound
from redlake.sandbox.endpoint.statements import Part, Statement
from redlake.sandbox.endpoint.warehouse import Warehouse

_LONGEST = 100_000  # bytes of a statement
_LONGEST_TOKEN = 18  # digits, in which a row's number fits
_PAGE = 1000  # rows; how many Redshift gives is not documented
_NOT_IMITATED = ("SessionId", "SessionKeepAliveSeconds", "WithEvent")


@dataclass(frozen=True)
class _Kept:
    """A statement, who ran it, and how it was asked for."""

    statement: Statement
    principal: Principal
    asked: Mapping[str, Any]
    said: Mapping[str, Any]
    batch: bool


class DataApi:
    """The service ``redshift-data``.

    A statement runs in a session of its own, through the warehouse's own port. It is
    known to the IAM identity that ran it, as long as the sandbox lives.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._logins = DataApiLogins(warehouse)
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}
        self._tokens: dict[tuple[str, str], str] = {}
        self._answers: dict[str, Callable[[Call, Principal], Mapping[str, Any]]] = {
            "ExecuteStatement": self._execute,
            "BatchExecuteStatement": self._execute_batch,
            "DescribeStatement": self._describe,
            "GetStatementResult": self._get_result,
            "CancelStatement": self._cancel,
            "ListStatements": self._list,
        }

    def answer(self, call: Call, principal: Principal) -> Response:
        if call.action not in self._answers:
            raise NotAnswered(call.service, call.action)
        return wire.answer(call, self._answers[call.action](call, principal))

    def _execute(self, call: Call, principal: Principal) -> Mapping[str, Any]:
        """https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_ExecuteStatement.html"""
        return self._run(call, principal, [call.parameters["Sql"]], batch=False)

    def _execute_batch(self, call: Call, principal: Principal) -> Mapping[str, Any]:
        """https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_BatchExecuteStatement.html"""
        if "Parameters" in call.parameters:
            raise _not_imitated("Parameters of a batch")
        if call.parameters.get("ExecutionMode", "TRANSACTION") != "TRANSACTION":
            raise _not_imitated("ExecutionMode AUTO_COMMIT")
        return self._run(call, principal, call.parameters["Sqls"], batch=True)

    def _run(
        self, call: Call, principal: Principal, sqls: list[str], *, batch: bool
    ) -> Mapping[str, Any]:
        asked = call.parameters
        for name in _NOT_IMITATED:
            if asked.get(name):
                raise _not_imitated(name)
        if asked.get("ResultFormat", "JSON") != "JSON":
            raise _not_imitated(f"ResultFormat {asked['ResultFormat']}")
        login = self._logins.login(call, principal)
        _demand_text(*sqls, *(str(each.get("value")) for each in asked.get("Parameters") or ()))
        if any(len(sql.encode()) > _LONGEST for sql in sqls):
            raise Invalid("Cannot process query string larger than 100kB")
        prepared: str | None = None
        values: list[str] = []
        if asked.get("Parameters"):
            prepared, values = parameters.bound(sqls[0], asked["Parameters"])
        token = (principal.arn, asked.get("ClientToken", ""))
        with self._lock:
            kept = self._kept.get(self._tokens.get(token, "")) if token[1] else None
            if kept is None:
                statement = Statement(sqls, values)
                said = {**login.said, "Database": asked["Database"]}
                kept = _Kept(statement, principal, asked, said, batch)
                self._kept[statement.id] = kept
                self._tokens[token] = statement.id
                connect = functools.partial(
                    Client,
                    self._warehouse.port,
                    self._warehouse.certificate,
                    user=login.user,
                    password=login.password,
                    database=asked["Database"],
                )
                statement.start(connect, prepared)
        statement = kept.statement
        answer = {"Id": statement.id, "CreatedAt": statement.created, **kept.said}
        if "WaitTimeSeconds" in asked:
            statement.wait(asked["WaitTimeSeconds"])
            answer |= {"Status": statement.status, "HasResultSet": _has_rows(statement)}
        return answer

    def _describe(self, call: Call, principal: Principal) -> Mapping[str, Any]:
        """https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_DescribeStatement.html"""
        kept, part = self._found(call, principal)
        statement = kept.statement
        statement.wait(call.parameters.get("WaitTimeSeconds", 0))
        described: dict[str, Any] = {
            **kept.said,
            "CreatedAt": statement.created,
            "UpdatedAt": statement.updated,
            "RedshiftQueryId": -1,
            "ResultFormat": "JSON",
        }
        if kept.asked.get("Parameters"):
            described["QueryParameters"] = kept.asked["Parameters"]
        if part is not None:
            return {**described, **_part(part), "Id": call.parameters["Id"]}
        if not kept.batch:
            described |= _part(statement.parts[0])
        else:
            described |= {
                "ExecutionMode": "TRANSACTION",
                "HasResultSet": _has_rows(statement),
                "ResultRows": -1,
                "ResultSize": -1,
                "SubStatements": [
                    {
                        **_part(each),
                        "Id": f"{statement.id}:{number}",
                        "CreatedAt": statement.created,
                        "UpdatedAt": statement.updated,
                        "RedshiftQueryId": -1,
                    }
                    for number, each in enumerate(statement.parts, 1)
                ],
            }
        described |= {
            "Id": statement.id,
            "Status": statement.status,
            "Duration": statement.nanoseconds,
        }
        if statement.error is not None:
            described["Error"] = statement.error
        return described

    def _get_result(self, call: Call, principal: Principal) -> Mapping[str, Any]:
        """https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_GetStatementResult.html"""
        kept, part = self._found(call, principal)
        kept.statement.wait(call.parameters.get("WaitTimeSeconds", 0))
        if part is None and kept.batch:
            raise Invalid(
                "BatchExecuteStatement result can only be retrieved with sub-statement id."
            )
        part = part or kept.statement.parts[0]
        result = part.result
        if kept.statement.status != "FINISHED" or result is None or result.columns is None:
            raise NotFound(
                "ResourceNotFoundException",
                "Query does not have result. Please check query status with DescribeStatement.",
                400,
            )
        start = _page_start(call)
        columns = result.columns
        answer: dict[str, Any] = {
            "Records": [records.fields(columns, row) for row in result.rows[start : start + _PAGE]],
            "ColumnMetadata": [records.metadata(column) for column in columns],
            "TotalNumRows": len(result.rows),
        }
        if start + _PAGE < len(result.rows):
            answer["NextToken"] = str(start + _PAGE)
        return answer

    def _cancel(self, call: Call, principal: Principal) -> Mapping[str, Any]:
        """https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_CancelStatement.html"""
        statement = self._found(call, principal)[0].statement
        if not statement.cancel():
            raise Invalid(
                f"Could not cancel a query that is already in {statement.status} state"
                f" with ID: {statement.id}"
            )
        return {"Status": True}

    def _list(self, call: Call, principal: Principal) -> Mapping[str, Any]:
        """https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_ListStatements.html"""
        authorize(principal, call, "*")
        asked = call.parameters
        with self._lock:
            everything = list(reversed(self._kept.values()))
        wanted = [kept for kept in everything if _is_wanted(kept, principal, asked)]
        start, size = _page_start(call), asked.get("MaxResults") or 100
        answer: dict[str, Any] = {"Statements": [_listed(k) for k in wanted[start : start + size]]}
        if start + size < len(wanted):
            answer["NextToken"] = str(start + size)
        return answer

    def _found(self, call: Call, principal: Principal) -> tuple[_Kept, Part | None]:
        """The statement with this id, and the part of it that the id's suffix names.

        Others' statements are as little there as those that never were.
        """
        authorize(principal, call, "*")
        id_, _, number = call.parameters["Id"].partition(":")
        with self._lock:
            kept = self._kept.get(id_)
        if kept is not None and kept.principal.identity == principal.identity:
            if not number:
                return kept, None
            if kept.batch and number in map(str, range(1, len(kept.statement.parts) + 1)):
                return kept, kept.statement.parts[int(number) - 1]
        raise NotFound("ResourceNotFoundException", "Query does not exist.", 400)


def _part(part: Part) -> dict[str, Any]:
    """What is said alike of a statement and of one of several."""
    said = {
        "QueryString": part.sql,
        "Status": part.status,
        "Duration": part.nanoseconds,
        "HasResultSet": part.status == "FINISHED" and part.result is not None,
        "ResultRows": part.rows,
        "ResultSize": part.size,
    }
    return said if part.error is None else {**said, "Error": part.error}


def _has_rows(statement: Statement) -> bool:
    return statement.status == "FINISHED" and any(part.result for part in statement.parts)


def _is_wanted(kept: _Kept, principal: Principal, asked: Mapping[str, Any]) -> bool:
    whole_role = asked.get("RoleLevel", True)
    own = (
        kept.principal.identity == principal.identity
        if whole_role
        else kept.principal.arn == principal.arn
    )
    status = asked.get("Status", "FINISHED")
    places = ("Database", "ClusterIdentifier", "WorkgroupName")
    return (
        own
        and status in ("ALL", kept.statement.status)
        and kept.asked.get("StatementName", "").startswith(asked.get("StatementName", ""))
        and all(asked[place] == kept.said.get(place) for place in places if place in asked)
    )


def _listed(kept: _Kept) -> Mapping[str, Any]:
    statement = kept.statement
    said: dict[str, Any] = {
        "Id": statement.id,
        "Status": statement.status,
        "CreatedAt": statement.created,
        "UpdatedAt": statement.updated,
        "IsBatchStatement": kept.batch,
        "ResultFormat": "JSON",
        "StatementName": kept.asked.get("StatementName"),
        "SecretArn": kept.asked.get("SecretArn"),
        "QueryParameters": kept.asked.get("Parameters"),
    }
    if kept.batch:
        said["QueryStrings"] = [part.sql for part in statement.parts]
    else:
        said["QueryString"] = statement.parts[0].sql
    return {name: value for name, value in said.items() if value is not None}


def _page_start(call: Call) -> int:
    token = call.parameters.get("NextToken", "0")
    if not (token.isascii() and token.isdigit() and len(token) <= _LONGEST_TOKEN):
        raise Invalid("The NextToken is invalid.")
    return int(token)


def _demand_text(*texts: str) -> None:
    for text in texts:
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise Invalid("sandbox: a NUL, or half of a surrogate pair, is no text of Redshift's")


def _not_imitated(what: str) -> Invalid:
    return Invalid(f"sandbox: not imitated: {what}")
