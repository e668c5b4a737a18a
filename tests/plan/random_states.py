"""Random pairs of States, as scripts over one small vocabulary, so that the two have much in
common: what is in both may differ in every way that redlake plans.

Owners are declared everywhere or nowhere, for SQL has no word that takes one back; a table has
one text only, for redlake changes none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[Any]], Any]

USERS = ("ann", "ben", '"IAMR:etl"')
GROUPS = ("readers", '"Data Team"')
ROLES = ("reader", "writer", "admin")
DATABASES = ("consume", '"lake 2"')
SCHEMAS = ("lake", "marts")
VIEWS = 5
OWNER = "lake_owner"
COLUMN_READER = "column_reader"

_USER_OPTIONS = (
    "",
    " CREATEDB",
    " CONNECTION LIMIT 5",
    " SESSION TIMEOUT 600 SYSLOG ACCESS UNRESTRICTED",
)
_DATABASE_OPTIONS = ("", " CONNECTION LIMIT 9", " ISOLATION LEVEL SERIALIZABLE", " COLLATE CI")
_EXTERNAL = (
    "DATABASE 'one' IAM_ROLE DEFAULT",
    "DATABASE 'two' IAM_ROLE DEFAULT",
    "DATABASE 'one' IAM_ROLE 'arn:aws:iam::123456789012:role/lake'",
)
_COLUMNS = ("id", "id, 1 AS one", "id AS key", "*")
_STORAGE = ("", " SORTKEY (id)", " DISTSTYLE ALL", " DISTKEY (id) SORTKEY (id)", " BACKUP NO")
_BODIES = ("NULL", "RETURN")
_POLICIES = (
    "RLS POLICY own WITH (id BIGINT) USING (id > 0)",
    "MASKING POLICY mask WITH (id BIGINT) USING (0::BIGINT)",
)
_ON_TABLE = ("SELECT", "INSERT, UPDATE", "ALL", "SELECT, DELETE, TRUNCATE", "ALTER")
_ON_SCHEMA = ("USAGE", "CREATE, USAGE", "ALL", "DROP")


@dataclass
class Place:
    """A database while its script grows: what is there to be read and granted on."""

    name: str
    schemas: list[str] = field(default_factory=lambda: ["public"])
    external: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    views: dict[str, str] = field(default_factory=dict)
    routines: list[str] = field(default_factory=list)
    policies: bool = False


class Writing:
    """One State's script in the making."""

    def __init__(self, draw: Draw, *, owned: bool) -> None:
        self.draw = draw
        self.owned = owned
        self.lines: list[str] = []
        self.users: list[str] = [OWNER]
        self.places: list[Place] = []

    def one_of(self, *choices: T) -> T:
        chosen: T = self.draw(st.sampled_from(choices))
        return chosen

    def maybe(self) -> bool:
        return bool(self.draw(st.booleans()))

    def seldom(self) -> bool:
        return bool(self.draw(st.integers(0, 3)) == 0)

    def say(self, *lines: str) -> None:
        self.lines += [f"{line};" for line in lines]

    def owner(self, given: str) -> None:
        """Says that something is ``given`` to a user, if there are owners at all."""
        if self.owned:
            self.say(f"{given} {self.one_of(*self.users)}")

    def script(self) -> str:
        self._principals()
        names = ["dev", *(name for name in DATABASES if self.maybe())]
        for name in names[1:]:
            self.say(f"CREATE DATABASE {name}{self.one_of(*_DATABASE_OPTIONS)}")
            self.owner(f"ALTER DATABASE {name} OWNER TO")
        self.places = [Place(name) for name in names]
        for place in self.places:
            self._within(place)
        for place in self.places:
            self._access(place)
        return "\n".join(self.lines)

    def _principals(self) -> None:
        for name in (OWNER, COLUMN_READER):
            self.say(f"CREATE USER {name} PASSWORD DISABLE")
        for user in USERS:
            if self.maybe():
                self.say(f"CREATE USER {user} PASSWORD DISABLE{self.one_of(*_USER_OPTIONS)}")
                self.users.append(user)
        self.grantees = [*self.users, "PUBLIC"]
        if self.seldom():
            setting = self.one_of("search_path TO lake, public", "query_group TO nightly")
            self.say(f"ALTER USER {OWNER} SET {setting}")
        for group in GROUPS:
            if self.maybe():
                self.say(f"CREATE GROUP {group}")
                self.say(*(f"ALTER GROUP {group} ADD USER {u}" for u in self.users if self.maybe()))
                self.grantees.append(f"GROUP {group}")
        roles = [role for role in ROLES if self.maybe()]
        for number, role in enumerate(roles):
            self.say(f"CREATE ROLE {role}")
            self.owner(f"ALTER ROLE {role} OWNER TO")
            self.grantees.append(f"ROLE {role}")
            if number and self.maybe():
                self.say(f"GRANT ROLE {roles[number - 1]} TO ROLE {role}")
            if self.maybe():
                option = self.one_of("", " WITH ADMIN OPTION")
                self.say(f"GRANT ROLE {role} TO {self.one_of(*self.users)}{option}")
            if self.seldom():
                self.say(f"GRANT {self.one_of('CREATE USER', 'ACCESS CATALOG')} TO ROLE {role}")

    def _within(self, place: Place) -> None:
        self.lines.append(_connect(place.name))
        if self.seldom():
            self._default_privilege(place)
        for schema in SCHEMAS:
            match self.one_of("", "plain", "plain", "external"):
                case "plain":
                    self.say(f"CREATE SCHEMA {schema}{self.one_of('', ' QUOTA 5 GB')}")
                    place.schemas.append(schema)
                case "external":
                    options = self.one_of(*_EXTERNAL)
                    self.say(f"CREATE EXTERNAL SCHEMA {schema} FROM DATA CATALOG {options}")
                    place.external.append(schema)
                case _:
                    continue
            self.owner(f"ALTER SCHEMA {schema} OWNER TO")
        for schema in place.schemas:
            if self.maybe():
                table = f"{schema}.sales"
                self.say(f"CREATE TABLE {table} (id BIGINT, day DATE)")
                self.owner(f"ALTER TABLE {table} OWNER TO")
                place.tables.append(table)
        for number in range(VIEWS):
            if self.maybe():
                self._view(f"{self.one_of(*place.schemas)}.view_{number}", place)
        self._routines(place)
        if self.maybe():
            self.say(*(f"CREATE {policy}" for policy in _POLICIES))
            place.policies = True
        if self.seldom():
            self._default_privilege(place)

    def _view(self, name: str, place: Place) -> None:
        kind = self.one_of("bound", "late", "materialized")
        outside = [f"{schema}.outside" for schema in place.external]
        by_kind = {
            "bound": [*place.tables, *place.views],
            "late": [*place.tables, *place.views, *outside, "awsdatacatalog.lake.sales"],
            "materialized": [
                *place.tables,
                *(view for view, its in place.views.items() if its == "materialized"),
                *outside,
            ],
        }
        source = self.one_of(*by_kind[kind]) if by_kind[kind] else ""
        if self.seldom() and len(self.places) > 1 and kind == "late":
            source = f"{self.one_of(*self.places).name}.public.sales"
        query = f"SELECT {self.one_of(*_COLUMNS)} FROM {source}" if source else "SELECT 1 AS id"
        query += self.one_of("", " WHERE id > 0") if source else ""
        match kind:
            case "bound":
                self.say(f"CREATE VIEW {name} AS {query}")
            case "late":
                self.say(f"CREATE VIEW {name} AS {query} WITH NO SCHEMA BINDING")
            case _:
                refresh = " AUTO REFRESH YES" if source in place.tables and self.maybe() else ""
                self.say(
                    f"CREATE MATERIALIZED VIEW {name}{self.one_of(*_STORAGE)}{refresh} AS {query}"
                )
        self.owner(f"ALTER TABLE {name} OWNER TO")
        place.views[name] = kind
        if self.seldom():
            self.say(f"COMMENT ON VIEW {name} IS '{self.one_of('old', 'new')}'")

    def _routines(self, place: Place) -> None:
        if self.seldom():
            body = self.one_of(*_BODIES)
            name = f"{self.one_of(*place.schemas)}.refresh"
            self.say(f"CREATE PROCEDURE {name}() AS $$ BEGIN {body}; END; $$ LANGUAGE plpgsql")
            self.owner(f"ALTER PROCEDURE {name}() OWNER TO")
            place.routines.append(f"PROCEDURE {name}()")
        if self.seldom():
            number = self.one_of(1, 2)
            body = f"STABLE AS $$ SELECT {number} $$ LANGUAGE sql"
            self.say(f"CREATE FUNCTION f_net(INT) RETURNS INT {body}")
            self.owner("ALTER FUNCTION f_net(INT) OWNER TO")
            place.routines.append("FUNCTION f_net(INT)")

    def _access(self, place: Place) -> None:
        self.lines.append(_connect(place.name))
        for relation in [*place.tables, *place.views]:
            for _ in range(self.one_of(0, 1, 2)):
                self.say(self._on_relation(relation, place))
            if place.policies and self.seldom():
                self._attach(relation)
        for schema in [*place.schemas, *place.external]:
            if self.maybe():
                self.say(
                    f"GRANT {self.one_of(*_ON_SCHEMA)} ON SCHEMA {schema} TO {self._grantee()}"
                )
            if self.seldom():
                self.say(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {self._grantee()}")
        for routine in place.routines:
            if self.maybe():
                self.say(f"GRANT EXECUTE ON {routine} TO {self._grantee()}")
        self.say(*(text for text in self._elsewhere(place) if self.seldom()))
        if self.seldom():
            self._default_privilege(place)
        if self.seldom():
            self._datashare(place)

    def _on_relation(self, relation: str, place: Place) -> str:
        # Columns are granted on tables, and to a user who has nothing on the whole of them.
        if relation in place.tables and self.seldom():
            columns = self.one_of("id", "day", "id, day")
            return f"GRANT SELECT ({columns}) ON {relation} TO {COLUMN_READER}"
        return f"GRANT {self.one_of(*_ON_TABLE)} ON {relation} TO {self._grantee()}"

    def _attach(self, relation: str) -> None:
        conjunction = self.one_of("", " CONJUNCTION TYPE OR")
        self.say(f"ALTER TABLE {relation} ROW LEVEL SECURITY ON{conjunction}")
        grantees = [name for name in self.grantees if not name.startswith("GROUP")]
        self.say(f"ATTACH RLS POLICY own ON {relation} TO {self.one_of(*grantees)}")
        priority = self.one_of("", " PRIORITY 10")
        masked = f"MASKING POLICY mask ON {relation} (id) TO {self.one_of(*grantees)}"
        self.say(f"ATTACH {masked}{priority}")

    def _elsewhere(self, place: Place) -> Iterator[str]:
        user = self.one_of(*self.users)
        scope = self.one_of(*place.schemas, *place.external)
        yield f"GRANT USAGE ON DATABASE {place.name} TO {self._grantee()}"
        yield f"GRANT ALL ON DATABASE {place.name} TO {self._grantee()}"
        yield f"REVOKE TEMPORARY ON DATABASE {place.name} FROM PUBLIC"
        yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
        yield f"GRANT SELECT FOR TABLES IN SCHEMA {scope} TO {user} WITH GRANT OPTION"
        yield f"GRANT USAGE FOR SCHEMAS IN DATABASE {place.name} TO {user}"
        yield f"GRANT USAGE ON LANGUAGE plpythonu TO {user}"
        yield f"GRANT ASSUMEROLE ON DEFAULT TO {user} FOR {self.one_of('COPY', 'ALL')}"
        yield "REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR UNLOAD"
        yield f"-- managed = false\nGRANT SELECT ON TABLE finance.ledger TO {user}"

    def _default_privilege(self, place: Place) -> None:
        if self.seldom():
            self.say("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
        of = self.one_of("", *(f"FOR USER {user} " for user in self.users))
        schema = self.one_of("", *(f"IN SCHEMA {schema} " for schema in place.schemas))
        what = self.one_of("SELECT ON TABLES", "ALL ON TABLES", "EXECUTE ON PROCEDURES")
        self.say(f"ALTER DEFAULT PRIVILEGES {of}{schema}GRANT {what} TO {self._grantee()}")

    def _datashare(self, place: Place) -> None:
        self.say(f"CREATE DATASHARE share{self.one_of('', ' PUBLICACCESSIBLE TRUE')}")
        self.owner("ALTER DATASHARE share OWNER TO")
        shared = [f"TABLE {name}" for name in (*place.tables, *place.views)]
        for what in (*shared, *(f"SCHEMA {schema}" for schema in place.schemas)):
            if self.maybe():
                self.say(f"ALTER DATASHARE share ADD {what}")
        for account in ("123456789012", "210987654321"):
            if self.maybe():
                self.say(f"GRANT USAGE ON DATASHARE share TO ACCOUNT '{account}'")

    def _grantee(self) -> str:
        grantee = self.one_of(*self.grantees)
        optional = grantee in self.users and self.seldom()
        return f"{grantee} WITH GRANT OPTION" if optional else grantee


def _connect(database: str) -> str:
    return f"\\connect {database}"


@st.composite
def pairs(draw: Draw) -> tuple[str, str]:
    """Two scripts."""
    owned = draw(st.booleans())
    return Writing(draw, owned=owned).script(), Writing(draw, owned=owned).script()
