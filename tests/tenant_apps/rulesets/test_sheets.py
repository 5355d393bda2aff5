"""Rules of categories and event templates: what may stand in them, their order, editions, notice."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import (
    ChangeSettings,
    EditDraft,
    PublishDraft,
    RetireSheet,
    SaveSheet,
    change_settings,
    edit_draft,
    publish_draft,
    retire_sheet,
    save_sheet,
)
from tenant_apps.rulesets.models import RuleSheet
from tenant_apps.rulesets.queries import list_sheets, pin, resolved_below, sheet_in_force
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.rulesets.types import REGISTRY, Rule, declare
from tests.fixtures.people import SYSTEM
from tests.tenant_apps.rulesets.conftest import MAY

GRAVE = Rule("test_mode.grave", "flag", True, "Grave", risk="high", at_event=True)


@pytest.fixture(autouse=True)
def _grave(mode: None) -> Iterator[None]:
    declare(GRAVE)
    forget()
    yield
    del REGISTRY[GRAVE.key]


def save(kind: str = "template", code: str = "spring", **told: Any) -> int:
    usual: dict[str, Any] = {"name": "Spring sale", "mode": "test_mode" if kind == "template" else ""}
    return run(save_sheet, SYSTEM, SaveSheet(kind=kind, code=code, **(usual | told))).edition  # type: ignore[arg-type]


def code_of(act: Callable[[], Any]) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.code, caught.value.field


def test_category_then_template_then_event() -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"test_mode.window": 100}))
    save("category", "metals", name="Metals", values={"test_mode.window": 90})
    save(values={"test_mode.window": 80})
    assert pin("test_mode", {}).values["window"] == 100
    assert pin("test_mode", {}, category="metals").values["window"] == 90
    assert pin("test_mode", {}, category="metals", template="spring").values["window"] == 80
    assert pin("test_mode", {"window": 70}, category="metals", template="spring").values["window"] == 70
    assert pin("test_mode", {}, category="unknown").values["window"] == 100, "a category without rules sets none"
    chain = resolved_below("test_mode", list_sheets())["test_mode.window"].chain
    assert [level for level, _value in chain] == ["platform", "tenant", "category", "template"]


def test_a_template_closes_and_bounds_what_events_set() -> None:
    save(values={"test_mode.window": 120}, limits={"test_mode.window": {"lock": "read_only"}})
    assert code_of(lambda: pin("test_mode", {"window": 60}, template="spring")) == ("rulesets.locked", "window")
    save(limits={"test_mode.window": {"least": "100"}})
    assert code_of(lambda: pin("test_mode", {"window": 60}, template="spring")) == ("rulesets.out_of_bounds", "window")
    assert pin("test_mode", {"window": 100}, template="spring").values["window"] == 100


def test_a_marketplace_that_closes_a_rule_binds_its_templates() -> None:
    save(values={"test_mode.window": 60})
    run(edit_draft, SYSTEM, EditDraft(limits={"test_mode.window": {"least": "200"}}))
    run(publish_draft, SYSTEM, PublishDraft(edition=1))
    assert pin("test_mode", {}, template="spring").values["window"] == 300, "a value beyond the bound is left out"
    assert code_of(lambda: save(values={"test_mode.window": 60})) == ("rulesets.out_of_bounds", "test_mode.window")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"code": "Not A Code"}, "rulesets.bad_sheet_code"),
        ({"name": " "}, "rulesets.sheet_needs_name"),
        ({"mode": "no_mode"}, "rulesets.sheet_needs_mode"),
        ({"mode": ""}, "rulesets.sheet_needs_mode"),
        ({"values": {"test_mode.nothing": 1}}, "rulesets.unknown_rule"),
        ({"values": {"test_mode.window": "x"}}, "rulesets.bad_value"),
        ({"values": {"general.tagline": "x"}}, "rulesets.not_in_sheet"),
        ({"values": {"test_mode.secret": False}}, "rulesets.not_in_sheet"),
        ({"values": {"test_mode.grave": False}}, "rulesets.needs_second_person"),
        ({"edition": 4}, "rulesets.sheet_moved"),
    ],
)
def test_what_may_not_stand_in_a_sheet(told: dict[str, Any], code: str) -> None:
    assert code_of(lambda: save(**told))[0] == code
    assert not RuleSheet.objects.exists()


def test_editions_are_never_changed_and_a_retired_one_sets_nothing() -> None:
    assert [save(values={"test_mode.window": value}) for value in (10, 20)] == [1, 2]
    assert [row.values["test_mode.window"] for row in RuleSheet.objects.order_by("edition")] == [10, 20]
    assert code_of(lambda: save(mode="english_auction"))[0] == "rulesets.sheet_of_other_mode"
    run(retire_sheet, SYSTEM, RetireSheet(kind="template", code="spring"))
    assert list_sheets() == []
    assert code_of(lambda: pin("test_mode", {}, template="spring")) == ("rulesets.no_sheet", "template")
    assert (
        code_of(lambda: run(retire_sheet, SYSTEM, RetireSheet(kind="template", code="spring")))[0]
        == "rulesets.no_sheet"
    )
    assert save(edition=0, values={"test_mode.window": 30}) == 4
    assert pin("test_mode", {}, template="spring").values["window"] == 30


def test_where_changes_are_announced_an_edition_waits_for_its_notice(tenant_cn: TenantRef) -> None:
    with scope.enter(tenant_cn):
        forget()
        save(values={"test_mode.window": 10})
        assert pin("test_mode", {}, template="spring").values["window"] == 10, "a new template binds nobody yet"
        save(values={"test_mode.window": 20})
        save("category", "metals", name="Metals", values={"test_mode.window": 5})
        assert pin("test_mode", {}, category="metals", template="spring").values["window"] == 10
        assert pin("test_mode", {}, category="metals").values["window"] == 300
        newest = {one.code: one for one in list_sheets()}
        assert (newest["spring"].edition, newest["metals"].edition) == (2, 1)
        begun = newest["metals"].effective_from - newest["metals"].made_at
        assert begun == timedelta(days=7)
        in_a_week = newest["metals"].effective_from
        later = sheet_in_force("category", "metals", in_a_week)
        assert later is not None and later.values == {"test_mode.window": 5}


def test_only_people_of_the_marketplace_save_sheets() -> None:
    theirs = Actor(kind="user", id="x", display="X", company_id=uuid7(), permissions=MAY)
    assert (
        code_of(lambda: run(save_sheet, theirs, SaveSheet(kind="template", code="x", name="X", mode="test_mode")))[0]
        == "rulesets.house_only"
    )
