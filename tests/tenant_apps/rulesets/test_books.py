"""The rule book as one file: exported, imported as a draft, compared; bad files say why."""

import json
from typing import Any

import pytest

from shared_apps.commands import run
from shared_apps.foundation import canonical
from shared_apps.foundation.refusals import Conflict, Invalid
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import (
    ChangeSettings,
    EditDraft,
    ImportBook,
    LoadPreset,
    PublishDraft,
    change_settings,
    edit_draft,
    import_book,
    load_preset,
    publish_draft,
)
from tenant_apps.rulesets.models import RulesetDraft, RulesetVersion
from tenant_apps.rulesets.queries import compare_book, compare_versions, export_book, values
from tenant_apps.rulesets.queries.values import forget
from tests.fixtures.people import SYSTEM
from tests.fixtures.rulebook import rewrite
from tests.tenant_apps.rulesets.conftest import manager

pytestmark = pytest.mark.usefixtures("mode")
ANNA = manager("anna")


def book(values: dict[str, Any], limits: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    inner = {"values": values, "limits": limits or {}}
    return {"format": "kontor.rulebook", "format_version": 1, "hash": canonical.digest(inner), **inner, **more}


def test_a_rule_book_moves_to_another_marketplace_whole(tenant_b: TenantRef) -> None:
    changes = {"general.tagline": "moved", "test_mode.window": 45, "general.languages": ["en"]}
    made = run(edit_draft, ANNA, EditDraft(changes=changes, limits={"test_mode.window": {"most": "90"}}))
    run(publish_draft, ANNA, PublishDraft(edition=made.edition))
    file = json.loads(json.dumps(export_book()))
    assert (file["version"], file["marketplace"]) == (2, "Market A")
    with scope.enter(tenant_b):
        forget()
        filled = run(import_book, ANNA, ImportBook(book=file))
        assert filled.left_out == []
        assert RulesetDraft.objects.get().origin == "Market A #2"
        run(publish_draft, ANNA, PublishDraft(edition=filled.edition))
        other = export_book()
        assert (other["hash"], other["values"], other["limits"]) == (file["hash"], file["values"], file["limits"])
        assert run(import_book, ANNA, ImportBook(book=file)).draft_id is None


def test_an_import_takes_what_fits_and_reports_the_rest_by_field() -> None:
    name = values()["general.name"]
    file = book(
        {
            "general.tagline": "fits", "no.such": 1, "test_mode.window": 99_999, "general.currency": "EURO",
            "test_mode.format": "turns", "test_mode.step": "3",
        },
        {"test_mode.window": {"least": "soon"}},
    )  # fmt: skip
    filled = run(import_book, ANNA, ImportBook(book=file))
    assert {(one["field"], one["code"]) for one in filled.left_out} == {
        ("no.such", "rulesets.unknown_rule"),
        ("test_mode.window", "rulesets.bad_value"),
        ("general.currency", "rulesets.bad_value"),
        ("test_mode.step", "rulesets.no_meaning"),
    }
    draft = RulesetDraft.objects.get()
    assert draft.values["general.tagline"] == "fits"
    assert draft.values["test_mode.format"] == "turns"
    assert "general.currency" not in draft.values
    assert draft.values["general.name"] is None
    assert values()["general.name"] == name


def test_locked_rules_are_left_out_of_an_import() -> None:
    row = RulesetVersion.objects.get()
    rewrite(limits={"profile": {"test_mode.window": {"lock": "read_only"}}})
    own = dict(row.content["tenant"])
    filled = run(import_book, ANNA, ImportBook(book=book(own | {"test_mode.window": 5, "general.tagline": "x"})))
    assert [(one["field"], one["code"]) for one in filled.left_out] == [("test_mode.window", "rulesets.locked")]
    assert filled.changed == ["general.tagline"]


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"format": "kontor.rulebook"},
        book({}) | {"format": "other"},
        book({}) | {"format_version": 2},
        book({}) | {"hash": "0" * 64},
        book({"general.tagline": "a"}) | {"values": {"general.tagline": "b"}},
        book({}) | {"values": []},
        book({}) | {"surprise": 1},
        book({}) | {"values": {"general.default_tax_rate": 0.19}},
    ],
)
def test_a_bad_file_is_refused_whole(bad: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        run(import_book, ANNA, ImportBook(book=bad))
    assert (refused.value.code, refused.value.field) == ("rulesets.bad_file", "book")
    assert not RulesetDraft.objects.exists()
    with pytest.raises(Invalid):
        compare_book(bad)


def test_an_import_overwrites_no_open_draft() -> None:
    run(edit_draft, ANNA, EditDraft(changes={"general.tagline": "mine"}))
    with pytest.raises(Conflict) as refused:
        run(import_book, ANNA, ImportBook(book=book({"general.tagline": "theirs"})))
    assert refused.value.code == "rulesets.draft_open"
    assert RulesetDraft.objects.get().values == {"general.tagline": "mine"}


def test_versions_and_files_are_compared() -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"general.tagline": "two"}))
    (one,) = compare_versions(1, 2)
    assert (one.key, one.before, one.after) == ("general.tagline", "", "two")
    own = export_book()["values"]
    found, differences = compare_book(book(own | {"general.tagline": "three"}, marketplace="Elsewhere", version=7))
    assert (found.marketplace, found.version) == ("Elsewhere", 7)
    assert [(one.key, one.before, one.after) for one in differences] == [("general.tagline", "two", "three")]
    assert export_book(1)["version"] == 1


def test_a_preset_of_kind_and_industry_is_laid_into_the_draft() -> None:
    filled = run(load_preset, ANNA, LoadPreset(kind="central_procurement", industry="commodities"))
    draft = RulesetDraft.objects.get(pk=filled.draft_id)
    assert draft.values["general.payment_days"] == 5
    assert draft.origin == "central_procurement / commodities"
    for field, data in (
        ("kind", LoadPreset(kind="none")),
        ("industry", LoadPreset(kind="own_operation", industry="x")),
    ):
        with pytest.raises(Invalid) as refused:
            run(load_preset, ANNA, data)
        assert refused.value.field == field
