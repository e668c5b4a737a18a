"""The catalog's relations and functions: what Redshift shows otherwise than PostgreSQL.

A query is refused that wants the compute nodes for one thing and the leader node for
another. Which are the leader's alone: leader node-only functions, and what the catalog's
tables have of types and functions that the compute nodes do not know ("Leader node-only
functions" and "Querying the catalog tables", Amazon Redshift Database Developer Guide).
All other columns of the PG_ tables may be joined with anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from redlake.grammar.tokens import Kind as TokenKind
from redlake.sandbox.translation import unsupported
from redlake.sandbox.translation.base import Context, Edit, Source, not_imitated
from redlake.sandbox.translation.relations import Found, Kind, parts_of
from redlake.sandbox.wire import SqlError

# What PostgreSQL has under these names is not what Redshift shows, or it has nothing.
RELATIONS = frozenset(
    {
        "pg_attrdef",
        "pg_attribute",
        "pg_attribute_info",
        "pg_class",
        "pg_constraint",
        "pg_database",
        "pg_database_info",
        "pg_default_acl",
        "pg_group",
        "pg_namespace",
        "pg_proc_info",
        "pg_table_def",
        "pg_tables",
        "pg_user",
        "pg_user_info",
        "pg_views",
        "stv_db_isolation_level",
        "stv_mv_deps",
        "stv_mv_info",
        "stv_sessions",
        "svl_user_info",
        "svv_all_columns",
        "svv_all_schemas",
        "svv_all_tables",
        "svv_attached_masking_policy",
        "svv_column_privileges",
        "svv_columns",
        "svv_database_privileges",
        "svv_datashare_consumers",
        "svv_datashare_objects",
        "svv_datashare_privileges",
        "svv_datashares",
        "svv_default_privileges",
        "svv_external_columns",
        "svv_external_databases",
        "svv_external_schemas",
        "svv_external_tables",
        "svv_function_privileges",
        "svv_iam_privileges",
        "svv_language_privileges",
        "svv_masking_policy",
        "svv_ml_model_info",
        "svv_ml_model_privileges",
        "svv_mv_dependency",
        "svv_mv_info",
        "svv_redshift_columns",
        "svv_redshift_databases",
        "svv_redshift_functions",
        "svv_redshift_schema_quota",
        "svv_redshift_schemas",
        "svv_redshift_tables",
        "svv_relation_privileges",
        "svv_rls_attached_policy",
        "svv_rls_policy",
        "svv_rls_relation",
        "svv_role_grants",
        "svv_roles",
        "svv_schema_privileges",
        "svv_system_privileges",
        "svv_table_info",
        "svv_tables",
        "svv_transactions",
        "svv_user_grants",
        "svv_user_info",
    }
)
# PostgreSQL's own will do for these: what they show that Redshift has not is little.
_AS_POSTGRES = frozenset(
    {
        "pg_aggregate",
        "pg_am",
        "pg_attrdef",
        "pg_attribute",
        "pg_cast",
        "pg_constraint",
        "pg_depend",
        "pg_description",
        "pg_index",
        "pg_inherits",
        "pg_language",
        "pg_operator",
        "pg_proc",
        "pg_rewrite",
        "pg_stat_activity",  # what runs, for tests; it has columns of its own
        "pg_tablespace",
        "pg_trigger",
        "pg_type",
    }
)
# PostgreSQL 8.0 has none of them: https://github.com/dbeaver/dbeaver/issues/12691.
_ABSENT = frozenset({"pg_auth_members", "pg_authid", "pg_roles"})
INFORMATION_RELATIONS = frozenset({"columns", "schemata", "tables", "views"})
FUNCTIONS = frozenset(
    {
        "current_database",
        "current_schema",
        "format_encoding",
        "has_database_privilege",
        "has_schema_privilege",
        "has_table_privilege",
        "pg_get_constraintdef",
        "pg_get_expr",
        "pg_get_viewdef",
        "version",
    }
)

_OF_COMPUTE_NODES = ("stl_", "stv_", "svcs_", "svl_", "svv_", "sys_")
# Functions of the leader's make them: sqlalchemy-redshift joins them with its other ones.
_OF_EITHER = ("svv_external_", "svv_columns")
_COMPUTED = (Kind.TABLE, Kind.MATERIALIZED_VIEW, Kind.EXTERNAL_TABLE)
_LEADER_FUNCTIONS = frozenset(
    {
        "current_schema",
        "current_schemas",
        "has_database_privilege",
        "has_schema_privilege",
        "has_table_privilege",
        "pg_get_late_binding_view_cols",
        "pg_get_viewdef",
    }
)
# Arrays, ACLs and times of PostgreSQL's, and what a function of the leader's makes.
_LEADER_COLUMNS = {
    "pg_attribute_info": {"attacl"},
    "pg_class": {"relacl"},
    "pg_database": {"datacl"},
    "pg_database_info": {"datacl", "datconfig"},
    "pg_default_acl": {"defaclacl"},
    "pg_group": {"grolist"},
    "pg_namespace": {"nspacl"},
    "pg_proc": {"proacl", "proallargtypes", "proargmodes", "proargnames", "proargtypes"},
    "pg_proc_info": {"proacl", "proallargtypes", "proargmodes", "proargnames", "proargtypes"},
    "pg_table_def": {
        *("schemaname", "tablename", "column", "type", "encoding", "distkey", "sortkey"),
        "notnull",
    },
    "pg_user": {"useconfig", "valuntil"},
    "pg_user_info": {"useconfig", "valuntil"},
    "pg_views": {"definition"},
}


def named(parts: Sequence[str]) -> str | None:
    """The name of a relation of the catalog's; None if it is none, or the information schema's."""
    *qualified, name = parts
    if list(qualified) in ([], ["pg_catalog"]) and name.startswith(("pg_", *_OF_COMPUTE_NODES)):
        return name
    return None


def refuse(
    tree: exp.Expr,
    source: Source,
    tables: Sequence[exp.Table],
    found: Sequence[Found | None],
    context: Context,
) -> None:
    """Sees to it that a statement's relations and functions can be asked together.

    Raises:
        SqlError: they cannot, or one is a system table that the sandbox has not.
    """
    made = tree.find(exp.Table) if isinstance(tree, exp.Create) else None
    computed = information = False
    leaders: dict[str, str] = {}
    for table, relation in zip(tables, found, strict=True):
        parts = parts_of(table, context)
        system = named(parts)
        if table is made or (relation is not None and relation.kind in _COMPUTED):
            computed = computed or table is not made
        elif system is None:
            of_information = list(parts[:-1]) == ["information_schema"]
            if of_information and parts[-1] not in INFORMATION_RELATIONS:
                raise not_imitated(".".join(parts))
            information = information or of_information
        elif system in _ABSENT:
            raise SqlError("42P01", f'relation "{".".join(parts)}" does not exist')
        elif system.startswith("pg_") and system not in RELATIONS | _AS_POSTGRES:
            raise not_imitated(system)
        elif system.startswith("pg_"):
            leaders[table.alias_or_name.lower()] = system
        elif system in RELATIONS or relation is not None:
            computed = computed or not system.startswith(_OF_EITHER)
        else:
            raise not_imitated(system)
    # What is read of the leader's own cannot be written to a table either.
    computed = computed or (isinstance(tree, exp.Create) and bool(leaders or information))
    if computed and (information or _is_for_leader(tree, source, leaders)):
        raise SqlError(
            "0A000",
            "Specified types or functions (one per INFO message) not supported on Redshift tables.",
        )


def _is_for_leader(tree: exp.Expr, source: Source, leaders: dict[str, str]) -> bool:
    values = isinstance(tree, exp.Insert) and isinstance(tree.expression, exp.Values)
    if unsupported.holds_array(tree):
        return True
    if not values and calls_leader(source):
        return True
    for column in tree.find_all(exp.Column):
        qualifier = column.table.lower()
        asked = [leaders[qualifier]] if qualifier in leaders else leaders.values()
        if qualifier and qualifier not in leaders:
            continue
        if isinstance(column.this, exp.Star):
            return any(relation in _LEADER_COLUMNS for relation in asked)
        if any(column.name.lower() in _LEADER_COLUMNS.get(relation, ()) for relation in asked):
            return True
    return any(
        relation in _LEADER_COLUMNS
        for select in tree.find_all(exp.Select)
        if any(isinstance(expression, exp.Star) for expression in select.expressions)
        for relation in _sources(select, leaders)
    )


def _sources(select: exp.Select, leaders: dict[str, str]) -> Iterator[str]:
    """The catalog's tables that a SELECT itself names."""
    clauses = [select.args.get("from_") or select.args.get("from"), *select.args.get("joins", [])]
    for clause in clauses:
        table = clause.this if clause is not None else None
        if isinstance(table, exp.Table) and table.alias_or_name.lower() in leaders:
            yield leaders[table.alias_or_name.lower()]


