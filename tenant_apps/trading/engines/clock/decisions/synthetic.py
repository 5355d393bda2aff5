"""How made-up bidders behave in live auctions, and which behaviour a lot of the clock asks for by its rules.

Nobody ever bids beyond what it is worth to it. Steady bidders look in now and then and bid the next valid price while
they can. Late ones wait for the last seconds. Those with a limit name it once, where the rules have limits. In a last
round equals give away a part of what they have left; a price that has to be explained is explained.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from tenant_apps.trading.engines.clock.decisions.bounds import next_valid
from tenant_apps.trading.engines.clock.decisions.engines import ENGINES, FormatEngine, within
from tenant_apps.trading.engines.clock.decisions.explained import ExplainedEngine, ExplainedState
from tenant_apps.trading.engines.clock.decisions.figures import minor_unit, text
from tenant_apps.trading.engines.clock.decisions.final_round import FinalRoundEngine, FinalState
from tenant_apps.trading.engines.clock.decisions.japanese import JapaneseState
from tenant_apps.trading.engines.clock.decisions.live_state import LiveState
from tenant_apps.trading.engines.clock.decisions.parts_state import PartsState
from tenant_apps.trading.engines.clock.decisions.synthetic_dutch import DutchBidding
from tenant_apps.trading.engines.clock.decisions.synthetic_formats import (
    JapaneseBidding,
    PartsBidding,
    TurnsBidding,
    declared_by,
    first_price,
    part_of,
    pays,
)
from tenant_apps.trading.engines.clock.decisions.turns_state import TurnsState
from tenant_apps.trading.kernel.decisions.engine import Engine
from tenant_apps.trading.kernel.decisions.simulation import Bidder, Bidding, Move

LAST_SECONDS = 20


class LiveBidding(Bidding):
    """English and reverse auctions, by price, by the value it has, or on an index."""

    def first_wake(self, state: LiveState, bidder: Bidder, random: Random) -> datetime | None:
        if bidder.habit == "late":
            return self._late(state, state.terms.opens_at, random)
        length = state.end_at - state.terms.opens_at
        return state.terms.opens_at + part_of(length, random, 0, 60)

    def move(self, state: LiveState, bidder: Bidder, now: datetime, random: Random) -> Move:
        wake = self._next_wake(state, bidder, now, random)
        if state.leader == bidder.company_id:
            return Move(None, wake)
        named = self._named(state, bidder, random)
        if named is None:
            return Move(None, None)
        payload: dict[str, Any] = {state.valuation.field: text(named)}
        if state.valuation.by_features:
            payload["features"] = dict(declared_by(state.valuation, bidder))
        if bidder.habit == "limit" and state.rules.proxy and state.terms.side == "sell":
            return Move({**payload, "maximum": text(bidder.value)}, None)
        return Move({**payload, "confirmed": True}, wake)

    def _named(self, state: LiveState, bidder: Bidder, random: Random) -> Decimal | None:
        """The number to name: the least improvement, or a first price; None where that is worth less than nothing."""
        valuation, value = state.valuation, next_valid(state, bidder.company_id)
        declared = declared_by(valuation, bidder)
        price = first_price(state.terms, bidder, random, state.rules.start_price)
        if valuation.is_plain:
            named = price if value is None else value
        elif value is None:
            index = valuation.index
            named = price if index is None else valuation.named(Fraction(price))
        else:
            named = valuation.named(Fraction(value), declared)
            if valuation.by_features and state.rules.start_price is not None:
                named = min(named, Decimal(int(state.rules.start_price * 10**6)).scaleb(-6))
        base = valuation.base(named)
        return named if base > 0 and pays(state.terms, base, bidder) else None

    def _next_wake(self, state: LiveState, bidder: Bidder, now: datetime, random: Random) -> datetime:
        if bidder.habit == "late":
            return self._late(state, now, random)
        left = max(state.end_at - now, timedelta(0))
        return now + max(part_of(left, random, 2, 25), timedelta(milliseconds=500 + random.randrange(1000)))

    def _late(self, state: LiveState, now: datetime, random: Random) -> datetime:
        wanted = state.end_at - timedelta(milliseconds=random.randrange(1, LAST_SECONDS * 1000))
        return max(wanted, now + timedelta(milliseconds=300 + random.randrange(700)))


class ClockBidding(Bidding):
    """Every lot of a mode of the clock: the behaviour of its format, and of what follows its bidding."""

    def __init__(self, mode: str) -> None:
        self.engine = ENGINES[mode]

    def first_wake(self, state: Any, bidder: Bidder, random: Random) -> datetime | None:
        return _of(state).first_wake(within(state), bidder, random)

    def move(self, state: Any, bidder: Bidder, now: datetime, random: Random) -> Move:
        around = self._around(state)
        if around is None:
            return _of(state).move(state, bidder, now, random)
        ends = around.bids_until(state)
        if now < ends:
            move = _of(state).move(within(state), bidder, now, random)
            return move if move.wake_at is not None else Move(move.payload, _after(state, ends, random))
        if isinstance(state, ExplainedState) and isinstance(around, ExplainedEngine):
            return self._explain(around, state, bidder, now)
        if isinstance(state, FinalState) and isinstance(around, FinalRoundEngine):
            return self._last_price(around, state, bidder, random)
        return Move(None, None)

    def roused(self, state: Any, bidder: Bidder, now: datetime, random: Random) -> datetime | None:
        return _of(state).roused(within(state), bidder, now, random)

    def initiator(self, state: Any, now: datetime | None) -> Move:
        return _of(state).initiator(within(state), now)

    def leader(self, engine: Engine[Any], state: Any, now: datetime) -> Any:
        """Of one unit, whoever stands first; the evaluation of a price changes nothing in that."""
        inside = state.inner if isinstance(state, ExplainedState) else state
        if isinstance(inside, LiveState):
            return str(inside.leader) if inside.leader else None
        return super().leader(engine, state, now)

    def _around(self, state: Any) -> FinalRoundEngine | ExplainedEngine | None:
        engine = self.engine.of(state.pinned) if isinstance(self.engine, FormatEngine) else None
        return engine if isinstance(engine, FinalRoundEngine | ExplainedEngine) else None

    def _explain(self, engine: ExplainedEngine, state: ExplainedState, bidder: Bidder, now: datetime) -> Move:
        waits = engine.standstill(state, now)
        if waits.company is None:
            return Move(None, None)
        mine = waits.company == bidder.company_id and bidder.company_id not in state.said
        # Others look again when the turn may have come to them.
        return Move({"act": "explain", "text": "made up"} if mine else None, None if mine else waits.until)

    def _last_price(self, engine: FinalRoundEngine, state: FinalState, bidder: Bidder, random: Random) -> Move:
        equals = engine.equals(state.inner)
        if equals is None or bidder.company_id not in equals.bids or bidder.company_id in state.finals:
            return Move(None, None)
        valuation, declared = equals.valuation, equals.bids[bidder.company_id][2]
        unit = minor_unit(state.terms.currency)
        at_tie = valuation.named(equals.value, declared) if not valuation.is_plain else None
        price = Fraction(equals.value) if at_tie is None else valuation.base(at_tie)
        given = (Fraction(bidder.value) - price) * random.randint(10, 90) / 100
        last = price + Fraction(unit) * int(given / Fraction(unit))
        if not pays(state.terms, last, bidder):
            return Move(None, None)
        named = _exact(last) if valuation.index is None else valuation.named(last)
        return Move({valuation.field: text(named), "final": True, "confirmed": True}, None)


def _of(state: Any) -> Bidding:
    """The behaviour that the format of the auction asks for."""
    inner = within(state)
    for kind, bidding in _BEHAVIOURS:
        if isinstance(inner, kind):
            return bidding
    return _DUTCH


def _after(state: Any, ends: datetime, random: Random) -> datetime:
    """When a bidder that is done looks at what follows the bidding."""
    lasts = state.lasts if isinstance(state, FinalState) else timedelta(seconds=int(state.pinned["explain_s"]))
    return ends + part_of(lasts, random, 5, 90)


def _exact(price: Fraction) -> Decimal:
    """The price in millionths, which it is a whole number of."""
    return Decimal(int(price * 10**6)).scaleb(-6)


_DUTCH = DutchBidding()
_BEHAVIOURS: tuple[tuple[type, Bidding], ...] = (
    (LiveState, LiveBidding()),
    (TurnsState, TurnsBidding()),
    (JapaneseState, JapaneseBidding()),
    (PartsState, PartsBidding()),
)
BIDDING: dict[str, Bidding] = {mode: ClockBidding(mode) for mode in ENGINES}
