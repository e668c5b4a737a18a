"""sqlfluff, which shares no code with redlake, reads what redlake renders."""

from __future__ import annotations

import pytest
import sqlfluff

from redlake.environment import load, names
from redlake.grammar.script import Statement
from redlake.revisions import FILES, history, read
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


@pytest.mark.parametrize("environment", names(ROOT))
def test_every_rendered_statement_is_redshift_sql_to_sqlfluff(environment: str) -> None:
    unread = []
    for statement in statements(environment):
        sql = statement.bound(dict.fromkeys(statement.secrets, "sha256|digest|salt"))
        try:
            sqlfluff.parse(f"{sql};\n", dialect="redshift")
        except sqlfluff.api.APIParsingError as error:
            unread.append((str(statement.place), statement.summary, str(error)))
    assert unread == []
