"""A made-up project with as many revisions as wanted, as a lake's would be.

Each revision does what one pull request does: readers, an external schema, a view, grants,
a changed view. The templates say what all of them together come to.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
_FROM_HERE = ("alembic.ini", "environments", "migrations/env.py", "migrations/script.py.mako")

_REVISION = '''"""{about}."""

from redlake import operations

revision = "{id}"
down_revision = {parent!r}


def upgrade() -> None:
    operations.upgrade(__file__)


def downgrade() -> None:
    operations.downgrade(__file__)
'''
_NOTHING_TO_ASK = "-- There is nothing to ask that the statements did not show by succeeding.\n"


@dataclass
class Change:
    """One revision: its scripts, and the template files that it writes."""

    about: str
    upgrade: str
    downgrade: str
    templates: dict[str, str] = field(default_factory=dict)
    verify: str = _NOTHING_TO_ASK


def write(root: Path, revisions: int) -> None:
    """Writes the project, without what is rendered."""
    for name in _FROM_HERE:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (HERE / name).is_dir() else shutil.copy
        copy(HERE / name, root / name)
    (root / ".gitignore").write_text(".redlake/\n__pycache__/\n")
    templates: dict[str, str] = {}
    parent = None
    for number in range(revisions):
        change = _KINDS[number % len(_KINDS)](number // len(_KINDS))
        identifier = f"{number + 1:04}"
        folder = root / "migrations" / "versions" / f"{identifier}_{change.about.replace(' ', '_')}"
        folder.mkdir(parents=True)
        text = _REVISION.format(about=change.about, id=identifier, parent=parent)
        (folder / "revision.py").write_text(text)
        for name in ("upgrade", "downgrade", "verify"):
            (folder / f"{name}.sql").write_text(getattr(change, name))
        templates |= change.templates
        parent = identifier
    for path, text in templates.items():
        file = root / "templates" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


_CATALOG = """CREATE EXTERNAL SCHEMA lake_{i}
FROM DATA CATALOG
DATABASE '{{{{ env.name }}}}_lake_{i}'
REGION {{{{ env.region | literal }}}}
IAM_ROLE 'arn:aws:iam::{{{{ env.account }}}}:role/{{{{ env.name }}}}-lake-{i}';
"""


def _readers(i: int) -> Change:
    """Three IAM roles' users, who get a role and are put into a group."""
    user = f'"IAMR:{{{{ env.name }}}}-reader-{i}-{{{{ n }}}}"'
    loop, end = "{% for n in range(3) %}", "{% endfor %}"
    made = (
        f"{loop}\nCREATE USER {user} PASSWORD DISABLE;\n{end}\n"
        f"CREATE ROLE readers_{i};\nCREATE GROUP team_{i};\n"
        f"{loop}\nGRANT ROLE readers_{i} TO {user};\nALTER GROUP team_{i} ADD USER {user};\n{end}\n"
    )
    gone = (
        f"DROP GROUP team_{i};\n{loop}\nREVOKE ROLE readers_{i} FROM {user};\n{end}\n"
        f"DROP ROLE readers_{i};\n{loop}\nDROP USER {user};\n{end}\n"
    )
    return Change(f"readers {i}", made, gone, {f"users/readers_{i}.sql": made})


def _external_schema(i: int) -> Change:
    made = _CATALOG.format(i=i)
    usage = f"GRANT USAGE ON SCHEMA lake_{i} TO ROLE readers_{i}, GROUP team_{i};\n"
    return Change(
        f"external schema {i}",
        f"{made}\n{usage}",
        f"DROP SCHEMA lake_{i};\n",
        {f"external_schemas/lake_{i}.sql": made, f"grants/lake_{i}.sql": usage},
    )


def _tables(i: int) -> Change:
    table = (
        f"CREATE TABLE marts_{i}.policies (id BIGINT NOT NULL, holder VARCHAR(64), day DATE,"
        " premium DECIMAL(12, 2), line VARCHAR(8)) DISTKEY (id) SORTKEY (day);\n"
    )
    schema = f"CREATE SCHEMA marts_{i};\n"
    grants = (
        f"GRANT USAGE ON SCHEMA marts_{i} TO ROLE readers_{i};\n"
        f"GRANT SELECT ON TABLE marts_{i}.policies TO ROLE readers_{i}, GROUP team_{i};\n"
    )
    return Change(
        f"table of policies {i}",
        schema + table + grants,
        f"DROP TABLE marts_{i}.policies;\nDROP SCHEMA marts_{i};\n",
        {f"tables/marts_{i}.sql": schema + table, f"grants/marts_{i}.sql": grants},
    )


_LAKE_VIEW = """CREATE VIEW marts_{i}.claims AS
WITH latest AS (
    SELECT
        policy_number,
        claim_number,
        MAX(load_date) AS load_date
    FROM lake_{i}.claims
    GROUP BY policy_number, claim_number
)
SELECT
    c.policy_number,
    c.claim_number,
    c.state_code,
    c.line_of_business,
    COALESCE(c.incurred_amount, 0) AS incurred_amount,
    CASE WHEN c.closed_date IS NULL THEN 'open' ELSE 'closed' END AS status,
    DATEDIFF(day, c.opened_date, COALESCE(c.closed_date, CURRENT_DATE)) AS days_open,
    p.holder_name,
    p.territory,
    ROW_NUMBER() OVER (PARTITION BY c.policy_number ORDER BY c.opened_date) AS nth_claim
FROM lake_{i}.claims AS c
INNER JOIN latest AS l
    ON c.policy_number = l.policy_number
    AND c.claim_number = l.claim_number
    AND c.load_date = l.load_date
LEFT JOIN awsdatacatalog.lake_{i}.policies AS p ON c.policy_number = p.policy_number
WHERE {condition}
WITH NO SCHEMA BINDING;
"""
_FIRST, _LATER = "c.deleted = FALSE", "c.deleted = FALSE AND c.line_of_business <> 'TEST'"


