"""A made-up warehouse of any size, as the SQL that makes it.

A third of all relations stand in one big schema, as in most warehouses; the rest is spread.
Nothing is drawn at random: the same size gives the same SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

HOME = "dev"
DATABASES = (HOME, "consume_emea", "consume_apac")
_BIG = 3  # one relation in so many stands in the big schema

Changed = Callable[[int], bool]
"""Whether the thing with this number, in its kind, is another one."""


def same(_number: int) -> bool:
    return False


def one_in_twenty(number: int) -> bool:
    return number % 20 == 7


def a_few(number: int) -> bool:
    """Ten of each kind at most, however many there are."""
    return number in range(40, 50)


class Warehouse:
    """``objects`` is about how many objects, grants among them, the SQL makes."""

    def __init__(self, objects: int, changed: Changed = same) -> None:
        self.changed = changed
        self.groups = max(5, objects // 1400)
        self.roles = max(10, objects // 700)
        self.users = objects // 70
        self.schemas = max(6, objects // 500)
        self.tables = objects // 14
        self.views_on_tables = objects // 22
        self.views_on_views = objects // 55
        self.late_views = objects // 34
        self.materialized_views = objects // 110
        self.procedures = objects // 110

    def sql(self) -> Iterator[str]:
        r"""Statements and ``\connect`` lines, in an order in which they run."""
        yield from self._principals()
        for number, database in enumerate(DATABASES):
            if number:
                yield f"CREATE DATABASE {database};"
                yield f"GRANT USAGE ON DATABASE {database} TO ROLE reader_{number}, ROLE reader_5;"
        for number, database in enumerate(DATABASES):
            yield f'\\connect "{database}"'
            yield from self._within(number)

    def _principals(self) -> Iterator[str]:
        yield from (f"CREATE ROLE reader_{i};" for i in range(self.roles))
        yield from (f"CREATE GROUP team_{i};" for i in range(self.groups))
        for i in range(self.users):
            limit = 9 if self.changed(i) else 5
            yield f"CREATE USER person_{i} PASSWORD DISABLE CONNECTION LIMIT {limit};"
            yield f"ALTER GROUP team_{i % self.groups} ADD USER person_{i};"
            if i % 2:
                yield f"ALTER GROUP team_{(i * 7 + 1) % self.groups} ADD USER person_{i};"
            yield f"GRANT ROLE reader_{(i + self.changed(i)) % self.roles} TO person_{i};"
        yield from (
            f"GRANT ROLE reader_{i} TO ROLE reader_{i - i % 10};"
            for i in range(self.roles)
            if i % 10
        )

    def _within(self, database: int) -> Iterator[str]:
        """What is in the database with this number: half of all at home."""

        def here(count: int) -> list[int]:
            return [i for i in range(count) if (0, 0, 1, 2)[i % 4] == database]

        schemas = here(self.schemas)
        for i in schemas:
            yield from self._schema(i)
        if database == 0:
            yield from (self._external_schema(i) for i in range(self.schemas // 4))

        def schema_of(number: int) -> str:
            big = number % _BIG == 0
            return f"area_{schemas[0 if big else number * 13 % len(schemas)]}"

        def table_of(number: int) -> str:
            table = tables[number * 7 % len(tables)]
            return f"{schema_of(table)}.facts_{table}"

        tables = here(self.tables)
        for i in tables:
            yield f"CREATE TABLE {schema_of(i)}.facts_{i} {_COLUMNS};"
        for i in tables[::5]:
            # Tables that no view reads, so that some may come and go.
            name = f"{schema_of(i)}.{'fresh' if self.changed(i // 5) else 'staged'}_{i}"
            yield f"CREATE TABLE {name} {_COLUMNS};"
            yield f"GRANT INSERT, SELECT ON {name} TO ROLE reader_{i % self.roles};"
        views = here(self.views_on_tables)
        for i in views:
            name = f"{schema_of(i)}.daily_{i}"
            yield f"CREATE VIEW {name} AS {self._query(i, table_of(i))};"
            yield from self._grants(i, name)
        for i in here(self.views_on_views):
            view = views[i * 3 % len(views)]
            name = f"{schema_of(i)}.weekly_{i}"
            yield (
                f"CREATE VIEW {name} AS"
                " SELECT date_trunc('week', day) AS week, sum(amount) AS amount"
                f" FROM {schema_of(view)}.daily_{view} GROUP BY 1;"
            )
            yield from self._grants(i, name)
        for i in here(self.late_views):
            name = f"{schema_of(i)}.lake_{i}"
            yield f"CREATE VIEW {name} AS {self._query(i, table_of(i))} WITH NO SCHEMA BINDING;"
            yield from self._grants(i, name)
        for i in here(self.materialized_views):
            name = f"{schema_of(i)}.fast_{i}"
            yield f"CREATE MATERIALIZED VIEW {name} AS {self._query(i, table_of(i))};"
            yield f"ALTER TABLE {name} OWNER TO person_{i % self.users};"
            yield from self._grants(i, name)
        for i in here(self.procedures):
            name = f"{schema_of(i)}.load_{i}(DATE)"
            yield (
                f"CREATE PROCEDURE {schema_of(i)}.load_{i}(day DATE) AS $$"
                f" BEGIN CALL log({i}, {int(self.changed(i))}); END; $$ LANGUAGE plpgsql;"
            )
            yield f"GRANT EXECUTE ON PROCEDURE {name} TO ROLE reader_{i % self.roles};"

    def _schema(self, i: int) -> Iterator[str]:
        roles = self.roles
        yield f"CREATE SCHEMA area_{i};"
        yield f"ALTER SCHEMA area_{i} OWNER TO person_{i % self.users};"
        yield (
            f"GRANT USAGE ON SCHEMA area_{i} TO ROLE reader_{i % roles},"
            f" GROUP team_{i % self.groups};"
        )
        yield (
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA area_{i} GRANT SELECT ON TABLES"
            f" TO ROLE reader_{(i + 1) % roles};"
        )
        yield (
            f"ALTER DEFAULT PRIVILEGES FOR USER person_{i % self.users} IN SCHEMA area_{i}"
            f" GRANT SELECT, UPDATE ON TABLES TO ROLE reader_{(i + 2) % roles},"
            f" GROUP team_{(i + self.changed(i)) % self.groups};"
        )

    def _external_schema(self, i: int) -> str:
        role = "new" if self.changed(i) else "glue"
        return (
            f"CREATE EXTERNAL SCHEMA lake_{i} FROM DATA CATALOG DATABASE 'lake_{i}'"
            f" REGION 'eu-west-1' IAM_ROLE 'arn:aws:iam::123456789012:role/{role}';\n"
            f"GRANT USAGE ON SCHEMA lake_{i} TO ROLE reader_{i % self.roles};"
        )

    def _grants(self, i: int, name: str) -> Iterator[str]:
        roles = self.roles
        other = (i + 3 + self.changed(i + 1)) % roles
        yield f"GRANT SELECT ON {name} TO ROLE reader_{i % roles}, ROLE reader_{other};"
        yield f"GRANT SELECT ON {name} TO GROUP team_{i % self.groups};"
        if i % 3 == 0:
            yield f"GRANT ALL ON {name} TO person_{i % self.users};"
        if i % 10 == 1:
            yield f"GRANT SELECT ON {name} TO person_{i * 3 % self.users} WITH GRANT OPTION;"

    def _query(self, i: int, table: str) -> str:
        """Of every second view that changes its columns do too, so that it is made anew."""
        more, status = "", "open"
        if self.changed(i):
            more, status = (", max(id) AS last", status) if i // 20 % 2 else ("", "done")
        return (
            f"SELECT f.day, f.region, sum(f.amount) AS amount, count(*) AS orders{more}\n"
            f"FROM {table} AS f\nWHERE f.status = '{status}' AND f.region <> 'r{i}'\n"
            f"GROUP BY f.day, f.region"
        )


_COLUMNS = (
    "(id BIGINT NOT NULL, day DATE, region VARCHAR(10), amount DECIMAL(12, 2), status VARCHAR(10))"
    " DISTSTYLE AUTO SORTKEY (day)"
)
