"""GRANT, REVOKE and ALTER DEFAULT PRIVILEGES."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from redlake.grammar.command import Command
from redlake.grammar.grants import (
    ALL,
    DefaultPrivileges,
    Grant,
    Grantee,
    On,
    OnAllIn,
    OnIamRoles,
    OnObjects,
    OnRoles,
    OnRoutines,
    OnSystem,
    Privilege,
    Recipient,
    Revoke,
    Routine,
    Scope,
)
from tests.grammar.strategies import names, relations, some, texts, users

Privileges = tuple[Privilege, ...]

TABLE = ("SELECT", "INSERT", "UPDATE", "DELETE", "DROP", "REFERENCES", "ALTER", "TRUNCATE")
BY_DEFAULT = tuple(name for name in TABLE if name != "ALTER")
SCHEMA = ("CREATE", "USAGE", "ALTER", "DROP")
SYSTEM = (
    *("ACCESS CATALOG", "ACCESS SYSTEM TABLE", "ANALYZE", "CANCEL", "TRUNCATE TABLE", "VACUUM"),
    *("CREATE USER", "DROP USER", "ALTER USER", "CREATE ROLE", "DROP ROLE", "CREATE SCHEMA"),
    *("DROP SCHEMA", "ALTER DEFAULT PRIVILEGES", "CREATE TABLE", "DROP TABLE", "ALTER TABLE"),
    *("CREATE OR REPLACE FUNCTION", "CREATE OR REPLACE EXTERNAL FUNCTION", "DROP FUNCTION"),
    *("CREATE OR REPLACE PROCEDURE", "DROP PROCEDURE", "CREATE OR REPLACE VIEW", "DROP VIEW"),
    *("CREATE MODEL", "DROP MODEL", "CREATE DATASHARE", "ALTER DATASHARE", "DROP DATASHARE"),
    *("CREATE LIBRARY", "DROP LIBRARY", "IGNORE RLS", "EXPLAIN RLS", "EXPLAIN MASKING"),
)
PURPOSES = ("COPY", "UNLOAD", "EXTERNAL FUNCTION", "CREATE MODEL")
TYPES = (
    "integer",
    "character varying",
    "double precision",
    "numeric",
    "timestamp with time zone",
    "time without time zone",
    "interval year to month",
    "super",
)

# Words that introduce grantees or end a REVOKE are names as well.
_odd_names = names | st.sampled_from(("role", "datashare", "account", "rls", "cascade", "via"))
_arns = texts.map("arn:{}".format)


def _of(kind: str, of: st.SearchStrategy[str]) -> st.SearchStrategy[Grantee]:
    return of.map(lambda name: Grantee(kind, name))


_user = _of("USER", users | _odd_names)
_role = _of("ROLE", _odd_names | st.just("sys:monitor"))
_group = _of("GROUP", _odd_names)
_public = st.just(Grantee("PUBLIC"))
_datashare = _of("DATASHARE", _odd_names)
_iam_role = _of("IAM_ROLE", _arns)
_consumer = _of("NAMESPACE", texts) | st.builds(Grantee, st.just("ACCOUNT"), texts, st.booleans())
_anyone = _user | _role | _group | _public


def _distinct(choices: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(choices), min_size=1, unique=True).map(tuple)


def _privileges(choices: Sequence[str]) -> st.SearchStrategy[Privileges]:
    return _distinct(choices).map(lambda chosen: tuple(Privilege(name) for name in chosen))


def _or_all(choices: Sequence[str]) -> st.SearchStrategy[Privileges]:
    return _privileges(choices) | st.just((Privilege(ALL),))


def _on_columns(choices: Sequence[str]) -> st.SearchStrategy[Privileges]:
    return (_distinct(choices) | st.just((ALL,))).flatmap(
        lambda chosen: st.tuples(
            *(st.builds(Privilege, st.just(name), some(names)) for name in chosen)
        )
    )


def _given(grantee: Grantee) -> st.SearchStrategy[Recipient]:
    """A grantee, with the option if it may hold it."""
    may = st.booleans() if grantee.type == "USER" else st.just(False)
    return st.builds(Recipient, st.just(grantee), may)


def _granted_or_revoked(
    privileges: st.SearchStrategy[Privileges],
    on: st.SearchStrategy[On],
    grantees: st.SearchStrategy[Grantee],
    *,
    option: bool = True,
    cascade: bool = False,
) -> st.SearchStrategy[Command]:
    recipients = some(grantees.flatmap(_given) if option else grantees.map(Recipient))
    cascades = st.booleans() if cascade else st.just(False)
    both = st.builds(Grant, privileges, on, recipients) | st.builds(
        Revoke, privileges, on, some(grantees), st.just(False), cascades
    )
    if not option:
        return both
    return both | st.builds(Revoke, privileges, on, some(_user), st.just(True), cascades)


def _objects(kind: str) -> st.SearchStrategy[On]:
    return st.builds(OnObjects, st.just(kind), some(names))


def _of_relations(kind: str) -> st.SearchStrategy[On]:
    return st.builds(OnObjects, st.just(kind), relations=some(relations))


_of_some_database = st.just("") | names
_tables = _of_relations("TABLE")
_routines = st.builds(Routine, relations, st.just(()) | some(st.sampled_from(TYPES)))
_functions = st.builds(OnRoutines, st.just("FUNCTION"), some(_routines))
_procedures = st.builds(OnRoutines, st.just("PROCEDURE"), some(_routines))
_schemas = st.builds(
    OnObjects, st.just("SCHEMA"), some(names), st.just(()), database=_of_some_database
)


def _all_in(*kinds: str) -> st.SearchStrategy[On]:
    return st.builds(OnAllIn, st.sampled_from(kinds), some(names), _of_some_database)


_local = st.one_of(
    _granted_or_revoked(
        _or_all(TABLE), _tables | _all_in("TABLES"), _anyone | _datashare, cascade=True
    ),
    _granted_or_revoked(_or_all(SCHEMA), _schemas, _anyone | _datashare, cascade=True),
    _granted_or_revoked(
        _or_all(("CREATE", "USAGE", "TEMPORARY", "ALTER")),
        _objects("DATABASE"),
        _anyone | _datashare,
        cascade=True,
    ),
    _granted_or_revoked(
        _or_all(("EXECUTE",)),
        _functions | _all_in("FUNCTIONS"),
        _anyone | _datashare,
        cascade=True,
    ),
    _granted_or_revoked(
        _or_all(("EXECUTE",)),
        _procedures | _all_in("PROCEDURES") | _of_relations("MODEL"),
        _anyone,
        cascade=True,
    ),
    _granted_or_revoked(_privileges(("USAGE",)), _objects("LANGUAGE"), _anyone, cascade=True),
    _granted_or_revoked(_or_all(("ALTER", "DROP")), _objects("COPY JOB"), _anyone, cascade=True),
    _granted_or_revoked(
        _or_all(("ALTER", "DROP", "USAGE")), _of_relations("TEMPLATE"), _anyone, cascade=True
    ),
    _granted_or_revoked(
        _on_columns(("SELECT", "UPDATE")), _tables, _anyone, option=False, cascade=True
    ),
    _granted_or_revoked(
        st.just((Privilege("CREATE MODEL"),)), st.just(OnSystem()), _anyone, cascade=True
    ),
)


def _scopes(kinds: Sequence[str], *, in_schemas: bool = False) -> st.SearchStrategy[On]:
    scopes: st.SearchStrategy[On] = st.builds(
        Scope, st.sampled_from(kinds), st.just(""), _odd_names
    )
    if in_schemas:
        return scopes | st.builds(Scope, st.sampled_from(kinds), _odd_names, _of_some_database)
    return scopes


_scoped = st.one_of(
    [
        _granted_or_revoked(privileges, on, _user | _role | _datashare)
        for privileges, on in (
            (_or_all(SCHEMA), _scopes(("SCHEMAS",))),
            (_or_all(TABLE), _scopes(("TABLES",), in_schemas=True)),
            (_or_all(("EXECUTE",)), _scopes(("FUNCTIONS", "PROCEDURES"), in_schemas=True)),
            (_privileges(("USAGE",)), _scopes(("LANGUAGES",))),
            (_or_all(("CREATE", "ALTER", "DROP")), _scopes(("COPY JOBS",))),
        )
    ]
)

_system = st.one_of(
    _granted_or_revoked(_or_all(SYSTEM), st.just(OnSystem()), _role, option=False),
    _granted_or_revoked(
        st.just((Privilege("CONNECT"),)),
        st.builds(OnSystem, st.booleans()),
        _user | _role | _public,
        option=False,
    ),
)

_roles = _granted_or_revoked(
    st.just(()), st.builds(OnRoles, some(_odd_names | st.just("sys:operator"))), _user | _role
)

_assumed = _granted_or_revoked(
    st.just((Privilege("ASSUMEROLE"),)),
    st.builds(
        OnIamRoles,
        some(_arns) | st.sampled_from((("default",), ("ALL",))),
        _distinct(PURPOSES) | st.just((ALL,)),
    ),
    _anyone,
    option=False,
)


def _alone(
    privileges: st.SearchStrategy[Privileges],
    on: st.SearchStrategy[On],
    grantees: st.SearchStrategy[tuple[Grantee, ...]],
) -> st.SearchStrategy[Command]:
    """For grantees that go with no others, and hold no option."""
    recipients = grantees.map(lambda chosen: tuple(Recipient(grantee) for grantee in chosen))
    return st.builds(Grant, privileges, on, recipients) | st.builds(
        Revoke, privileges, on, grantees
    )


_policies = st.sampled_from(("RLS POLICY", "MASKING POLICY")).flatmap(
    lambda kind: some(_of(kind, names))
)
_one_consumer = st.tuples(_consumer)
_everyone = st.tuples(_public)
_datashares = st.builds(OnObjects, st.just("DATASHARE"), st.tuples(names))
_external_tables = _of_relations("EXTERNAL TABLE")
_external_schemas = _objects("EXTERNAL SCHEMA")
_on_external_tables = _or_all(("SELECT", "ALTER", "DROP", "DELETE", "INSERT"))
_by_lake_formation = st.one_of(
    st.tuples(_on_external_tables | _on_columns(("SELECT",)), _external_tables),
    st.tuples(_or_all(("CREATE", "ALTER", "DROP")), _external_schemas),
).flatmap(
    lambda chosen: (
        st.builds(
            Grant,
            st.just(chosen[0]),
            st.just(chosen[1]),
            # The option is for all of them, or for none.
            st.booleans().flatmap(
                lambda option: some(st.builds(Recipient, _iam_role, st.just(option)))
            ),
        )
        | st.builds(Revoke, st.just(chosen[0]), st.just(chosen[1]), some(_iam_role), st.booleans())
    )
)

_shared = st.one_of(
    _granted_or_revoked(_privileges(("ALTER", "SHARE")), _datashares, _anyone),
    _alone(st.just((Privilege("USAGE"),)), _datashares, _one_consumer),
    _alone(st.just((Privilege("SELECT"),)), _tables, _policies),
    _alone(st.just((Privilege("EXECUTE"),)), _functions, _policies),
    _alone(_on_external_tables, _external_tables, _everyone),
)


def _defaults(
    privileges: st.SearchStrategy[Privileges], kinds: Sequence[str]
) -> st.SearchStrategy[Command]:
    kind = st.sampled_from(kinds)
    of = some(users) | st.just(())
    schemas = some(names) | st.just(())
    revoked = some(_anyone.map(Recipient))
    from_users = some(_user.map(Recipient))
    return st.one_of(
        st.builds(
            DefaultPrivileges,
            st.just(True),
            privileges,
            kind,
            some(_anyone.flatmap(_given)),
            of,
            schemas,
        ),
        st.builds(
            DefaultPrivileges,
            st.just(False),
            privileges,
            kind,
            revoked,
            of,
            schemas,
            cascade=st.booleans(),
        ),
        st.builds(
            DefaultPrivileges,
            st.just(False),
            privileges,
            kind,
            from_users,
            of,
            schemas,
            st.just(True),
            st.booleans(),
        ),
    )


commands: st.SearchStrategy[Command] = st.one_of(
    _local,
    _scoped,
    _system,
    _roles,
    _assumed,
    _shared,
    _by_lake_formation,
    _defaults(_or_all(BY_DEFAULT), ("TABLES",)),
    _defaults(_or_all(("EXECUTE",)), ("FUNCTIONS", "PROCEDURES")),
)
