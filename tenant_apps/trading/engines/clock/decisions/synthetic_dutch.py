"""How made-up bidders behave in Dutch auctions: each waits for a price that leaves it a margin; late ones wait longer.

Where takes may be left behind, those with a limit leave one before the opening. In a hybrid the others bid unseen after
the first press, somewhere between that price and their value, and who pressed answers if it can.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tenant_apps.trading.engines.clock.decisions.dutch import may_take
from tenant_apps.trading.engines.clock.decisions.dutch_state import DutchState
from tenant_apps.trading.engines.clock.decisions.figures import minor_unit, text
from tenant_apps.trading.engines.clock.decisions.synthetic_formats import part_of, pays
from tenant_apps.trading.kernel.decisions.simulation import Bidder, Bidding, Move

# What a bidder wants to keep of its value, in percent: drawn between these, by habit.
MARGINS = {"steady": (2, 10), "late": (8, 20), "limit": (0, 4)}
LEAST_PART = Decimal("0.01")
BEFORE = timedelta(seconds=60)
MOMENT = timedelta(milliseconds=1)


class DutchBidding(Bidding):
    """A sale whose price falls, or a purchase whose price rises."""

    def first_wake(self, state: DutchState, bidder: Bidder, random: Random) -> datetime | None:
        wanted = self._wanted(state, bidder, random)
        if state.rules.pre_bid and bidder.habit == "limit":
            return state.terms.opens_at - BEFORE
        tick = self._first_tick(state, wanted)
        if tick is None:
            return None
        # A press takes a moment, but never longer than the tick stands.
        reaction = min(timedelta(milliseconds=200 + random.randrange(1500)), state.rules.tick * 9 // 10)
        return state.tick_starts(tick) + reaction

    def move(self, state: DutchState, bidder: Bidder, now: datetime, random: Random) -> Move:
        if state.after is not None:
            return self._after_press(state, bidder, now, random)
        if now < state.terms.opens_at:
            payload: dict[str, Any] = {"absentee": True, "price": text(self._wanted(state, bidder, random))}
            return Move(payload | self._part(state, bidder, random), None)
        served = state.served(now)
        if served.sold_out or may_take(served, served.taken_by(bidder.company_id)) <= 0:
            return Move(None, None)
        tick = state.tick_at(now)
        return Move(
            {"tick": tick, "price": text(state.schedule.price(tick))} | self._part(served, bidder, random), None
        )

    def roused(self, state: DutchState, bidder: Bidder, now: datetime, random: Random) -> datetime | None:
        """The first press of a hybrid wakes everybody: the others for the sealed phase, its winner for the answer."""
        if state.after is None or state.after.base != now:
            return None
        phase = "best_bid" if bidder.company_id == state.takes[0].company_id else "sealed"
        begins, ends = next((begins, ends) for name, begins, ends in state.phases() if name == phase)
        return begins + part_of(ends - begins, random, 5, 95)

    def initiator(self, state: DutchState, now: datetime | None) -> Move:
        """Serves what was left behind when its tick comes; nobody knows before the opening what will be."""
        ticks = [one.tick for one in state.orders if one.tick <= state.schedule.last_tick]
        if not state.rules.pre_bid:
            return Move(None, None)
        if now is None:
            return Move(None, state.terms.opens_at)
        due = state.due(now)
        later = [tick for tick in ticks if tick > state.tick_at(now)]
        return Move({"act": "serve"} if due else None, state.tick_starts(min(later)) if later else None)

    def _after_press(self, state: DutchState, bidder: Bidder, now: datetime, random: Random) -> Move:
        phase, winner = state.phase_at(now)[0], state.takes[0]
        unit = minor_unit(state.terms.currency)
        if phase == "sealed" and bidder.company_id != winner.company_id:
            room = abs(bidder.value - winner.price) * random.randint(20, 90) / 100 // unit * unit
            price = winner.price + state.score(max(room, unit))
        elif phase == "best_bid" and bidder.company_id == winner.company_id and (beaten := state.to_beat()) is not None:
            price = beaten
        else:
            return Move(None, None)
        return Move({"price": text(price)} if pays(state.terms, price, bidder) and price > 0 else None, None)

    def _wanted(self, state: DutchState, bidder: Bidder, random: Random) -> Decimal:
        low, high = MARGINS[bidder.habit]
        unit = minor_unit(state.terms.currency)
        margin = bidder.value * random.randint(low, high) / 100 // unit * unit
        return bidder.value - margin if state.terms.side == "sell" else bidder.value + margin

    def _part(self, state: DutchState, bidder: Bidder, random: Random) -> dict[str, Any]:
        if not state.rules.multi_unit:
            return {}
        most = may_take(state, state.taken_by(bidder.company_id))
        share = most * random.randint(20, 100) / 100
        least = min(state.rules.min_take or LEAST_PART, most)
        return {"quantity": text(max(share.quantize(LEAST_PART), least))}

    def _first_tick(self, state: DutchState, wanted: Decimal) -> int | None:
        """The first tick at which the price suits; the prices only ever move one way."""
        tick = state.schedule.first_at(wanted, falling=state.terms.side == "sell")
        return tick if tick <= state.schedule.last_tick else None
