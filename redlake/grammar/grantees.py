"""Who is granted something: read, held against who may hold it, and written back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from redlake.grammar.granted import read_arn, read_role
from redlake.grammar.names import RESERVED, literal, quoted
from redlake.grammar.reader import Reader
from redlake.grammar.tokens import Kind, Token, UnreadableError


class Grantee(NamedTuple):
    """Who is granted something.

    ``type`` is USER, GROUP, ROLE, PUBLIC (without a name), NAMESPACE, ACCOUNT, IAM_ROLE, RLS
    POLICY, MASKING POLICY or DATASHARE. ``via_data_catalog`` goes with ACCOUNT.
    """

    type: str
    name: str = ""
    via_data_catalog: bool = False


class Recipient(NamedTuple):
    """A grantee in a GRANT; ``option`` is WITH GRANT OPTION, or WITH ADMIN OPTION of a role."""

    grantee: Grantee
    option: bool = False


class Rule(NamedTuple):
    """Who may hold what is granted.

    ``what`` says it in words, in the plural. ``option`` is GRANT or ADMIN where users may
    hold that option. ``behaviour`` is whether REVOKE takes RESTRICT and CASCADE.
    """

    what: str
    grantees: tuple[str, ...]
    option: str = ""
    behaviour: bool = False


POLICIES = ("RLS POLICY", "MASKING POLICY")
OPTIONS = {"GRANT": "WITH GRANT OPTION", "ADMIN": "WITH ADMIN OPTION"}

_ONE = {
    "USER": "a user",
    "GROUP": "a group",
    "ROLE": "a role",
    "PUBLIC": "PUBLIC",
    "NAMESPACE": "a namespace",
    "ACCOUNT": "an account",
    "IAM_ROLE": "an IAM role",
    "DATASHARE": "a datashare",
    "RLS POLICY": "a policy",
    "MASKING POLICY": "a policy",
}
_MANY = {
    "USER": "users",
    "GROUP": "groups",
    "ROLE": "roles",
    "PUBLIC": "PUBLIC",
    "NAMESPACE": "namespaces",
    "ACCOUNT": "accounts",
    "IAM_ROLE": "IAM roles",
    "DATASHARE": "datashares",
    "RLS POLICY": "policies",
    "MASKING POLICY": "policies",
}
_HOLDERS_OF_OPTIONS = ("USER", "IAM_ROLE")
_LEADING = ("PUBLIC", "ROLE", "NAMESPACE", "ACCOUNT", "IAM_ROLE", "DATASHARE", "RLS", "MASKING")
"""Words that say what kind of grantee follows, and may be users' names all the same."""


def read_recipients(at: Reader, rule: Rule) -> tuple[Recipient, ...]:
    """Reads what follows TO."""
    found = _read(at, rule, lambda grantee, _: Recipient(grantee, _takes_option(at, grantee, rule)))
    if found[-1].grantee.type == "IAM_ROLE" and found[-1].option:
        # Lake Formation's option stands once, at the end, and is for all of them.
        return tuple(Recipient(grantee, True) for grantee, _ in found)
    return found


def read_grantees(at: Reader, rule: Rule, *, option_for: bool = False) -> tuple[Grantee, ...]:
    """Reads what follows FROM; ``option_for`` says that only the option is taken."""

    def holds(grantee: Grantee, token: Token) -> Recipient:
        if option_for and grantee.type not in _HOLDERS_OF_OPTIONS:
            raise UnreadableError(
                f"{_ONE[grantee.type]} holds no {rule.option.lower()} option",
                token.start,
                f"remove {rule.option} OPTION FOR",
            )
        return Recipient(grantee)

    return tuple(grantee for grantee, _ in _read(at, rule, holds))


def read_grantee(at: Reader, rule: Rule) -> Grantee:
    """Reads one, where there can be no more."""
    return _grantee(at, rule)[0]


def recipients_sql(recipients: Sequence[Recipient], option: str) -> str:
    """What follows TO; ``option`` is GRANT or ADMIN."""
    grantees = [grantee for grantee, _ in recipients]
    if all(grantee.type == "IAM_ROLE" for grantee in grantees) and recipients[-1].option:
        return f"{grantees_sql(grantees)} {OPTIONS[option]}"
    if grantees[0].type in POLICIES:
        return grantees_sql(grantees)
    return ", ".join(
        f"{_grantee_sql(grantee)} {OPTIONS[option]}" if given else _grantee_sql(grantee)
        for grantee, given in recipients
    )


def grantees_sql(grantees: Sequence[Grantee]) -> str:
    """What follows FROM."""
    if grantees[0].type in POLICIES:
        # Policies share the words that introduce them.
        return f"{grantees[0].type} {', '.join(quoted(policy.name) for policy in grantees)}"
    return ", ".join(_grantee_sql(grantee) for grantee in grantees)


