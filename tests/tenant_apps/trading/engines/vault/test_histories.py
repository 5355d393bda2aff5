"""Random tenders: the engine, the verifier and a brute-force reference agree, and a replay gives the same."""

import importlib.util
import json
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, permutations
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

from shared_apps.foundation import canonical
from tenant_apps.trading.engines.vault.decisions.engine import ENGINE
from tests.fixtures.auctions import seeds
from tests.fixtures.tenders import COMPANIES, INITIATOR, Lot, judged, random_tender, rules_of, terms_of


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    path = Path(__file__).parents[5] / "sdk" / "verify" / "kontor_verify.py"
    spec = importlib.util.spec_from_file_location("kontor_verify", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_verifier_agrees_with_the_engine(verifier: ModuleType) -> None:
    for seed in seeds():
        lot = random_tender(seed)
        found, _audit = verifier.verify(canonical.dumps(lot.audit()))
        assert found == [], f"SEED={seed}"


def test_a_replay_through_stored_states_gives_the_same() -> None:
    for seed in seeds():
        once, again = random_tender(seed), random_tender(seed, reload=True)
        assert ENGINE.dump(once.state) == ENGINE.dump(again.state), f"SEED={seed}"
        assert ENGINE.outcome(once.state) == ENGINE.outcome(again.state), f"SEED={seed}"


def test_a_sheet_that_was_locked_with_nothing_left_to_mark_counts_as_empty(verifier: ModuleType) -> None:
    """Found by the bench of histories: every bid was out when the scorer locked."""
    lot = Lot(terms_of(), rules_of(method="scored", min_bidders=1), Random(4))
    assert lot.fix(criteria=[judged("service", "40")], scorers=1).accepted
    lot.seal(COMPANIES[0], price={"price": "90"})
    lot.publish_root()
    lot.open_all()
    assert lot.act(INITIATOR, "exclude", bid=2, reason="Insolvent.").accepted
    assert lot.act(INITIATOR, "lock_sheet", scorer=1).accepted and 1 not in lot.state.sheets
    assert lot.act(INITIATOR, "no_award", reason="Nobody is left.").accepted
    assert verifier.verify(canonical.dumps(lot.audit()))[0] == []


def test_a_changed_file_does_not_hold(verifier: ModuleType) -> None:
    """Whatever price, secret, nonce or mark of a tender is changed, something is named."""
    for seed in range(40):
        lot = random_tender(seed)
        audit, rng = lot.audit(), Random(seed)
        bid = rng.choice(audit["bids"])
        text = json.dumps(bid["payload"])
        digits = [at for at, sign in enumerate(text) if sign.isdigit()]
        if not digits:
            continue
        at = rng.choice(digits)
        bid["payload"] = json.loads(text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :])
        try:
            body = canonical.dumps(audit)
        except (TypeError, ValueError):
            continue
        where = {place for place, _what in verifier.verify(body)[0]}
        assert f"bid {bid['seq']}" in where, f"SEED={seed}"


def test_before_the_opening_the_state_holds_no_content() -> None:
    for seed in seeds():
        lot = random_tender(seed)
        opened = {seq for name in lot.state.names for seq in lot.state.opening(name).contents}
        stored = json.dumps(ENGINE.dump(lot.state))
        assert opened <= {bid.seq for bid in lot.state.standing}
        for seq, parts in lot.envelopes.items():
            for name, one in parts.items():
                if name in lot.state.names and seq not in lot.state.opening(name).contents:
                    assert one.nonce not in stored


def test_the_award_is_what_brute_force_finds() -> None:
    """For every order of the valid bids: no other bid is better by the method's own words."""
    awarded = 0
    for seed in seeds():
        lot = random_tender(seed)
        outcome = ENGINE.outcome(lot.state)
        if lot.state.awarded is None or lot.rules["award_choice"] == "reasoned":
            continue
        awarded += 1
        assert as_rows(outcome) == reference(lot), f"SEED={seed}"
    assert awarded > len(list(seeds())) // 20


def as_rows(outcome: Any) -> list[tuple[int, Fraction, Fraction]]:
    return [(one.seq, Fraction(one.quantity), Fraction(one.unit_price)) for one in outcome.allocations]


def _offers(lot: Lot) -> dict[int, dict[str, Any]]:
    """What was written in the price envelopes that count, read from the envelopes themselves."""
    limit = lot.rules["ceiling"]
    found = {}
    for bid in lot.state.live:
        if bid.seq not in lot.state.opening("price").contents:
            continue
        told = json.loads(lot.envelopes[bid.seq]["price"].text)
        mine = [one.seq for one in lot.state.first if one.company == bid.company and not one.gone]
        for seq in (bid.seq, *mine):
            for parts in lot.envelopes[seq].values():
                told = json.loads(parts.text) | told
        told["judged"] = (mine or [bid.seq])[0]
        price = Fraction(told["price"])
        worse = limit and (price > Fraction(limit) if lot.terms.side == "buy" else price < Fraction(limit))
        if not worse:
            found[bid.seq] = told
    return found


