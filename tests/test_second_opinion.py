"""sqlfluff, which shares no code with redlake, reads what redlake renders."""

from __future__ import annotations

import re

import pytest
import sqlfluff

from redlake.environment import load, names
from redlake.grammar.script import Statement
from redlake.history import FILES, history
from redlake.revisions import read
from tests.conftest import ROOT


def statements(environment: str) -> list[Statement]:
    loaded = load(environment, ROOT)
    found = [
        statement
        for revision in history(ROOT)
        for file in FILES
        for segment in read(revision, file, loaded)
        for statement in segment.statements
    ]
    return list({statement.text: statement for statement in found}.values())


# Forms that sqlfluff's dialect lacks, and the page of the Amazon Redshift Database
# Developer Guide that has them.
GAPS = {
    r"DROP GROUP": "DROP GROUP",
    r"(GRANT|REVOKE) .*\s(TO|FROM) ROLE .*, GROUP": "GRANT: each grantee has its own keyword",
    r"ALTER DEFAULT PRIVILEGES .*\s(TO|FROM) ROLE": "ALTER DEFAULT PRIVILEGES: ROLE",
}


def gap(statement: Statement) -> str | None:
    return next((form for form in GAPS if re.match(form, statement.text, re.DOTALL)), None)


@pytest.mark.parametrize("environment", names(ROOT))
def test_every_rendered_statement_is_redshift_sql_to_sqlfluff(environment: str) -> None:
    unread = {
        statement.text: gap(statement)
        for statement in statements(environment)
        if not reads(statement)
    }

    assert [text for text, form in unread.items() if form is None] == []
    assert set(unread.values()) == GAPS.keys(), "a gap has closed: take it off the list"


def reads(statement: Statement) -> bool:
    sql = statement.bound(dict.fromkeys(statement.secrets, "sha256|digest|salt"))
    try:
        sqlfluff.parse(f"{sql};\n", dialect="redshift")
    except sqlfluff.api.APIParsingError:
        return False
    return True