def _question(view: str) -> str:
    return (
        f"-- the view {view} can be queried\n"
        f"SELECT count(*) = 0 FROM (SELECT * FROM {view} LIMIT 0) AS no_rows;\n"
    )


def _lake_view(i: int) -> Change:
    made = _LAKE_VIEW.format(i=i, condition=_FIRST)
    grants = f"GRANT SELECT ON TABLE marts_{i}.claims TO ROLE readers_{i};\n"
    return Change(
        f"view of claims {i}",
        f"{made}\n{grants}",
        f"DROP VIEW marts_{i}.claims;\n",
        {f"views/claims_{i}.sql": made, f"grants/claims_{i}.sql": grants},
        _question(f"marts_{i}.claims"),
    )


def _bound_views(i: int) -> Change:
    views = (
        f"CREATE VIEW marts_{i}.by_day AS\nSELECT day, line, SUM(premium) AS premium\n"
        f"FROM marts_{i}.policies\nGROUP BY day, line;\n\n"
        f"CREATE VIEW marts_{i}.by_month AS\nSELECT DATE_TRUNC('month', day) AS month,"
        f" SUM(premium) AS premium\nFROM marts_{i}.by_day\nGROUP BY 1;\n"
    )
    grants = f"GRANT SELECT ON TABLE marts_{i}.by_month TO GROUP team_{i};\n"
    return Change(
        f"views by day and month {i}",
        f"{views}\n{grants}",
        f"DROP VIEW marts_{i}.by_month;\nDROP VIEW marts_{i}.by_day;\n",
        {f"views/by_day_{i}.sql": views, f"grants/by_day_{i}.sql": grants},
        _question(f"marts_{i}.by_month"),
    )


def _materialized_view(i: int) -> Change:
    made = (
        f"CREATE MATERIALIZED VIEW marts_{i}.totals SORTKEY (territory) AS\n"
        "SELECT p.territory, p.state_code, SUM(p.written_premium) AS premium\n"
        f"FROM lake_{i}.policies AS p\nGROUP BY p.territory, p.state_code;\n"
    )
    grants = f"GRANT SELECT ON TABLE marts_{i}.totals TO ROLE readers_{i};\n"
    return Change(
        f"materialized totals {i}",
        f"{made}\n{grants}",
        f"DROP MATERIALIZED VIEW marts_{i}.totals;\n",
        {f"materialized_views/totals_{i}.sql": made, f"grants/totals_{i}.sql": grants},
    )


def _changed_view(i: int) -> Change:
    now = _LAKE_VIEW.format(i=i, condition=_LATER)
    before = _LAKE_VIEW.format(i=i, condition=_FIRST)
    return Change(
        f"claims without tests {i}",
        now.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"),
        before.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"),
        {f"views/claims_{i}.sql": now},
        _question(f"marts_{i}.claims"),
    )


def _procedure(i: int) -> Change:
    made = (
        f"CREATE PROCEDURE marts_{i}.refresh_totals() AS $$\nBEGIN\n"
        f"    REFRESH MATERIALIZED VIEW marts_{i}.totals;\nEND;\n$$ LANGUAGE plpgsql"
        " SECURITY DEFINER;\n"
    )
    grants = f"GRANT EXECUTE ON PROCEDURE marts_{i}.refresh_totals() TO ROLE readers_{i};\n"
    return Change(
        f"procedure that refreshes {i}",
        f"{made}\n{grants}",
        f"DROP PROCEDURE marts_{i}.refresh_totals();\n",
        {f"procedures/refresh_{i}.sql": made, f"grants/refresh_{i}.sql": grants},
    )


def _wider_grants(i: int) -> Change:
    now = f"GRANT SELECT ON TABLE marts_{i}.claims TO ROLE readers_{i}, GROUP team_{i};\n"
    return Change(
        f"claims for the team {i}",
        f"GRANT SELECT ON TABLE marts_{i}.claims TO GROUP team_{i};\n",
        f"REVOKE SELECT ON TABLE marts_{i}.claims FROM GROUP team_{i};\n",
        {f"grants/claims_{i}.sql": now},
    )


def _fewer_grants(i: int) -> Change:
    now = (
        f"GRANT USAGE ON SCHEMA marts_{i} TO ROLE readers_{i};\n"
        f"GRANT SELECT ON TABLE marts_{i}.policies TO ROLE readers_{i};\n"
    )
    return Change(
        f"policies not for the team {i}",
        f"REVOKE SELECT ON TABLE marts_{i}.policies FROM GROUP team_{i};\n",
        f"GRANT SELECT ON TABLE marts_{i}.policies TO GROUP team_{i};\n",
        {f"grants/marts_{i}.sql": now},
    )


_KINDS = (
    _readers,
    _external_schema,
    _tables,
    _lake_view,
    _bound_views,
    _materialized_view,
    _procedure,
    _changed_view,
    _wider_grants,
    _fewer_grants,
)