def value_of(lot: Lot, offers: dict[int, dict[str, Any]], seq: int) -> Fraction:
    """How good a bid is by the rules' words; more is better."""
    told, tender, buys = offers[seq], lot.state.tender, lot.terms.side == "buy"
    assert tender is not None
    price, method = Fraction(told["price"]), lot.rules["method"]
    if method in ("scored", "second_score"):
        return quality_of(lot, told["judged"]) + points_for(lot, offers, price)
    if method == "meat":
        earned = most = Fraction(0)
        for one in tender.declared:
            by_code = {option.code: Fraction(option.value) for option in one.options}
            earned, most = earned + by_code[told["answers"][one.code]], most + max(by_code.values())
        factor = 1 + earned / (1 - most)
        return -price / factor if buys else price * factor
    if method == "lcc":
        growth = 1 + Fraction(lot.rules["discount_percent"]) / 100
        later = sum((Fraction(row["amount"]) / growth ** row["year"] for row in told["costs"]), Fraction(0))
        return -(price * Fraction(lot.terms.quantity) + later)
    return -price if buys else price


def quality_of(lot: Lot, seq: int) -> Fraction:
    """The committee's points of a judged bid, from the sheets themselves."""
    total, tender = Fraction(0), lot.state.tender
    assert tender is not None
    for one in tender.judged:
        marks = [
            Fraction(lot.state.sheets.get(who, {})[seq][one.code])
            for who in lot.state.locked
            if seq in lot.state.sheets.get(who, {})
        ]
        if lot.rules["drop_extremes"] and len(marks) > 2:
            marks.remove(max(marks))
            marks.remove(min(marks))
        total += Fraction(sum(marks, Fraction(0)), len(marks) or 1) / 10 * Fraction(one.weight)
    return total


def points_for(lot: Lot, offers: dict[int, dict[str, Any]], price: Fraction) -> Fraction:
    """The points a price gets beside the prices that were offered."""
    prices = [Fraction(row["price"]) for row in offers.values()]
    assert lot.state.tender is not None
    weight = 100 - sum((Fraction(one.weight) for one in lot.state.tender.judged), Fraction(0))
    return weight * min(prices) / price if lot.terms.side == "buy" else weight * price / max(prices)


def paid_for_second_score(lot: Lot, offers: dict[int, dict[str, Any]], kept: list[int]) -> Fraction:
    """By search: of all prices in the unit of the rules the best for the winner that still has the second score."""
    buys, limit = lot.terms.side == "buy", Fraction(lot.rules["ceiling"])
    own, rest = Fraction(offers[kept[0]]["price"]), kept[1:]
    if not rest:
        return limit
    second, unit = value_of(lot, offers, rest[0]), Fraction(1, 10 ** lot.rules["price_digits"])
    quality = quality_of(lot, offers[kept[0]]["judged"])

    def holds(price: Fraction) -> bool:
        return quality + points_for(lot, offers, price) >= second

    if buys and holds(limit):
        return limit
    if not buys and quality >= second:
        return limit
    low, high = 0, int(max(own, limit) / unit) + 1  # whole units: of a purchase `low` holds, of a sale `high`
    while high - low > 1:
        middle = (low + high) // 2
        inside = holds(middle * unit) if middle else buys
        low, high = (middle, high) if inside == buys else (low, middle)
    return min(max(low * unit, own), limit) if buys else max(min(high * unit, own), limit)


def reference(lot: Lot) -> list[tuple[int, Fraction, Fraction]]:
    offers = _offers(lot)
    rank = {seq: value_of(lot, offers, seq) for seq in offers}
    if lot.rules["tie_rule"] != "earliest" and len(set(rank.values())) != len(rank):
        return as_rows(ENGINE.outcome(lot.state))  # what a draw gives is looked at on its own
    order = next(one for one in permutations(offers) if all((rank[a], -a) > (rank[b], -b) for a, b in pairwise(one)))
    prices = {seq: Fraction(offers[seq]["price"]) for seq in order}
    whole, better = Fraction(lot.terms.quantity), min if lot.terms.side == "buy" else max
    looks = [seq for at, seq in enumerate(order) if _abnormal(lot, prices, order, at)]
    kept = [one for one in order if one not in looks or _accepted(lot, one)]
    if lot.rules["method"] == "uniform":
        units = [(seq, prices[seq]) for seq in kept]
        left, rows = whole, []
        turned = None
        for seq, price in units:
            asked = Fraction(offers[seq]["quantity"])
            got = min(asked, left)
            left -= got
            if got:
                rows.append((seq, got))
            if got < asked and turned is None:
                turned = price
        last = prices[rows[-1][0]]
        pays = turned if turned is not None and lot.rules["uniform_price"] == "first_rejected" else last
        return [(seq, got, pays) for seq, got in rows]
    pays = prices[kept[0]]
    if lot.rules["method"] == "second_price":
        rest = [prices[seq] for seq in kept[1:]]
        pays = better(rest) if rest else Fraction(lot.rules["ceiling"] or pays)
    if lot.rules["method"] == "second_score":
        pays = paid_for_second_score(lot, offers, kept)
    return [(kept[0], whole, pays)]


