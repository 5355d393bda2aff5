"""Every rule of requests changes what happens: the same acts under two values never end the same."""

from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from tenant_apps.rulesets.types import list_rules
from tenant_apps.trading.engines.thread.decisions.engine import ENGINE
from tenant_apps.trading.engines.thread.decisions.sheet import build_sheet
from tenant_apps.trading.kernel.decisions.visibility import Viewer, cut
from tests.fixtures.requests import COMPANIES, DAY, INITIATOR, OPENS, Request, line_of, rules_of, terms_of

A, B = COMPANIES[:2]
AFTER = 8 * DAY
HOUR = timedelta(hours=1)


class Case(NamedTuple):
    """Rules on which the one under test depends, its other value, and the acts: who, when, what."""

    given: dict[str, Any]
    other: Any
    acts: list[tuple[Any, timedelta, str, dict[str, Any]]]


def quote(who: Any, when: timedelta, *prices: str, more: dict[str, Any] | None = None, **told: Any) -> Any:
    plain = Request(terms_of("buy", "10", "4"), rules_of())
    rows = [line_of(plain, at, price, **(more or {})) for at, price in enumerate(prices, 1)]
    return who, when, "quote", {"lines": rows, **told}


def award(when: timedelta, *rows: tuple[int, int], **told: Any) -> Any:
    lines = [{"quote": seq, "line": line} for seq, line in rows]
    return INITIATOR, when, "award", {"lines": lines, **told}


BOTH = [quote(A, HOUR, "5", "9"), quote(B, HOUR, "6", "8")]
SPLIT = [*BOTH, award(AFTER, (1, 1), (2, 2))]
BAFO: Any = (INITIATOR, AFTER, "bafo", {"until": (OPENS + AFTER + DAY).isoformat()})
TARGET: Any = (INITIATOR, HOUR, "basis", {"targets": {"1": "4"}})

SPLIT_BY = [*BOTH, award(AFTER, (1, 1), (2, 2), by="0a" * 16)]
LONGER: Any = (INITIATOR, AFTER, "extend", {"until": (OPENS + 7 * DAY + 48 * HOUR).isoformat()})

CASES: dict[str, Case] = {
    "kind": Case({}, "rfi", SPLIT),
    "deadline": Case({}, "soft", [quote(A, AFTER, "5", "9")]),
    "award_before_deadline": Case({}, True, [*BOTH, award(DAY, (1, 1), (2, 2))]),
    "quote_validity_days": Case({}, 2, SPLIT),
    "turn": Case({}, "strict", [quote(A, HOUR, "5"), quote(A, DAY, "4")]),
    "max_rounds": Case({}, 1, [quote(A, HOUR, "5"), quote(A, DAY, "4")]),
    "bafo_rounds": Case({}, 0, [*BOTH, BAFO]),
    "partial_lines": Case({}, False, [quote(A, HOUR, "5")]),
    "alternates": Case({}, True, [quote(A, HOUR, "5", more={"alternate": "Aluminium"})]),
    "components": Case({}, ["goods"], [quote(A, HOUR, "5")]),
    "incoterm": Case({}, "DAP", [quote(A, HOUR, "5", incoterm="EXW")]),
    "currency_policy": Case({}, "any", [quote(A, HOUR, "5", currency="USD")]),
    "annual_rate": Case({}, "12", [quote(A, HOUR, "5"), quote(B, HOUR, "5.01", payment_days=60), award(AFTER, (2, 1))]),
    "award_split": Case({}, "whole", SPLIT),
    "min_answers": Case({}, 3, SPLIT),
    "incoterm_basis": Case(
        {},
        "DAP",
        [
            quote(A, HOUR, "5", incoterm="EXW", to_place={"freight": "9"}),
            quote(B, HOUR, "5.5", incoterm="DAP"),
            award(AFTER, (1, 1)),
        ],
    ),
    "too_few": Case({"min_answers": 3}, "extend", [*BOTH, LONGER]),
    "extend_hours": Case({"min_answers": 3, "too_few": "extend"}, 24, [*BOTH, LONGER]),
    "secrecy": Case({}, "Tell nobody.", BOTH),
    "approval_above": Case({}, "82", SPLIT_BY),
    "target_price_visible": Case({}, True, [TARGET]),
}


def played(rules: dict[str, Any], acts: list[Any]) -> Any:
    """All that can be seen of a request after these acts, by a company that takes part."""
    request = Request(terms_of("buy", "10", "4"), rules_of(**rules))
    verdicts = [request.act(who, OPENS + when, kind, **payload) for who, when, kind, payload in acts]
    facts = ENGINE.facts(request.state, OPENS + AFTER)
    shown = cut(facts | facts["documents"], "thread", Viewer("participant", A), ended=False)
    sheet = build_sheet(request.state, OPENS + AFTER)
    return verdicts, shown, sheet.best_single, ENGINE.outcome(request.state)


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_rule_changes_what_happens(name: str) -> None:
    case = CASES[name]
    assert played(case.given, case.acts) != played({**case.given, name: case.other}, case.acts)


def test_numbers_instead_of_names_until_the_award() -> None:
    for preset, ended, sees in (
        ("thread", False, True),
        ("thread_masked", False, False),
        ("thread_masked", True, True),
    ):
        found = cut({"identities": 1}, preset, Viewer("initiator", INITIATOR), ended=ended)  # type: ignore[arg-type]
        assert bool(found) == sees, (preset, ended)


def test_every_case_is_that_of_a_rule() -> None:
    """The time for answers is read when a request is published, what the initiator sees by the matrix; guests,
    reminders and how many are invited stand in tests/tenant_apps/trading. That every rule has a case or a proof is
    counted for all modes at once.
    """
    elsewhere = {"duration_s", "visibility", "guests", "guest_days", "min_invited", "remind_hours"}
    assert {rule.name for rule in list_rules("rfq")} >= CASES.keys() | elsewhere
