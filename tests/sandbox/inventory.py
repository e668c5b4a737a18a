"""What plain catalog queries say of a warehouse, in words that two warehouses can share.

Oids and the order of grants are left out. The text of a late-binding or materialized view
is kept as its query's tokens: that is what a reviewer calls the same view.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from redlake.grammar.tokens import Kind, tokenize
from tests.sandbox.lake import Session

Inventory: TypeAlias = dict[str, list[tuple[Any, ...]]]

# What belongs to the whole warehouse, whichever database is asked.
_SHARED = {
    "users": "SELECT usename, usecreatedb, usesuper, nullif(valuntil::text, 'infinity'), useconfig"
    " FROM pg_user WHERE usename <> 'unknown'",
    "options of users": "SELECT user_name, connection_limit, syslog_access, session_timeout,"
    " external_user_id FROM svv_user_info WHERE user_name <> 'unknown'",
    "groups": "SELECT groname FROM pg_group",
    "members": "SELECT groname, usename FROM pg_group JOIN pg_user ON usesysid = ANY(grolist)",
    "roles": "SELECT role_name, role_owner, external_id FROM svv_roles",
    "roles of users": "SELECT user_name, role_name, admin_option FROM svv_user_grants",
    "roles of roles": "SELECT role_name, granted_role_name FROM svv_role_grants",
    "system privileges": "SELECT system_privilege, identity_name, identity_type"
    " FROM svv_system_privileges",
    "IAM roles to assume": "SELECT iam_arn, command_type, identity_name, identity_type"
    " FROM svv_iam_privileges",
    "databases": "SELECT datname, usename, datconnlimit, datconfig, description"
    " FROM pg_database_info LEFT JOIN pg_user ON usesysid = datdba"
    " LEFT JOIN pg_description ON objoid = datid",
    "kinds of databases": "SELECT database_name, database_type, database_options"
    " FROM svv_redshift_databases",
    "grants on databases": "SELECT database_name, privilege_type, identity_type, identity_name,"
    " admin_option, privilege_scope FROM svv_database_privileges",
    "datashares": "SELECT share_name, source_database, is_publicaccessible, usename"
    " FROM svv_datashares JOIN pg_user ON usesysid = share_owner",
    "objects of datashares": "SELECT share_name, object_type, object_name, include_new"
    " FROM svv_datashare_objects",
    "consumers of datashares": "SELECT share_name, consumer_account, consumer_namespace"
    " FROM svv_datashare_consumers",
    "grants on datashares": "SELECT datashare_name, privilege_type, identity_type, identity_name,"
    " admin_option FROM svv_datashare_privileges",
}

_IN_A_DATABASE = {
    "collation": "SELECT db_collation()",
    "schemas": "SELECT nspname, usename FROM pg_namespace JOIN pg_user ON usesysid = nspowner"
    " WHERE nspname NOT LIKE 'pg_%' AND nspname <> 'information_schema'",
    "quotas": "SELECT schema_name, quota FROM svv_redshift_schema_quota",
    "external schemas": "SELECT schemaname, eskind, databasename, esoptions"
    " FROM svv_external_schemas",
    "grants on schemas": "SELECT namespace_name, privilege_type, identity_type, identity_name,"
    " admin_option, privilege_scope FROM svv_schema_privileges",
    "relations": "SELECT nspname, relname, relkind, usename FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_user ON usesysid = relowner"
    " WHERE relkind IN ('r', 'v') AND nspname NOT LIKE 'pg_%' AND nspname <> 'information_schema'",
    "columns": "SELECT table_schema, table_name, ordinal_position, column_name, data_type"
    " FROM information_schema.columns"
    " WHERE table_schema NOT LIKE 'pg_%' AND table_schema <> 'information_schema'",
    "columns of late-binding views": "SELECT view_schema, view_name, col_num, col_name, col_type"
    " FROM pg_get_late_binding_view_cols()"
    " cols(view_schema name, view_name name, col_name name, col_type varchar, col_num int)",
    "where values lie": "SELECT nspname, relname, attname, attisdistkey, attsortkeyord,"
    " format_encoding(attencodingtype::integer)"
    " FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
    " JOIN pg_namespace n ON n.oid = relnamespace WHERE attnum > 0 AND relkind IN ('r', 'v')"
    " AND nspname NOT LIKE 'pg_%' AND nspname <> 'information_schema'",
    "views": "SELECT schemaname, viewname, viewowner, definition FROM pg_views"
    " WHERE schemaname NOT LIKE 'pg_%' AND schemaname <> 'information_schema'",
    "materialized views": "SELECT schema_name, name, user_name, autorefresh FROM svv_mv_info",
    "grants on relations": "SELECT namespace_name, relation_name, privilege_type, identity_type,"
    " identity_name, admin_option FROM svv_relation_privileges",
    "grants on languages": "SELECT language_name, privilege_type, identity_name, identity_type,"
    " admin_option FROM svv_language_privileges",
    "grants on columns": "SELECT namespace_name, relation_name, column_name, privilege_type,"
    " identity_type, identity_name FROM svv_column_privileges",
    "routines": "SELECT nspname, proname, proargtypes::text, usename, prosrc, prosecdef,"
    " proacl::text FROM pg_proc_info JOIN pg_namespace n ON n.oid = pronamespace"
    " JOIN pg_user ON usesysid = proowner"
    " WHERE nspname NOT LIKE 'pg_%' AND nspname <> 'information_schema'",
    "default privileges": "SELECT schema_name, object_type, owner_name, privilege_type,"
    " grantee_type, grantee_name, admin_option FROM svv_default_privileges",
    "default ACLs": "SELECT usename, nspname, defaclobjtype, array_to_string(defaclacl, '~')"
    " FROM pg_default_acl JOIN pg_user ON usesysid = defacluser"
    " LEFT JOIN pg_namespace n ON n.oid = defaclnamespace",
    "rls policies": "SELECT polname, polalias, polatts, polqual, polmodifiedby FROM svv_rls_policy"
    " WHERE poldb = current_database()",
    "masking policies": "SELECT policy_name, input_columns, policy_expression, policy_modified_by"
    " FROM svv_masking_policy WHERE policy_database = current_database()",
    "attached rls policies": "SELECT * FROM svv_rls_attached_policy",
    "attached masking policies": "SELECT * FROM svv_attached_masking_policy",
    "row-level security": "SELECT * FROM svv_rls_relation",
    "models": "SELECT schema_name, user_name, model_name FROM svv_ml_model_info",
    "grants on models": "SELECT namespace_name, model_name, privilege_type, identity_type,"
    " identity_name, admin_option FROM svv_ml_model_privileges",
    "comments": "SELECT nspname, relname, objsubid, description FROM pg_description"
    " JOIN pg_class c ON c.oid = objoid JOIN pg_namespace n ON n.oid = relnamespace"
    " WHERE nspname NOT LIKE 'pg_%' AND nspname <> 'information_schema'",
}


def take(home: str, connect: Callable[[str], Session]) -> Inventory:
    """The inventory of every database."""
    session = connect(home)
    found = {what: _rows(session, sql) for what, sql in _SHARED.items()}
    for database, kind, _ in found["kinds of databases"]:
        if kind != "local":
            continue  # what is in it lies elsewhere
        session = connect(database)
        for what, sql in _IN_A_DATABASE.items():
            rows = _rows(session, sql)
            read = _READ.get(what, list)
            found[f"{database}: {what}"] = sorted(read(rows), key=repr)
    return found


def _rows(session: Session, sql: str) -> list[tuple[Any, ...]]:
    return sorted((tuple(map(_plain, row)) for row in session.run(sql)), key=repr)


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _external_schemas(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(*row[:-1], sorted(json.loads(row[-1]).items())) for row in rows]


def _views(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(*row[:-1], _query(row[-1])) for row in rows]


def _query(definition: str) -> str:
    """The query in a view's text: Redshift shows what was typed, a bound view's query alone."""
    tokens = tokenize(definition)
    if tokens[0].is_word("CREATE"):
        (start, *_) = (at for at, token in enumerate(tokens) if token.is_word("AS"))
        tokens = tokens[start + 1 :]
    if tokens[-1].is_symbol(";"):
        tokens.pop()
    return " ".join(
        repr(token.value) if token.kind is Kind.STRING else token.value.lower() for token in tokens
    )


def _routines(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """With the owner's own rights left out, which are shown once anybody else has some."""
    return [(*row[:-2], row[-2], _granted(row[-1], row[3])) for row in rows]


def _acls(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(*row[:-1], sorted(row[-1].split("~"))) for row in rows]


def _granted(acl: str | None, owner: str) -> list[str]:
    if acl is None:
        return ["=X"]  # everyone may run a function
    entries = (entry.partition("/")[0] for entry in acl.strip("{}").split(","))
    return sorted(entry for entry in entries if entry.partition("=")[0].strip('"') != owner)


_READ: dict[str, Callable[[list[tuple[Any, ...]]], list[tuple[Any, ...]]]] = {
    "external schemas": _external_schemas,
    "views": _views,
    "routines": _routines,
    "default ACLs": _acls,
}


def differences(expected: Inventory, actual: Inventory) -> list[str]:
    """A line for each row that only one of two inventories has."""
    lines = []
    for what in sorted(expected.keys() | actual.keys()):
        missing, added = expected.get(what, []), actual.get(what, [])
        lines += [f"- {what}: {row}" for row in missing if row not in added]
        lines += [f"+ {what}: {row}" for row in added if row not in missing]
    return lines
