"""Every rule of the sealed tender changes what happens: the same acts under two values never end the same."""

from datetime import timedelta
from random import Random
from typing import Any, NamedTuple

import pytest

from tenant_apps.rulesets.types import list_rules
from tenant_apps.trading.engines.vault.decisions.engine import ENGINE
from tenant_apps.trading.kernel.decisions.engine import LotTerms
from tenant_apps.trading.kernel.decisions.visibility import MATRIX, Viewer, cut
from tests.fixtures.tenders import COMPANIES, INITIATOR, MODE, OPENS, Lot, declared, judged, rules_of, terms_of
from tests.numbers import shows

Bids = list[dict[str, Any]]
PRICES: Bids = [{"price": "90"}, {"price": "95"}, {"price": "100"}]
PARTS: Bids = [{"price": "90", "quantity": "8"}, {"price": "95", "quantity": "2"}, {"price": "100", "quantity": "8"}]
COSTS: Bids = [
    {"price": "90", "costs": [{"year": 5, "amount": "100"}]},
    {"price": "99", "costs": []},
    {"price": "95", "costs": [{"year": 2, "amount": "60"}]},
]
FAR: Bids = [{"price": "50"}, {"price": "95"}, {"price": "100"}]


class Case(NamedTuple):
    """Rules on which the one under test depends, its other value, the bids, and what is special about the course."""

    given: dict[str, Any]
    other: Any
    bids: Bids = PRICES
    openers: tuple[int, int] = (3, 2)
    criteria: tuple[Any, ...] = ()
    marks: tuple[tuple[str, ...], ...] = ()
    late_by: timedelta = timedelta()
    award: dict[str, Any] | None = None


SERVICE = (judged("service", "60"),)
SCORED = {"method": "scored"}
MARKS = (("9", "8", "1"), ("8", "8", "2"), ("1", "8", "9"))
CASES: dict[str, Case] = {
    "format": Case({}, "two_envelopes"),
    "method": Case({}, "second_price"),
    "ceiling": Case({}, "92"),
    "uniform_price": Case({"method": "uniform"}, "last_accepted", PARTS),
    "discount_percent": Case({"method": "lcc"}, "50", COSTS),
    "life_years": Case({"method": "lcc"}, 3, COSTS),
    "min_cost_weight": Case(SCORED, "50", criteria=SERVICE, marks=MARKS),
    "pass_mark": Case({"format": "two_envelopes"}, "50", criteria=SERVICE, marks=(("9", "8", "1"),)),
    "drop_extremes": Case(SCORED, True, criteria=SERVICE, marks=MARKS),
    "spread_alarm": Case(SCORED, "9", criteria=SERVICE, marks=MARKS),
    "min_sheets": Case(SCORED, 3, criteria=SERVICE, marks=MARKS[:2]),
    "min_bidders": Case({}, 4),
    "abnormal_mean_percent": Case({"abnormal_next_percent": "0"}, "0", FAR),
    "abnormal_next_percent": Case({"abnormal_mean_percent": "0"}, "0", FAR),
    "tie_rule": Case({}, "drawing", [{"price": "90"}] * 6),
    "award_choice": Case({}, "reasoned", award={"bid": 3, "reason": "Nearer."}),
    "validity_days": Case({}, 1, late_by=timedelta(days=5)),
    "tendering_min_days": Case({}, 5),
    "price_digits": Case(
        {"method": "second_score", "ceiling": "200", "min_bidders": 1},
        0,
        [{"price": "97"}, {"price": "91"}],
        criteria=SERVICE,
        marks=(("7", "6"),),
    ),
    "committee_least": Case(SCORED, 5, criteria=SERVICE, marks=MARKS),
    "committee_odd": Case(SCORED, True, criteria=SERVICE, marks=MARKS[:2]),
    "min_invited": Case({"format": "two_stage"}, 4),
    "sealing": Case({}, "commit_reveal"),
    "reveal_minutes": Case({"sealing": "commit_reveal"}, 5, openers=(0, 0)),
    "standstill_days": Case({}, 3),
    "candidates_most": Case({"standstill_days": 3}, 1),
    "answer_days": Case({"standstill_days": 3}, 0),
    "least_openers": Case({}, 3),
    "spare_opener": Case({}, False, openers=(2, 2)),
    "duration_s": Case({}, 60),
    "visibility": Case({}, "tender_public"),
}


