"""Every rule of listings changes what happens: the same acts under two values never end the same."""

from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from tenant_apps.rulesets.types import list_rules
from tenant_apps.trading.engines.listing.decisions.engine import ENGINE
from tests.fixtures.listings import COMPANIES, INITIATOR, OPENS, Listing, rules_of, terms_of

A, B = COMPANIES[:2]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WAITING: dict[str, Any] = {"accept": "seller_confirms"}


class Case(NamedTuple):
    """Rules on which the one under test depends, its other value, and the acts: who, when, what."""

    given: dict[str, Any]
    other: Any
    acts: list[tuple[Any, timedelta, dict[str, Any]]]


def take(who: Any, when: timedelta, quantity: str, **more: Any) -> Any:
    return who, when, {"act": "take", "version": 1, "quantity": quantity, "unit": "KGM", **more}


def answer(act: str, when: timedelta, seq: int, who: Any = INITIATOR) -> Any:
    return who, when, {"act": act, "take": seq}


BASKET: dict[str, Any] = {"amount": "50", "quantity": "20"}
CASES: dict[str, Case] = {
    "min_take": Case({}, "10", [take(A, HOUR, "5")]),
    "take_step": Case({}, "2", [take(A, HOUR, "6")]),
    "whole_lot_only": Case({}, True, [take(A, HOUR, "6")]),
    "remainder_policy": Case({"min_take": "10"}, "must_take_all", [take(A, HOUR, "95")]),
    "mixed_batch": Case({"min_take": "10"}, "amount", [take(A, HOUR, "5", basket=BASKET)]),
    "batch_min": Case({"min_take": "10", "mixed_batch": "amount"}, "60", [take(A, HOUR, "5", basket=BASKET)]),
    "price_kind": Case({}, "negotiable", [take(A, HOUR, "5", unit_price="2")]),
    "tiers": Case({"price_kind": "tiered", "tiers": [["0", "2.5"]]}, [["0", "2.5"], ["5", "2"]], [take(A, HOUR, "5")]),
    "validity_s": Case({}, 1800, [take(A, HOUR, "5")]),
    "sessions": Case({}, "Mon-Fri 09:00-17:00", [take(A, HOUR, "5")]),
    "holidays": Case({"sessions": "Sat 09:00-17:00"}, "2026-03-28", [take(A, HOUR, "5")]),
    "session_zone": Case({"sessions": "Sat 09:00-17:00"}, "America/New_York", [take(A, HOUR, "5")]),
    "approve_above": Case({}, "10", [take(A, HOUR, "5")]),
    "hold_seconds": Case(
        {"approve_above": "10"}, 60, [take(A, HOUR, "5"), answer("approve", HOUR + 2 * MINUTE, 2, who=A)]
    ),
    "accept": Case({}, "seller_confirms", [take(A, HOUR, "5")]),
    "confirm_within_h": Case(WAITING, 1, [take(A, HOUR, "5"), answer("confirm", 3 * HOUR, 2)]),
    "modify_while_open": Case(
        {}, "better_only", [(INITIATOR, HOUR, {"act": "change", "version": 1, "unit_price": "3"})]
    ),
}


def played(rules: dict[str, Any], acts: list[Any]) -> Any:
    listing = Listing(terms_of(), rules_of(**rules))
    verdicts = [listing.act(who, OPENS + when, **payload) for who, when, payload in acts]
    return verdicts, ENGINE.outcome(listing.state), ENGINE.facts(listing.state, OPENS + HOUR)


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_rule_changes_what_happens(name: str) -> None:
    case = CASES[name]
    assert played(case.given, case.acts) != played({**case.given, name: case.other}, case.acts)


def test_every_rule_has_a_case() -> None:
    """What counts when a listing is published, or shown, is proved in test_listing_rules.py."""
    elsewhere = {
        "audience", "review", "review_above", "price_band_percent", "reference_price", "band_action", "hide_identity",
    }  # fmt: skip
    own = {rule.name for rule in list_rules("spot_listing")}
    assert own >= CASES.keys() | elsewhere
    assert not CASES.keys() & elsewhere
