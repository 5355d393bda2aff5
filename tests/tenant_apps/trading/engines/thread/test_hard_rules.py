"""The hard rules of requests, each learned from a mistake that others made: one named test apiece."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tenant_apps.trading.engines.thread.decisions.engine import ENGINE
from tenant_apps.trading.engines.thread.decisions.sheet import build_sheet
from tenant_apps.trading.engines.thread.decisions.threads import read_threads
from tests.fixtures.requests import COMPANIES, DAY, INITIATOR, OPENS, Request, line_of, rules_of, terms_of

A, B = COMPANIES[:2]
HOUR = timedelta(hours=1)
AFTER = OPENS + 8 * DAY


def request_for(side: str = "buy", *quantities: str, **rules: object) -> Request:
    return Request(terms_of(side, *(quantities or ("10",))), rules_of(**rules))


def test_an_accepted_version_is_frozen_for_everybody() -> None:
    request = request_for()
    request.quote(A, OPENS, "5")
    request.act(INITIATOR, OPENS + HOUR, "counter", company=str(A), lines=[{"line": 1, "unit_price": "4"}])
    assert request.act(A, OPENS + 2 * HOUR, "accept", counter=2).accepted
    dearer, longer = request.quote(A, OPENS + 3 * HOUR, "4.5"), request.act(A, OPENS + 3 * HOUR, "withdraw")
    assert {dearer.reason, longer.reason} == {"trading.quote_is_firm"}
    assert request.award(AFTER, (3, 1)).accepted
    for act in (
        request.quote(A, AFTER, "3"),
        request.act(INITIATOR, AFTER, "counter", company=str(A), lines=[{"line": 1, "unit_price": "1"}]),
        request.act(INITIATOR, AFTER, "basis", targets={"1": "1"}),
    ):
        assert act.reason == "trading.closed"
    (won,) = ENGINE.outcome(request.state).allocations
    assert (won.unit_price, won.quantity) == (Decimal(4), Decimal(10))


def test_a_new_quote_supersedes_and_never_stacks() -> None:
    request = request_for()
    request.quote(A, OPENS, "3")
    request.quote(A, OPENS + HOUR, "6")
    request.quote(B, OPENS + HOUR, "5")
    sheet = build_sheet(request.state, AFTER)
    assert [len(row.cells) for row in sheet.rows] == [2] and sheet.best_single.quotes == (3,)
    assert request.award(AFTER, (1, 1)).reason == "trading.stale_quote", "the cheaper one is gone"


def test_the_deal_has_the_price_of_the_accepted_version() -> None:
    request = request_for("buy", "7")
    request.quote(A, OPENS, "3.333333")
    request.award(AFTER, (1, 1))
    assert ENGINE.outcome(request.state).allocations[0].unit_price == Decimal("3.333333")


def test_revisions_go_on_without_end() -> None:
    request = request_for(max_rounds=0)
    for at in range(60):
        assert request.quote(A, OPENS + at * HOUR, f"{100 - at}").accepted
        counter = {"company": str(A), "lines": [{"line": 1, "unit_price": f"{50 - at // 2}"}]}
        assert request.act(INITIATOR, OPENS + at * HOUR, "counter", **counter).accepted
    assert len(read_threads(request.state)[A].versions) == 60


@pytest.mark.parametrize("wish", [{"quantity": "4"}, {"unit_price": "4"}, {"quantity": "4", "unit_price": "4"}])
def test_the_initiator_states_wanted_quantity_and_price(wish: dict[str, str]) -> None:
    request = request_for(award_split="by_quantity")
    request.quote(A, OPENS, "5")
    assert request.act(INITIATOR, OPENS + HOUR, "counter", company=str(A), lines=[{"line": 1, **wish}]).accepted
    assert request.act(A, OPENS + 2 * HOUR, "accept", counter=2).accepted
    line = read_threads(request.state)[A].versions[-1].line(1)
    assert line is not None
    assert (line.quantity, line.unit_price) == (
        Decimal(wish.get("quantity", "10")),
        Decimal(wish.get("unit_price", "5")),
    )


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_whoever_asked_a_quote_may_be_countered(side: str) -> None:
    request = request_for(side)
    request.quote(A, OPENS, "5")
    assert request.act(
        INITIATOR, OPENS + HOUR, "counter", company=str(A), lines=[{"line": 1, "unit_price": "4"}]
    ).accepted


def test_a_quote_that_has_run_out_is_not_awarded_though_the_page_was_open() -> None:
    request = request_for(quote_validity_days=1)
    request.quote(A, OPENS, "5")
    assert request.award(AFTER, (1, 1)).reason == "trading.quote_expired"


def test_an_alternative_is_awarded_with_a_reason_and_never_proposed() -> None:
    request = request_for(alternates=True)
    request.act(A, OPENS, "quote", lines=[line_of(request, 1, "1", alternate="Aluminium")])
    request.quote(B, OPENS, "5")
    assert build_sheet(request.state, AFTER).best_single.quotes == (2,)
    assert request.award(AFTER, (1, 1)).reason == "trading.award_reason_needed"
    assert request.award(AFTER, (1, 1), text="Lighter").accepted


def test_lines_left_out_are_left_open() -> None:
    request = request_for("buy", "10", "4")
    request.quote(A, OPENS, "5")
    assert build_sheet(request.state, AFTER).best_single.open_lines == (2,)
    assert request.award(AFTER, (1, 1)).accepted
