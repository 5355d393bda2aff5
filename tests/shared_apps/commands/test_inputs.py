"""Untyped input: what cannot be stored is refused before anything is tried, and the refusal names the field."""

from typing import Any

import msgspec
import pytest

from shared_apps.commands import inputs
from shared_apps.foundation.refusals import Invalid


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    text: str


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lines: list[Line] = []
    facts: dict[str, Any] = {}
    take: int = 0
    raw: msgspec.Raw = msgspec.Raw(b"null")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (rb'{"lines": [{"text": "good"}, {"text": "b\u0000d"}]}', "lines[1].text"),
        (rb'{"facts": {"a": {"b": ["\u0000"]}}}', "facts.a.b[0]"),
        (rb'{"facts": {"\u0000": 1}}', "facts"),
    ],
)
def test_the_null_character_is_refused_wherever_it_stands(body: bytes, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        inputs.from_json(body, Sheet)
    assert (refused.value.code, refused.value.field) == ("commands.null_character", field)
    assert refused.value.remedy


def test_a_text_that_only_speaks_of_it_is_taken() -> None:
    assert inputs.from_json(rb'{"lines": [{"text": "\\u0000"}]}', Sheet).lines[0].text == "\\u0000"


def test_form_fields_are_looked_at_too() -> None:
    with pytest.raises(Invalid, match="null character"):
        inputs.from_mapping({"text": "a\x00"}, Line)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (rb'{"take": 9007199254740992}', "take"),
        (rb'{"take": -1853298242314874350731264}', "take"),
        (rb'{"facts": {"a": [1, {"b": 36028797018963967}]}}', "facts.a[1].b"),
    ],
)
def test_a_number_that_not_every_reader_takes_for_the_same_is_refused(body: bytes, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        inputs.from_json(body, Sheet)
    assert (refused.value.code, refused.value.field) == ("commands.number_too_large", field)
    assert refused.value.remedy


def test_a_typed_number_is_looked_at_too() -> None:
    with pytest.raises(Invalid, match="9007199254740991"):
        inputs.from_mapping({"take": "9007199254740992"}, Sheet)


def test_the_largest_number_and_long_texts_are_taken() -> None:
    found = inputs.from_json(
        rb'{"take": 9007199254740991, "lines": [{"text": "123456789012345678"}], "raw": [1]}', Sheet
    )
    assert (found.take, found.lines[0].text) == (9007199254740991, "123456789012345678")
