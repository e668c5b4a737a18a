"""Passwords that Redshift takes, and what is wrong with others."""

from __future__ import annotations

import pytest

from redlake.grammar.names import literal
from redlake.grammar.passwords import password_flaw

LONG = "Aa1" + 61 * "x"


@pytest.mark.parametrize(
    "password",
    [
        "DISABLE",
        ":'secret_ann'",
        "'md5153c434b4b77c89e6b94f12c5393af5b'",
        "'sha256|Mypassword1'",
        "'Abcdef12'",
        "'~!#$%^&*()Aa1'",
        literal(LONG),
    ],
)
def test_good_passwords_have_no_flaw(password: str) -> None:
    assert password_flaw(password) is None


@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("Abcde12", "it must have 8 to 64 characters"),
        (LONG + "x", "it must have 8 to 64 characters"),
        ("abcdef12", "it has no upper-case letter"),
        ("ABCDEF12", "it has no lower-case letter"),
        ("Abcdefgh", "it has no digit"),
        ("Abcdef 12", "it has a space, or a character beyond ASCII"),
        ("Abcdef12\n", "it has a space, or a character beyond ASCII"),
        ("Äbcdef12A", "it has a space, or a character beyond ASCII"),
        *[
            (f"Abc{mark}def12", "it has a quote, a slash, a backslash or an @")
            for mark in "'\"/\\@"
        ],
    ],
)
def test_bad_passwords_are_told_why_without_being_told(password: str, flaw: str) -> None:
    assert flaw == password_flaw(literal(password))
