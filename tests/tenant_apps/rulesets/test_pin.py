"""Pinned rules of a trading event: its own values on top, never past a lock or a bound, and a hash of the whole."""

import pytest

from shared_apps.commands import run
from shared_apps.foundation.refusals import Invalid
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries import pin
from tests.fixtures.people import SYSTEM
from tests.fixtures.rulebook import rewrite

pytestmark = pytest.mark.usefixtures("mode")


def _limit(**limits: object) -> None:
    rewrite(limits={"profile": limits}, sources={"profile": "Test law 1"})


def test_own_values_lie_on_top_and_keys_lose_their_prefix() -> None:
    pinned = pin("test_mode", {"step": "2.5", "window": "60"})
    assert pinned.values == {
        "format": "live",
        "step": "2.5",
        "window": 60,
        "fee": "0.01",
        "reserve": "",
        "secret": True,
    }
    assert (pinned.version, len(pinned.hash)) == (1, 64)


def test_the_hash_stands_for_version_and_values() -> None:
    plain = pin("test_mode", {})
    assert pin("test_mode", {"window": 300}).hash == plain.hash
    assert pin("test_mode", {"window": 301}).hash != plain.hash
    run(change_settings, SYSTEM, ChangeSettings(changes={"general.tagline": "other"}))
    later = pin("test_mode", {})
    assert (later.version, later.values) == (2, plain.values)
    assert later.hash != plain.hash


def test_a_change_of_the_rules_counts_for_the_next_pin_at_once() -> None:
    assert pin("test_mode", {}).values["window"] == 300
    run(change_settings, SYSTEM, ChangeSettings(changes={"test_mode.window": 120}))
    assert pin("test_mode", {}).values["window"] == 120


@pytest.mark.parametrize(
    ("own", "code", "field"),
    [
        ({"fee": "0"}, "rulesets.not_at_event", "fee"),
        ({"nothing": 1}, "rulesets.unknown_rule", "nothing"),
        ({"window": 86_401}, "rulesets.bad_value", "window"),
        ({"step": "0"}, "rulesets.bad_value", "step"),
        ({"format": "turns", "step": "2"}, "rulesets.no_meaning", "step"),
    ],
)
def test_what_an_event_may_not_set_is_refused(own: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        pin("test_mode", own)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert refused.value.remedy


def test_a_lock_and_a_bound_of_a_higher_level_are_never_passed() -> None:
    _limit(**{"test_mode.window": {"least": "300"}, "test_mode.format": {"lock": "read_only"}})
    assert pin("test_mode", {"window": 300}).values["window"] == 300
    with pytest.raises(Invalid) as refused:
        pin("test_mode", {"window": 299})
    assert (refused.value.code, refused.value.facts["level"], refused.value.facts["source"]) == (
        "rulesets.out_of_bounds", "profile", "Test law 1",
    )  # fmt: skip
    assert "Test law 1" in refused.value.message
    with pytest.raises(Invalid) as refused:
        pin("test_mode", {"format": "turns"})
    assert refused.value.code == "rulesets.locked"
