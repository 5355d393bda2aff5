"""Tenders in two stages, and what the winner of the best score is paid."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest

from shared_apps.foundation import canonical
from tenant_apps.trading.engines.vault.decisions.engine import ENGINE
from tenant_apps.trading.kernel.decisions.visibility import Viewer, cut
from tests.fixtures.tenders import COMPANIES, INITIATOR, Lot, judged, named_beacon, rules_of, terms_of
from tests.tenant_apps.trading.engines.vault.test_histories import verifier  # noqa: F401  a fixture


def first_stage(proposals: int = 3, **rules: Any) -> Lot:
    """Proposals are opened; the first has number 2."""
    told = {"format": "two_stage", "min_bidders": 1, "method": "scored", "min_cost_weight": "30", **rules}
    lot = Lot(terms_of(), rules_of(**told), Random(9))
    assert lot.fix(criteria=[judged("service", "60")], scorers=1).accepted
    for at, company in enumerate(COMPANIES[:proposals]):
        assert lot.seal(company, technical={"statement": f"Way {at}"}).accepted
    lot.publish_root()
    return lot


def judge(lot: Lot, *marks: str) -> None:
    for bid, mark in zip(lot.state.live, marks, strict=True):
        assert lot.act(INITIATOR, "score", scorer=1, bid=bid.seq, marks={"service": mark}).accepted
    assert lot.act(INITIATOR, "lock_sheet", scorer=1).accepted


def test_prices_come_only_from_those_invited_and_quality_from_their_proposals(verifier: Any) -> None:  # noqa: F811
    lot = first_stage()
    assert lot.seal(COMPANIES[0], price={"price": "9"}).reason == "trading.late"
    lot.open_all()
    first_root = lot.state.root
    assert lot.invite().reason == "trading.sheets_open"
    judge(lot, "9", "3", "8")
    assert lot.act(INITIATOR, "admit", refused={}).reason == "trading.not_now"
    assert lot.invite({"3": "Not feasible."}).accepted
    assert lot.facts["phase"] == "bidding" and lot.state.first_root == first_root and lot.state.root == ""
    assert lot.seal(COMPANIES[1], price={"price": "1"}).reason == "trading.not_invited"
    assert lot.seal(COMPANIES[0], technical={"statement": "More"}).reason == "trading.bad_envelope"
    assert lot.seal(COMPANIES[0], price={"price": "100"}).accepted
    assert lot.seal(COMPANIES[2], price={"price": "80"}).accepted
    lot.publish_root()
    assert lot.state.root not in ("", first_root)
    lot.open_all()
    ranking = lot.facts["documents"]["ranking"]
    assert [(row["quality"], row["compared"]) for row in ranking] == [("48", "88"), ("54", "86")]
    assert lot.act(INITIATOR, "award").accepted
    assert ENGINE.outcome(lot.state).allocations[0].company_id == COMPANIES[2]
    assert verifier.verify(canonical.dumps(lot.audit()))[0] == []


def test_too_few_invited_or_too_few_prices_end_it_unopened() -> None:
    lot = first_stage()
    lot.open_all()
    judge(lot, "9", "3", "8")
    found = lot.invite({"2": "No.", "3": "No."})
    assert (found.reason, found.facts["needed"]) == ("trading.too_few_invited", 2)
    assert lot.invite({"2": "No."}).accepted
    lot.seal(COMPANIES[1], price={"price": "100"})
    lot.publish_root()
    assert (lot.state.end_reason, lot.state.opening("price").contents) == ("too_few_bidders", {})


def test_the_second_deadline_leaves_the_time_of_the_rules_and_names_its_own_beacon() -> None:
    lot = first_stage(tendering_min_days=2, tie_rule="beacon")
    lot.open_all()
    judge(lot, "9", "3", "8")
    assert lot.invite(days=1, beacon=named_beacon(Random(1), lot.now)).facts["part"] == "until"
    assert lot.invite(days=2).facts["part"] == "beacon"
    assert lot.invite(days=2, beacon={"kind": "drand_quicknet", "round": 9}).facts["part"] == "beacon"
    late = named_beacon(Random(1), lot.now + (lot.terms.ends_at - lot.terms.opens_at))  # type: ignore[operator]
    assert lot.invite(days=2, beacon=late).accepted and lot.state.beacon is not None


@pytest.mark.parametrize("preset", ["tender_public", "tender_participants", "tender_initiator"])
def test_proposals_and_who_made_them_stay_with_the_initiator(preset: Any) -> None:
    lot = first_stage(visibility=preset)
    lot.open_all()
    judge(lot, "9", "3", "8")
    lot.invite({"3": "Not feasible."})
    for phase in (lot.facts,):
        told = {**phase, **phase["documents"]}
        for audience in ("participant", "member"):
            seen = str(cut(told, preset, Viewer(audience), ended=False))  # type: ignore[arg-type]
            assert "Way" not in seen and all(str(company) not in seen for company in COMPANIES)
    assert "Way 0" in str(cut(lot.facts["documents"], preset, Viewer("initiator"), ended=False))
    assert lot.facts["private"][str(COMPANIES[1])]["stage"] == "not_invited"
    assert lot.facts["private"][str(COMPANIES[0])]["stage"] == "invited"
    assert lot.facts["private"][str(COMPANIES[0])]["proof"]["root"] == lot.state.first_root


# -- the second score --------------------------------------------------------------------------------------------------


def second_score(bids: list[tuple[str, str]], side: str = "buy", ceiling: str = "200", **rules: Any) -> Lot:
    """Bids as (mark, price)."""
    told = {"method": "second_score", "min_bidders": 1, "min_cost_weight": "30", "ceiling": ceiling, **rules}
    told |= {"abnormal_mean_percent": "0", "abnormal_next_percent": "0"}
    lot = Lot(terms_of(side), rules_of(**told), Random(2))
    assert lot.fix(criteria=[judged("service", "60")], scorers=1).accepted
    for company, (_mark, price) in zip(COMPANIES, bids, strict=False):
        lot.seal(company, price={"price": price})
    lot.publish_root()
    lot.open_all()
    judge(lot, *(mark for mark, _price in bids))
    assert lot.act(INITIATOR, "award").accepted
    return lot


def paid(lot: Lot) -> Fraction:
    return Fraction(ENGINE.outcome(lot.state).allocations[0].unit_price)


def test_the_winner_is_paid_the_price_that_gives_the_second_score(verifier: Any) -> None:  # noqa: F811
    """54 + 40·90/100 = 90 beats 30 + 40·90/90 = 70: at 225 the winner would have 70, so the limit holds at 200."""
    lot = second_score([("9", "100"), ("5", "90")])
    assert paid(lot) == 200
    lot = second_score([("9", "100"), ("5", "90")], ceiling="230")
    assert paid(lot) == 225, "54 + 40·90/225 = 70"
    assert verifier.verify(canonical.dumps(lot.audit()))[0] == []


def test_its_price_is_rounded_in_favour_of_the_initiator() -> None:
    bids = [("7", "97"), ("6", "91")]  # 42 + 40·91/97 against 36 + 40: exactly 3640/34 = 107.058823…
    assert paid(second_score(bids)) == Fraction("107.05")
    assert paid(second_score(bids, price_digits=0)) == 107
    assert paid(second_score(bids, price_digits=6)) == Fraction("107.058823")
    sale = [("7", "91"), ("6", "97")]  # 42 + 40·91/97 against 36 + 40: exactly 34·97/40 = 82.45
    assert paid(second_score(sale, side="sell", ceiling="50", price_digits=1)) == Fraction("82.5")


def test_quality_alone_or_nobody_else_leads_to_the_limit() -> None:
    assert paid(second_score([("10", "100"), ("0", "90")])) == 200, "60 points beat 40 at any price"
    assert paid(second_score([("5", "100")])) == 200
    finer = second_score([("10", "100"), ("0", "90")], ceiling="150.55", price_digits=0)
    assert paid(finer) == Fraction("150.55"), "the limit is no price that was reckoned, and is not rounded"


def test_no_second_score_without_a_limit() -> None:
    with pytest.raises(ValueError, match="ceiling: required"):
        Lot(terms_of(), rules_of(method="second_score"))


def test_the_truth_never_loses_under_the_second_score() -> None:
    """Quality is given; whoever asks another price than its cost gains no more, where the best price is another's."""
    costs = [("6", "100"), ("8", "120"), ("1", "80")]  # the third sets the price that points are reckoned from
    for bidder in (0, 1):
        truth = int(costs[bidder][1])

        def gain(price: int, bidder: int = bidder, truth: int = truth) -> Fraction:
            bids = [(mark, str(price) if at == bidder else asked) for at, (mark, asked) in enumerate(costs)]
            won = ENGINE.outcome(second_score(bids, price_digits=6).state).allocations[0]
            return Fraction(won.unit_price) - truth if won.company_id == COMPANIES[bidder] else Fraction(0)

        honest = gain(truth)
        assert honest >= 0 and all(gain(other) <= honest for other in range(84, 180, 8))
