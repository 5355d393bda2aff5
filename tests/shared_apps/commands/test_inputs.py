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