def _abnormal(lot: Lot, prices: dict[int, Fraction], order: tuple[int, ...], at: int) -> bool:
    seq, buys = order[at], lot.terms.side == "buy"
    others = [price for other, price in prices.items() if other != seq]
    sign = -1 if buys else 1
    mean, next_ = Fraction(lot.rules["abnormal_mean_percent"]), Fraction(lot.rules["abnormal_next_percent"])
    if mean and others and sign * prices[seq] >= sign * (sum(others) / len(others)) * (1 + sign * mean / 100):
        return True
    if next_ and at + 1 < len(order):
        return sign * prices[seq] >= sign * prices[order[at + 1]] * (1 + sign * next_ / 100)
    return False


def _accepted(lot: Lot, seq: int) -> bool:
    told = lot.state.justifications.get(seq)
    return told is not None and told.verdict == "accepted"


# -- truthfulness ----------------------------------------------------------------------------------------------------


def profit(bids: list[int], values: list[int]) -> int:
    """What bidder 0 gains in a second-price purchase: paid price less its cost, or nothing."""
    lot = Lot(terms_of(quantity="1"), rules_of(
        method="second_price", min_bidders=1, ceiling="100", abnormal_mean_percent="0", abnormal_next_percent="0"
    ))  # fmt: skip
    assert lot.fix().accepted
    for company, price in zip(COMPANIES, bids, strict=False):
        lot.seal(company, price={"price": str(price)})
    lot.publish_root()
    lot.open_all()
    lot.act(INITIATOR, "award")
    won = [one for one in ENGINE.outcome(lot.state).allocations if one.company_id == COMPANIES[0]]
    return int(won[0].unit_price) - values[0] if won else 0


def test_in_a_second_price_tender_the_truth_never_loses() -> None:
    rng = Random(7)
    gained = 0
    for _round in range(40):
        costs = [rng.randint(50, 99) for _bidder in range(rng.randint(2, 4))]
        honest = profit(costs, costs)
        assert honest >= 0
        for other in range(51, 100, 6):
            lied = profit([other, *costs[1:]], costs)
            assert lied <= honest, f"{costs}: {other} gains {lied}, the truth {honest}"
            gained += honest > lied
    assert gained, "some lies lose"


def test_of_equal_bids_the_earlier_wins_or_the_root_draws() -> None:
    winners = set()
    for seed in range(12):
        for rule in ("earliest", "drawing"):
            lot = Lot(terms_of(), rules_of(min_bidders=1, tie_rule=rule), Random(seed))
            lot.fix()
            for company in COMPANIES[:3]:
                lot.seal(company, price={"price": "90"})
            lot.publish_root()
            lot.open_all()
            lot.act(INITIATOR, "award")
            won = ENGINE.outcome(lot.state).allocations[0].company_id
            if rule == "earliest":
                assert won == COMPANIES[0]
            else:
                winners.add(won)
    assert len(winners) > 1, "the draw does not always favour the same"


def test_scores_use_exact_fractions_where_floats_disagree() -> None:
    lot = Lot(terms_of(), rules_of(method="scored", min_bidders=1, min_cost_weight="30"))
    assert lot.fix(criteria=[judged("service", "70")], scorers=3).accepted
    for company, price in ((COMPANIES[0], "3"), (COMPANIES[1], "3")):
        lot.seal(company, price={"price": price})
    lot.publish_root()
    lot.open_all()
    for scorer, marks in ((1, ("0.1", "0.3")), (2, ("0.2", "0.2")), (3, ("0.3", "0.1"))):
        for bid, mark in zip((2, 3), marks, strict=True):
            assert lot.act(INITIATOR, "score", scorer=scorer, bid=bid, marks={"service": mark}).accepted
        assert lot.act(INITIATOR, "lock_sheet", scorer=scorer).accepted
    first, second = lot.facts["documents"]["ranking"]
    assert first["compared"] == second["compared"] and first["seq"] == 2
    assert sum([0.1, 0.2, 0.3]) != sum([0.3, 0.2, 0.1]), "floats would have told them apart"
    assert Decimal(first["quality"]) == Decimal("1.4")
