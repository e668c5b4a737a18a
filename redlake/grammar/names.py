"""Names: how Redshift folds them, and how they are written back.

Redshift folds a quoted name to lower case like any other, unless the session has
``enable_case_sensitive_identifier``; a quoted user name always keeps its case
(https://docs.aws.amazon.com/redshift/latest/dg/r_names.html, r_CREATE_USER.html).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from redlake.grammar.tokens import Kind, Token

PUBLIC_SCHEMA = "public"

_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


class Relation(NamedTuple):
    """A name that stands in a schema: of a table, view, materialized view or routine.

    ``database`` is empty where the statement's own database is meant; a name without a
    schema stands in ``public``.
    """

    schema: str
    name: str
    database: str = ""

    def sql(self) -> str:
        parts = [self.database] if self.database else []
        return ".".join(quoted(part) for part in (*parts, self.schema, self.name))


def folded(token: Token, *, case_sensitive: bool = False, user: bool = False) -> str:
    """What a name's token names."""
    if token.kind is Kind.NAME and (case_sensitive or user):
        return token.value
    return token.value.translate(_ASCII_LOWER)


def quoted(name: str) -> str:
    """The name as SQL: bare where that means the same in every session, else in quotes."""
    if _PLAIN.fullmatch(name) and name.upper() not in RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """The text as an SQL string; Redshift reads a backslash in one as an escape."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


_RESERVED = """
AES128 AES256 ALL ALLOWOVERWRITE ANALYSE ANALYZE AND ANY ARRAY AS ASC AUTHORIZATION AZ64
BACKUP BETWEEN BINARY BLANKSASNULL BOTH BYTEDICT BZIP2 CASE CAST CHECK COLLATE COLUMN
CONSTRAINT CREATE CREDENTIALS CROSS CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER
CURRENT_USER_ID DEFAULT DEFERRABLE DEFLATE DEFRAG DELTA DELTA32K DESC DISABLE DISTINCT DO
ELSE EMPTYASNULL ENABLE ENCODE ENCRYPT ENCRYPTION END EXCEPT EXPLICIT FALSE FOR FOREIGN
FREEZE FROM FULL GLOBALDICT256 GLOBALDICT64K GRANT GROUP GZIP HAVING IDENTITY IGNORE ILIKE
IN INITIALLY INNER INTERSECT INTERVAL INTO IS ISNULL JOIN LANGUAGE LEADING LEFT LIKE LIMIT
LOCALTIME LOCALTIMESTAMP LUN LUNS LZO LZOP MINUS MOSTLY16 MOSTLY32 MOSTLY8 NATURAL NEW NOT
NOTNULL NULL NULLS OFF OFFLINE OFFSET OID OLD ON ONLY OPEN OR ORDER OUTER OVERLAPS PARALLEL
PARTITION PERCENT PERMISSIONS PIVOT PLACING PRIMARY RAW READRATIO RECOVER REFERENCES
REJECTLOG RESORT RESPECT RESTORE RIGHT SELECT SESSION_USER SIMILAR SNAPSHOT SOME SYSDATE
SYSTEM TABLE TAG TDES TEXT255 TEXT32K THEN TIMESTAMP TO TOP TRAILING TRUE TRUNCATECOLUMNS
UNION UNIQUE UNNEST UNPIVOT USER USING VERBOSE WALLET WHEN WHERE WITH WITHOUT
"""

RESERVED = frozenset(_RESERVED.split())
"""Words that must be quoted to be names
(https://docs.aws.amazon.com/redshift/latest/dg/r_pg_keywords.html)."""
