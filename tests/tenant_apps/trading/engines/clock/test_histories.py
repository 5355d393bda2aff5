"""Random auctions: the winner by brute force, ends that keep their word, restarts and pauses that change nothing."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest

from tenant_apps.trading.engines.clock.decisions.bounds import bounds
from tenant_apps.trading.kernel.decisions.engine import Command, Verdict
from tests.fixtures.auctions import COMPANIES, MODES, Lot, at, random_lot, rules_of, seeds, seen_lot, terms_of

pytestmark = pytest.mark.timeout(1800)
LIVE = ("english_auction", "reverse_auction")


def cents_step(rules: dict[str, Any], cents: int) -> int:
    """The step at a price, in cents."""
    size = Decimal(rules["increment"])
    if rules["increment_kind"] == "absolute":
        return int(size * 100)
    if rules["increment_kind"] == "none":
        return 1
    of = cents if rules["increment_kind"] == "percent_of_current" else int(Decimal(rules["start_price"]) * 100)
    whole, rest = divmod(of * int(size * 1000), 100_000)
    return whole + bool(rest)


def pressed_out(rules: dict[str, Any], limits: dict[UUID, tuple[int, int]], floor: int) -> tuple[UUID, int]:
    """The bidders press cent by cent from `floor`, until one holds a price that no other can beat by a step."""
    cents = floor
    while True:
        for holder, (most, seq) in limits.items():
            rivals = [(other, when) for who, (other, when) in limits.items() if who != holder]
            if most < cents or any(other > most or (other == most and when < seq) for other, when in rivals):
                continue
            if cents == most or all(other + cents_step(rules, other) <= cents for other, _when in rivals):
                return holder, cents
        cents += 1


def test_proxy_bids_end_where_pressing_by_hand_does() -> None:
    for seed in seeds():
        rng = Random(seed)
        rules = rules_of(
            "english_auction",
            start_price="10",
            increment_kind=rng.choice(["none", "absolute", "percent_of_current", "percent_of_start"]),
            increment=rng.choice(["1", "0.5", "2.25"]),
            tie_rule="reject_equal",
        )
        lot = Lot("english_auction", terms_of("sell"), rules)
        limits: dict[UUID, tuple[int, int]] = {}
        floor, leader = 1000, None
        for turn in range(rng.randint(1, 12)):
            company = rng.choice(COMPANIES[:4])
            named = rng.randint(900, 2500)
            most = named + rng.choice([0, 0, 100, rng.randint(0, 900)])
            payload = {"price": f"{named / Decimal(100)}", "maximum": f"{most / Decimal(100)}"}
            if not lot.bid(company, at(turn), **payload).accepted:
                continue
            raised = company == leader
            limits[company] = (most, turn + 1)
            if raised:
                continue  # nothing in the room moves
            start = (
                max(floor, named) if most > max([0, *(v for w, (v, _s) in limits.items() if w != company)]) else floor
            )
            leader, floor = pressed_out(rules, limits, start)
            assert (lot.facts["leader_company"], Decimal(lot.facts["price_now"]) * 100) == (str(leader), floor), (
                f"seed {seed}, bid {turn + 1}"
            )


@pytest.mark.parametrize("mode", LIVE)
def test_the_best_accepted_bid_wins(mode: str) -> None:
    """Found from the ledger alone: the best limit of all accepted bids, of equals the earliest."""
    for seed in seeds():
        lot = seen_lot(seed, mode)
        sign = 1 if mode == "english_auction" else -1
        best: tuple[Decimal, int, UUID] | None = None
        last: dict[UUID, tuple[Decimal, int]] = {}
        for command, _now, verdict in lot.ledger:
            if not verdict.accepted:
                continue
            if command.payload.get("buy_now"):
                best = (Decimal(lot.rules["buy_now"]), -command.seq, command.company_id)
                break
            limit = Decimal(command.payload.get("maximum") or command.payload["price"])
            last[command.company_id] = (sign * limit, -command.seq)
        else:
            if last:
                company = max(last, key=lambda who: last[who])
                best = (sign * last[company][0], last[company][1], company)
        for award in lot.engine.outcome(lot.state).allocations:
            assert best and (award.company_id, award.seq) == (best[2], -best[1]), f"seed {seed}"
            assert sign * award.unit_price <= sign * best[0], f"seed {seed}"
            reserve = lot.rules["reserve"]
            assert not reserve or sign * award.unit_price >= sign * Decimal(reserve), f"seed {seed}"
        assert (lot.facts["leader_company"] or None) == (str(best[2]) if best else None), f"seed {seed}"


@pytest.mark.parametrize("mode", LIVE)
def test_late_bids_leave_time_to_answer(mode: str) -> None:
    """With the usual extension no bid is accepted in the last five minutes, but for a leader who raises his limit."""
    usual = {"extension_window_s": 300, "extension_s": 300, "extension_base": "from_bid"}
    extended = 0
    for seed in seeds():
        for free in ({"max_extensions": 0, "hard_end_after_s": 0}, {"max_extensions": 2, "hard_end_after_s": 400}):
            lot = random_lot(seed, mode, extension_trigger="any_accepted", **usual, **free)
            end, facts = lot.engine.end_at(lot.state), lot.facts
            assert end is not None
            extended += facts["extensions"]
            if free["hard_end_after_s"]:
                assert facts["extensions"] <= 2, f"seed {seed}"
                if not lot.state.bought:
                    assert end <= lot.state.scheduled_end + timedelta(seconds=400), f"seed {seed}"
            elif not lot.state.bought and not lot.shifts:
                leader, again = None, Lot(mode, lot.terms, lot.rules)
                for command, now, verdict in lot.ledger:
                    again.bid(command.company_id, now, **command.payload)
                    raises = leader == command.company_id and lot.rules.get("proxy_bidding")
                    assert not verdict.accepted or raises or end - now >= timedelta(seconds=300), f"seed {seed}"
                    leader = again.state.leader
    assert extended > 20


@pytest.mark.parametrize("mode", MODES)
def test_a_restart_after_every_bid_changes_nothing(mode: str) -> None:
    for seed in seeds():
        one, other = seen_lot(seed, mode), random_lot(seed, mode, reload=True)
        assert one.ledger == other.ledger and one.facts == other.facts, f"seed {seed}"
        kept = json.dumps(one.engine.dump(one.state))
        assert json.dumps(one.engine.dump(one.engine.load(json.loads(kept)))) == kept, f"seed {seed}"
        json.dumps(one.facts)


@pytest.mark.parametrize("mode", MODES)
def test_pauses_only_move_times(mode: str) -> None:
    """Without the pauses, and with every later time earlier by as much, all verdicts and the result are the same."""
    paused = 0
    for seed in seeds():
        lot = seen_lot(seed, mode)
        plain = Lot(mode, lot.terms, lot.rules)
        for command, now, verdict in lot.ledger:
            gone = sum((_by(shift) for shift in lot.shifts if shift["after_seq"] < command.seq), timedelta())
            assert plain.bid(command.company_id, now - gone, **command.payload).reason == verdict.reason, f"seed {seed}"
        assert plain.engine.outcome(plain.state) == lot.engine.outcome(lot.state), f"seed {seed}"
        if not _over(lot):
            total = sum((_by(shift) for shift in lot.shifts), timedelta())
            assert plain.engine.end_at(plain.state) + total == lot.engine.end_at(lot.state), f"seed {seed}"  # type: ignore[operator]
        paused += len(lot.shifts)
    assert paused > 20


@pytest.mark.parametrize("mode", LIVE)
def test_the_next_valid_price_is_accepted_and_none_a_step_worse(mode: str) -> None:
    tried = 0
    for seed in seeds():
        lot = seen_lot(seed, mode)
        now = lot.ledger[-1][1] if lot.ledger else at(0)
        if not lot.terms.opens_at <= now < (lot.engine.end_at(lot.state) or now):
            continue
        for company in COMPANIES:
            valid = lot.facts["private"].get(str(company), lot.facts)["next_valid"]
            if valid is None:
                continue
            tried += 1
            assert _verdict(lot, company, now, valid).accepted, f"seed {seed}"
            if company == lot.state.leader and lot.rules.get("proxy_bidding"):
                continue  # any higher limit will do
            sign = 1 if mode == "english_auction" else -1
            if _verdict(lot, company, now, Decimal(valid) - sign * Decimal("0.000001")).accepted:
                # It was moved on by a step, because the price before it is somebody's already.
                step = bounds(lot.state, company).step
                taken = _verdict(lot, company, now, Decimal(valid) - sign * step).reason
                assert taken in ("trading.equal_bid", "trading.below_own_last"), f"seed {seed}: {taken}"
    assert tried > 100


def _verdict(lot: Lot, company: UUID, now: datetime, price: str | Decimal) -> Verdict:
    command = Command(len(lot.ledger) + 1, company, {"price": f"{Decimal(price):f}", "confirmed": True})
    return lot.engine.decide(lot.state, command, now).verdict


def _by(shift: dict[str, Any]) -> timedelta:
    return timedelta(microseconds=int(Decimal(shift["by_s"]) * 1_000_000))


def _over(lot: Lot) -> bool:
    return bool(lot.state.sold_out if lot.mode == "dutch_auction" else lot.state.bought)
