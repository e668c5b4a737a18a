"""The kinds of objects that a State holds, one file each.

What makes a kind is said in ``object``; what a command does to objects, in ``applying``.
Importing this package makes every kind known to ``applied``.
"""

from redlake.kinds import (
    attachment,
    bound_view,
    comment,
    database,
    datashare,
    default_privilege,
    external_schema,
    function,
    granting,
    group,
    late_binding_view,
    materialized_view,
    membership,
    procedure,
    relation,
    role,
    row_security,
    schema,
    user,
    verbatim,
)

__all__ = [
    "attachment",
    "bound_view",
    "comment",
    "database",
    "datashare",
    "default_privilege",
    "external_schema",
    "function",
    "granting",
    "group",
    "late_binding_view",
    "materialized_view",
    "membership",
    "procedure",
    "relation",
    "role",
    "row_security",
    "schema",
    "user",
    "verbatim",
]