def _grantee_sql(grantee: Grantee) -> str:
    match grantee:
        case Grantee("PUBLIC"):
            return "PUBLIC"
        case Grantee("USER", name):
            return f'"{name}"' if name.upper() in _LEADING else quoted(name)
        case Grantee("NAMESPACE" | "IAM_ROLE", name):
            return f"{grantee.type} {literal(name)}"
        case Grantee("ACCOUNT", name, via_data_catalog):
            return f"ACCOUNT {literal(name)}" + (" VIA DATA CATALOG" if via_data_catalog else "")
    return f"{grantee.type} {quoted(grantee.name)}"


def _read(
    at: Reader, rule: Rule, judge: Callable[[Grantee, Token], Recipient]
) -> tuple[Recipient, ...]:
    for policy in POLICIES:
        if policy in rule.grantees and at.take(*policy.split()):
            return tuple(Recipient(Grantee(policy, name)) for name in at.listed(at.name))
    found = [judge(*_grantee(at, rule))]
    match found[0].grantee.type:
        # A second consumer of a datashare is a syntax error, whatever AWS's synopsis says.
        case "NAMESPACE" | "ACCOUNT":
            return tuple(found)
        case "PUBLIC" if "IAM_ROLE" in rule.grantees:
            return tuple(found)
        case "IAM_ROLE":
            rule = rule._replace(grantees=("IAM_ROLE",))
        case _:
            others = tuple(kind for kind in rule.grantees if kind not in POLICIES)
            rule = rule._replace(grantees=others)
    # Lake Formation's option ends the list.
    while not (found[-1].grantee.type == "IAM_ROLE" and found[-1].option) and at.take(","):
        found.append(judge(*_grantee(at, rule)))
    return tuple(found)


def _grantee(at: Reader, rule: Rule) -> tuple[Grantee, Token]:
    """Reads one grantee; gives its first token too."""
    token = at.token
    if token is None:
        at.fail("a grantee")
    kind = _kind(at)
    if kind not in rule.grantees:
        way_out = f"name {_listed(rule.grantees)} only"
        if kind in POLICIES:
            way_out = "give policies SELECT on tables or EXECUTE on functions, and nobody else"
        raise UnreadableError(f"{_ONE[kind]} cannot hold {rule.what}", token.start, way_out)
    match kind:
        case "USER":
            return Grantee(kind, _user(at)), token
        case "PUBLIC":
            at.step()
            return Grantee(kind), token
    at.step()
    match kind:
        case "ROLE":
            return Grantee(kind, read_role(at)), token
        case "IAM_ROLE":
            return Grantee(kind, read_arn(at)), token
        case "NAMESPACE":
            return Grantee(kind, at.string()), token
        case "ACCOUNT":
            return Grantee(kind, at.string(), at.take("VIA", "DATA", "CATALOG")), token
    return Grantee(kind, at.name()), token


def _user(at: Reader) -> str:
    user = at.user()
    if at.token is not None and at.sees(":"):
        raise UnreadableError(
            "a user name with a colon stands in quotes",
            at.token.start,
            'write it as "IAMR:role"',
        )
    return user


def _kind(at: Reader) -> str:
    """The kind of grantee that comes next; reads nothing."""
    following = at.rest[1:2]
    for kind in ("PUBLIC", "GROUP", *POLICIES):
        if at.sees(*kind.split()):
            return kind
    for kind in ("IAM_ROLE", "NAMESPACE", "ACCOUNT"):
        if at.sees(kind) and following and following[0].kind is Kind.STRING:
            return kind
    for kind in ("ROLE", "DATASHARE"):
        if at.sees(kind) and following and _may_be_name(following[0]):
            return kind
    return "USER"


def _may_be_name(token: Token) -> bool:
    return token.kind is Kind.NAME or (
        token.kind is Kind.WORD and token.value.upper() not in RESERVED
    )


def _takes_option(at: Reader, grantee: Grantee, rule: Rule) -> bool:
    """Reads WITH GRANT OPTION or WITH ADMIN OPTION if it comes next."""
    token = at.token
    if token is None or not at.take("WITH"):
        return False
    if rule.option:
        at.expect(rule.option, "OPTION")
        if grantee.type in _HOLDERS_OF_OPTIONS:
            return True
        message = f"{_ONE[grantee.type]} cannot hold the {rule.option.lower()} option"
    else:
        word = at.choose("GRANT", "ADMIN")
        at.expect("OPTION")
        message = f"there is no {word.lower()} option for {rule.what}"
    raise UnreadableError(message, token.start, "remove it")


def _listed(kinds: Sequence[str]) -> str:
    many = list(dict.fromkeys(_MANY[kind] for kind in kinds))
    return " and ".join([", ".join(many[:-1]), many[-1]]) if many[1:] else many[0]
