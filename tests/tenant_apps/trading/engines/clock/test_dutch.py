"""Dutch auctions: the price list, ticks over hours, presses in one tick, partial takes."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest

from tests.fixtures.auctions import COMPANIES, INITIATOR, Lot, at, random_lot, rules_of, seeds, terms_of

A, B, C = COMPANIES[:3]


def dutch(side: str = "sell", quantity: str = "10", **rules: Any) -> Lot:
    prices = {"start_price": "100", "floor": "40"} if side == "sell" else {"start_price": "40", "floor": "100"}
    return Lot(
        "dutch_auction", terms_of(side, quantity, None), rules_of("dutch_auction", **{**prices, "tick_s": 10, **rules})
    )


def test_the_price_list_is_the_naive_one() -> None:
    for seed in seeds():
        rng = Random(seed)
        low, high = sorted(rng.sample(range(1, 200_000), 2))
        rows = sorted(rng.sample(range(1, 200_000), rng.randint(0, 3)))
        table = [["0", f"{rng.randint(50, 5000) / Decimal(100)}"]]
        table += [[f"{row / Decimal(100)}", f"{rng.randint(50, 5000) / Decimal(100)}"] for row in rows]
        falling = rng.random() < 0.5
        ends = {"start_price": high, "floor": low} if falling else {"start_price": low, "floor": high}
        lot = dutch(
            "sell" if falling else "buy",
            decrement_kind="table",
            decrement_table=table,
            **{name: f"{value / Decimal(100)}" for name, value in ends.items()},
        )
        cents, tick = ends["start_price"], 0
        while True:
            assert lot.state.schedule.price(tick) == Decimal(cents) / 100, f"seed {seed}, tick {tick}"
            if cents == ends["floor"]:
                break
            step = next(Decimal(s) for f, s in reversed(table) if Decimal(f) * 100 <= cents)
            moved = int(step * 100)
            cents = max(cents - moved, low) if falling else min(cents + moved, high)
            tick += 1
        assert lot.state.schedule.last_tick == tick, f"seed {seed}"


def test_ticks_are_exact_over_seven_hours() -> None:
    """25,200 ticks of a second, with a restart in the middle."""
    lot = dutch(start_price="1000", floor="748", decrement="0.01", tick_s=1)
    for hour in range(7):
        for second in (hour * 3600, hour * 3600 + 1, hour * 3600 + 1799, hour * 3600 + 3599):
            for micro, tick in ((0, second), (999_999, second)):
                now = at(second) + timedelta(microseconds=micro)
                found = lot.engine.facts(lot.state, now)
                assert (found["tick"], Decimal(found["price_now"])) == (tick, 1000 - Decimal(tick) / 100)
                assert lot.engine.next_change(lot.state, now) == at(second + 1)
        if hour == 3:
            lot.state = lot.engine.load(lot.engine.dump(lot.state))
    assert lot.engine.end_at(lot.state) == at(25_201)
    assert lot.engine.next_change(lot.state, at(25_201)) is None
    assert lot.bid(A, at(25_200.5), tick=25_200, price="748").accepted


def test_of_200_presses_in_one_tick_one_wins() -> None:
    lot = dutch()
    verdicts = [lot.bid(UUID(int=1000 + who), at(41), tick=4, price="96") for who in range(200)]
    assert [verdict.accepted for verdict in verdicts] == [True] + [False] * 199
    assert {verdict.reason for verdict in verdicts[1:]} == {"trading.closed"}
    (award,) = lot.engine.outcome(lot.state).allocations
    assert (award.seq, award.quantity, award.unit_price) == (1, Decimal(10), Decimal(96))


@pytest.mark.parametrize(
    ("payload", "facts"),
    [
        ({"tick": 3, "price": "97"}, {"tick": 4, "price": "96"}),
        ({"tick": 5, "price": "95"}, {"tick": 4, "price": "96"}),
        ({"tick": 4, "price": "95"}, {"tick": 4, "price": "96"}),
        ({"tick": True, "price": "99"}, {"tick": 4, "price": "96"}),
        ({"price": "96"}, {"tick": 4, "price": "96"}),
    ],
)
def test_a_press_on_another_tick_is_stale(payload: dict[str, Any], facts: dict[str, Any]) -> None:
    verdict = dutch().bid(A, at(41), **payload)
    assert (verdict.reason, verdict.facts) == ("trading.stale_tick", facts)


@pytest.mark.parametrize(("side", "shown", "served"), [("sell", "97", "96"), ("buy", "43", "44")])
def test_grace_serves_the_new_and_better_price(side: str, shown: str, served: str) -> None:
    lot = dutch(side, grace_ms=500)
    assert lot.bid(A, at(40.500001), tick=3, price=shown).reason == "trading.stale_tick"
    assert lot.bid(A, at(40.5), tick=3, price=shown).accepted
    assert lot.facts["price_now"] == served
    assert str(lot.engine.outcome(lot.state).allocations[0].unit_price) == served
    two = dutch(side, grace_ms=500)
    assert two.bid(A, at(40.1), tick=2, price="98" if side == "sell" else "42").reason == "trading.stale_tick"


def test_partial_takes() -> None:
    lot = dutch(multi_unit=True, max_take_per_company="6", min_take="2")
    assert lot.bid(INITIATOR, at(1), tick=0, price="100", quantity="1").reason == "trading.own_lot"
    assert lot.bid(A, at(1), tick=0, price="100").reason == "trading.bad_quantity"
    assert lot.bid(A, at(1), tick=0, price="100", quantity="1").facts == {"min_take": "2"}
    assert lot.bid(A, at(1), tick=0, price="100", quantity="5").accepted
    assert lot.bid(A, at(2), tick=0, price="100", quantity="2").facts == {"most": "1", "taken": "5"}
    assert lot.bid(B, at(12), tick=1, price="99", quantity="5.5").facts == {"remaining": "5", "most": "5"}
    assert lot.bid(B, at(12), tick=1, price="99", quantity="4").accepted
    assert lot.facts["remaining"] == "1"
    assert lot.bid(C, at(22), tick=2, price="98", quantity="1").accepted  # all that is left
    assert lot.engine.end_at(lot.state) == at(22)
    assert [str(row.unit_price) for row in lot.engine.outcome(lot.state).allocations] == ["100", "99", "98"]


def test_uniform_price_is_that_of_the_last_take() -> None:
    lot = dutch(multi_unit=True, pricing="uniform_last_price")
    lot.bid(A, at(1), tick=0, price="100", quantity="3")
    lot.bid(B, at(31), tick=3, price="97", quantity="3")
    assert [str(row.unit_price) for row in lot.engine.outcome(lot.state).allocations] == ["97", "97"]


def test_nothing_is_sold_twice() -> None:
    for seed in seeds():
        lot = random_lot(seed, "dutch_auction")
        found = lot.engine.outcome(lot.state).allocations
        given = {row.seq: row.quantity for row in found}
        accepted = [command for command, _now, verdict in lot.ledger if verdict.accepted]
        asked = {command.seq: Decimal(command.payload.get("quantity") or lot.terms.quantity) for command in accepted}
        assert given == asked, f"seed {seed}"
        assert sum(given.values()) <= lot.terms.quantity, f"seed {seed}"
        most = lot.rules["max_take_per_company"]
        if most and lot.rules["multi_unit"]:
            for company in COMPANIES:
                assert sum(row.quantity for row in found if row.company_id == company) <= Decimal(most), f"seed {seed}"


def test_a_list_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="decrement: too_slow"):
        dutch(decrement="0.000001", tick_s=60)
    with pytest.raises(ValueError, match="floor: before_start"):
        dutch(floor="101")
    with pytest.raises(ValueError, match="floor: required"):
        dutch(floor="")