def course(case: Case, name: str, value: Any) -> Any:
    """What can be told of a tender from publication to award under these rules."""
    rules = rules_of(**{**case.given, name: value})
    length = timedelta(seconds=rules["duration_s"]) if name == "duration_s" else timedelta(days=3)
    base = terms_of()
    terms = LotTerms("buy", INITIATOR, base.quantity, base.unit, base.currency, OPENS, OPENS + length)
    try:
        lot = Lot(terms, rules, Random(5))
    except ValueError as error:
        return str(error)
    scorers = max(len(case.marks), int(rules["min_sheets"])) if case.criteria else 0
    told: list[Any] = [lot.fix(*case.openers, criteria=list(case.criteria), scorers=scorers).reason]
    for company, content in zip(COMPANIES, case.bids, strict=False):
        parts = {"technical": {"statement": "x"}, "price": content} if "two" in rules["format"] else {"price": content}
        told.append(lot.seal(company, **{name: parts[name] for name in lot.state.names}).reason)
    lot.publish_root()
    if lot.state.reveals:
        lot.now += timedelta(minutes=30)
        told += [lot.reveal(company).reason for company in COMPANIES[:3]]
        told.append(lot.act(INITIATOR, "close_opening").reason)
    elif lot.state.to_open:
        lot.open_all()
    for scorer, marks in enumerate(case.marks, 1):
        for bid, mark in zip(lot.state.live, marks, strict=False):
            lot.act(INITIATOR, "score", scorer=scorer, bid=bid.seq, marks={"service": mark})
        lot.act(INITIATOR, "lock_sheet", scorer=scorer)
    if len(lot.state.names) == 2:
        told.append(lot.act(INITIATOR, "admit", refused={}).reason)
        if lot.state.to_open:
            lot.open_all()
    if lot.state.is_two_stage:
        told.append(lot.invite().reason)
        for company, content in zip(lot.state.invited, case.bids, strict=False):
            lot.seal(company, price=content)
        if lot.state.admitted:
            lot.publish_root()
            lot.open_all()
    lot.now += case.late_by
    told.append(lot.act(INITIATOR, "candidates").reason)
    told.append(lot.facts["documents"].get("candidates"))
    if lot.state.published:
        lot.act(COMPANIES[1], "object", text="Why not us?")
        told.append(lot.facts["documents"]["objections"][0]["answer_by"])
        lot.act(INITIATOR, "answer", objection=len(lot.ledger), upheld=False, reason="Dearer.")
        lot.now += timedelta(days=int(rules["standstill_days"]))
    told.append(lot.act(INITIATOR, "award", **(case.award or {})).reason)
    outcome = ENGINE.outcome(lot.state)
    prices = [(one.company_id, one.quantity, one.unit_price) for one in outcome.allocations]
    compared = [(row["company"], row["compared"]) for row in lot.facts["documents"].get("ranking", [])]
    spread = (lot.facts["documents"].get("sheets") or {}).get("spread")
    stranger = cut(lot.facts["documents"], rules["visibility"], Viewer("member"), ended=True)
    return (
        told,
        outcome.reason,
        prices,
        compared,
        spread,
        lot.state.deadline,
        sorted(stranger),
        lot.state.openings.keys(),
    )


def test_every_case_is_that_of_a_rule() -> None:
    """That every rule has a case or a proof, those of the apps around events too, is counted for all modes at once."""
    assert {rule.name for rule in list_rules(MODE)} >= CASES.keys()


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_rule_changes_what_happens(name: str) -> None:
    case = CASES[name]
    default = rules_of()[name]
    assert course(case, name, default) != course(case, name, case.other), f"{name} changes nothing"


def test_a_quality_coefficient_is_declared_by_the_bidder() -> None:
    lot = Lot(terms_of(), rules_of(method="meat", min_bidders=1), Random(1))
    assert lot.fix(criteria=[declared("warranty", "0", "0.2")]).accepted
    lot.seal(COMPANIES[0], price={"price": "90", "answers": {"warranty": "o0"}})
    lot.seal(COMPANIES[1], price={"price": "100", "answers": {"warranty": "o1"}})
    lot.publish_root()
    lot.open_all()
    ranking = lot.facts["documents"]["ranking"]
    assert [(row["company"], row["compared"]) for row in ranking] == [
        (str(COMPANIES[1]), "80"),
        (str(COMPANIES[0]), "90"),
    ]


@pytest.mark.parametrize("preset", ["tender_public", "tender_participants", "tender_initiator"])
def test_nobody_sees_a_bid_before_the_opening(preset: Any) -> None:
    """Not the house, not the initiator, not another bidder: neither content nor count nor name."""
    lot = Lot(terms_of(), rules_of(visibility=preset), Random(2))
    lot.fix()
    for company, content in zip(COMPANIES, PRICES, strict=False):
        lot.seal(company, price=content)
    for audience in ("house", "initiator", "participant", "member"):
        seen = cut(lot.facts | lot.facts["documents"], preset, Viewer(audience), ended=False)  # type: ignore[arg-type]
        assert not seen.get("bids") and "opening" not in seen and "private" not in seen
        assert all(str(company) not in str(seen) for company in COMPANIES)
    lot.publish_root()
    lot.open(1)
    told = str(lot.facts["documents"]["opening"])
    assert all(str(company) not in told for company in COMPANIES) and not shows(told, "90")
    assert set(MATRIX[preset]) >= {"opening", "sheets", "ranking", "award", "root", "tender"}
