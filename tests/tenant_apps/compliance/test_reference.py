"""docs/compliance.md is made from the data."""

import pytest
from django.core.management import CommandError, call_command

from tenant_apps.compliance.queries.reference import END, START, renewed


def test_the_tables_of_the_document_are_the_present_ones() -> None:
    """The command ends with an error where they are others."""
    assert call_command("laws", "--check") is None


def test_an_old_table_is_noticed(tmp_path) -> None:  # type: ignore[no-untyped-def]
    old = tmp_path / "compliance.md"
    old.write_text(f"Head\n{START}\n| nothing |\n{END}\nTail\n")
    with pytest.raises(CommandError, match="out of date"):
        call_command("laws", "--check", file=old)
    call_command("laws", file=old)
    text = old.read_text()
    assert text.startswith("Head\n") and text.endswith("\nTail\n")
    assert "国发〔2011〕38号" in text


def test_a_document_without_marks_is_an_error() -> None:
    with pytest.raises(ValueError, match="missing"):
        renewed("nothing")
