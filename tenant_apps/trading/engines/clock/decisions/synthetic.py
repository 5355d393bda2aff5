"""How made-up bidders behave in clock auctions. Nobody ever bids beyond what it is worth to it.

Steady bidders look in now and then and bid the next valid price while they can. Late ones wait for the last seconds.
Those with a limit name it once, where the rules have limits. In a Dutch auction each waits for a price that leaves it a
margin; late ones wait longer.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from tenant_apps.trading.engines.clock.decisions.bounds import next_valid
from tenant_apps.trading.engines.clock.decisions.dutch import may_take
from tenant_apps.trading.engines.clock.decisions.dutch_state import DutchState
from tenant_apps.trading.engines.clock.decisions.figures import minor_unit, text
from tenant_apps.trading.engines.clock.decisions.live_state import LiveState
from tenant_apps.trading.kernel.decisions.simulation import Bidder, Bidding, Move

# What a bidder in a Dutch auction wants to keep of its value, in percent: drawn between these, by habit.
MARGINS = {"steady": (2, 10), "late": (8, 20), "limit": (0, 4)}
LAST_SECONDS = 20
# How far from its value a bidder begins where the rules name no first price, in percent.
OPENING = (10, 40)
LEAST_PART = Decimal("0.01")


class LiveBidding:
    """English and reverse auctions."""

    def first_wake(self, state: LiveState, bidder: Bidder, random: Random) -> datetime | None:
        if bidder.habit == "late":
            return self._late(state, state.terms.opens_at, random)
        length = state.end_at - state.terms.opens_at
        return state.terms.opens_at + _part(length, random, 0, 60)

    def move(self, state: LiveState, bidder: Bidder, now: datetime, random: Random) -> Move:
        wake = self._next_wake(state, bidder, now, random)
        if state.leader == bidder.company_id:
            return Move(None, wake)
        price = next_valid(state, bidder.company_id) or self._opening(state, bidder, random)
        if not self._pays(state, price, bidder.value):
            return Move(None, None)
        if bidder.habit == "limit" and state.rules.proxy and state.terms.side == "sell":
            return Move({"price": text(price), "maximum": text(bidder.value)}, None)
        payload = {"price": text(price), "confirmed": True}
        return Move(payload, wake)

    def _opening(self, state: LiveState, bidder: Bidder, random: Random) -> Decimal:
        """A first bid where nothing says where to begin: some way short of what it is worth."""
        unit, apart = minor_unit(state.terms.currency), random.randint(*OPENING)
        percent = 100 - apart if state.terms.side == "sell" else 100 + apart
        return (bidder.value * percent / 100 // unit) * unit

    def _pays(self, state: LiveState, price: Decimal, value: Decimal) -> bool:
        return price <= value if state.terms.side == "sell" else price >= value

    def _next_wake(self, state: LiveState, bidder: Bidder, now: datetime, random: Random) -> datetime:
        if bidder.habit == "late":
            return self._late(state, now, random)
        left = max(state.end_at - now, timedelta(0))
        return now + max(_part(left, random, 2, 25), timedelta(milliseconds=500 + random.randrange(1000)))

    def _late(self, state: LiveState, now: datetime, random: Random) -> datetime:
        wanted = state.end_at - timedelta(milliseconds=random.randrange(1, LAST_SECONDS * 1000))
        return max(wanted, now + timedelta(milliseconds=300 + random.randrange(700)))


class DutchBidding:
    """A sale whose price falls, or a purchase whose price rises."""

    def first_wake(self, state: DutchState, bidder: Bidder, random: Random) -> datetime | None:
        low, high = MARGINS[bidder.habit]
        margin = bidder.value * random.randint(low, high) / 100
        wanted = bidder.value - margin if state.terms.side == "sell" else bidder.value + margin
        tick = self._first_tick(state, wanted)
        if tick is None:
            return None
        # A press takes a moment, but never longer than the tick stands.
        reaction = min(timedelta(milliseconds=200 + random.randrange(1500)), state.rules.tick * 9 // 10)
        return state.tick_starts(tick) + reaction

    def move(self, state: DutchState, bidder: Bidder, now: datetime, random: Random) -> Move:
        tick = state.tick_at(now)
        payload = {"tick": tick, "price": text(state.schedule.price(tick))}
        if state.rules.multi_unit:
            most = may_take(state, state.taken_by(bidder.company_id))
            share = most * random.randint(20, 100) / 100
            least = min(state.rules.min_take or LEAST_PART, most)
            payload["quantity"] = text(max(share.quantize(LEAST_PART), least))
        return Move(payload, None)

    def _first_tick(self, state: DutchState, wanted: Decimal) -> int | None:
        """The first tick at which the price suits; the prices only ever move one way."""
        sells, low, high = state.terms.side == "sell", 0, state.schedule.last_tick
        suits: int | None = None
        while low <= high:
            middle = (low + high) // 2
            price = state.schedule.price(middle)
            if (price <= wanted) if sells else (price >= wanted):
                suits, high = middle, middle - 1
            else:
                low = middle + 1
        return suits


def _part(length: timedelta, random: Random, low: int, high: int) -> timedelta:
    """Between so many percent of a length."""
    return length * random.randint(low * 10, high * 10) / 1000


LIVE, DUTCH = LiveBidding(), DutchBidding()
BIDDING: dict[str, Bidding] = {"english_auction": LIVE, "reverse_auction": LIVE, "dutch_auction": DUTCH}