def calls_leader(source: Source) -> bool:
    """Whether it calls a function that only the leader node has."""
    return any(name in _LEADER_FUNCTIONS for name in called(source))


def called(source: Source) -> Iterator[str]:
    """The names that a parenthesis follows."""
    for token, following in zip(source.tokens, source.tokens[1:], strict=False):
        if token.kind in (TokenKind.WORD, TokenKind.NAME) and following.is_symbol("("):
            yield token.value.lower()


def regclasses(source: Source) -> Iterator[Edit]:
    """``'schema.table'::regclass``: the schema is another one to PostgreSQL."""
    tokens = source.tokens
    for name, sign, type_ in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if name.kind is TokenKind.STRING and sign.is_symbol("::") and type_.is_word("REGCLASS"):
            text = source.text[name.start : name.end]
            yield Edit(name.start, type_.end, f"sandbox.regclass({text})")


def renamed(parts: Sequence[str]) -> str | None:
    """Where the sandbox has a relation of the catalog's; None where PostgreSQL's own will do."""
    *qualified, name = parts
    if name in RELATIONS and list(qualified) in ([], ["pg_catalog"]):
        return f"redshift.{name}"
    if name in INFORMATION_RELATIONS and list(qualified) == ["information_schema"]:
        return f"redshift.information_{name}"
    return None
