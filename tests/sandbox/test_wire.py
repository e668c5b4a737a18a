"""Messages survive the way to bytes and back."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redlake.sandbox import wire
from redlake.sandbox.wire import Column, Message, ProtocolViolation, SqlError

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
names = texts.filter(bool)


@given(st.dictionaries(names, texts))
def test_startup(parameters: dict[str, str]) -> None:
    packet = wire.startup(parameters)

    assert struct.unpack_from("!ii", packet) == (len(packet), wire.PROTOCOL_3)
    assert wire.startup_parameters(packet[8:]) == parameters


@given(st.binary())
def test_startup_is_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(ProtocolViolation):
        wire.startup_parameters(body)


@given(st.lists(st.none() | texts, max_size=20))
def test_data_row(values: list[str | None]) -> None:
    body = struct.pack("!h", len(values))
    for value in values:
        data = b"" if value is None else value.encode()
        body += struct.pack("!i", -1 if value is None else len(data)) + data

    assert wire.data_row(Message(b"D", body)) == values


oids = st.integers(0, 2**31 - 1)


@given(st.lists(st.builds(Column, texts, oids, st.integers(-1, 2**31 - 1)), max_size=20))
def test_row_description(columns: list[Column]) -> None:
    body = struct.pack("!h", len(columns))
    for name, oid, modifier in columns:
        body += wire.text(name) + struct.pack("!ihihih", 7, 1, oid, -1, modifier, 0)

    assert wire.row_description(Message(b"T", body)) == columns


@given(st.dictionaries(st.sampled_from("SCMDHP"), texts))
def test_error_fields(fields: dict[str, str]) -> None:
    assert wire.error_fields(wire.error_response(fields)) == fields


@given(names, st.none() | names)
def test_error(message: str, hint: str | None) -> None:
    fields = wire.error_fields(SqlError("42601", message, hint=hint).encode())

    assert (fields["S"], fields["C"], fields["M"], fields.get("H")) == (
        "ERROR",
        "42601",
        message,
        hint,
    )


@given(texts, texts, st.binary())
def test_strings(one: str, two: str, rest: bytes) -> None:
    assert wire.strings(wire.text(one) + wire.text(two) + rest, 2) == ([one, two], rest)


@given(st.lists(st.integers(0, 1), max_size=9), st.lists(st.binary(), max_size=9))
def test_parameters_of_a_bind(formats: list[int], values: list[bytes]) -> None:
    rest = struct.pack(f"!h{len(formats)}hh", len(formats), *formats, len(values))
    rest += b"".join(struct.pack("!i", len(value)) + value for value in values) + b"\0\0"

    assert wire.parameter_count(rest) == len(values)


@given(st.binary())
def test_parameters_of_a_bind_are_counted_or_refused(rest: bytes) -> None:
    with contextlib.suppress(ProtocolViolation):
        wire.parameter_count(rest)


@pytest.mark.parametrize("body", [b"", b"no end", b"\xff\0"])
def test_strings_that_are_none(body: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        wire.strings(body, 1)


def test_length_counts_itself_and_not_the_tag() -> None:
    assert Message(b"Q", b"ab\0").encode() == b"Q\0\0\0\x07ab\0"
