"""How made-up bidders behave in auctions by turns, in Japanese ones and in those of parts, and what all formats share.

By turns: a sealed opening bid some way from what it costs, in each turn one step or a little more; those with a limit
go to it in the last round, late ones act in the last round alone. Japanese: who can, stays. Parts: each asks for a
quantity and accepts a half of it, and pays what it takes to get something.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from tenant_apps.trading.engines.clock.decisions.figures import minor_unit, text
from tenant_apps.trading.engines.clock.decisions.japanese import JapaneseState
from tenant_apps.trading.engines.clock.decisions.parts_state import PartsState
from tenant_apps.trading.engines.clock.decisions.turns import named_most, next_turn
from tenant_apps.trading.engines.clock.decisions.turns_state import TurnsState
from tenant_apps.trading.engines.clock.decisions.valuation import Declared, Valuation
from tenant_apps.trading.kernel.decisions.engine import LotTerms
from tenant_apps.trading.kernel.decisions.simulation import Bidder, Bidding, Move

# How far from its value a bidder begins where the rules name no first price, in percent.
OPENING = (10, 40)
MOMENT = timedelta(milliseconds=1)


class TurnsBidding(Bidding):
    """The initiator begins the auction at its time; everybody acts within its turn."""

    def first_wake(self, state: TurnsState, bidder: Bidder, random: Random) -> datetime | None:
        low, high = (80, 99) if bidder.habit == "late" else (0, 90)
        return state.terms.opens_at + part_of(state.begins - state.terms.opens_at, random, low, high)

    def move(self, state: TurnsState, bidder: Bidder, now: datetime, random: Random) -> Move:
        slot = state.slot(now)
        if slot.phase == "opening":
            ceiling = state.rules.common.start_price
            price = first_price(state.terms, bidder, random, None)
            price = price if ceiling is None else min(price, ceiling)
            payload = {"price": text(price)}
            if state.valuation.by_features:
                payload["features"] = dict(declared_by(state.valuation, bidder))  # type: ignore[assignment]
            fits = pays(state.terms, Fraction(price), bidder)
            return Move(payload if fits else None, state.begins + timedelta(seconds=1) if fits else None)
        if slot.company != bidder.company_id:
            return Move(None, self._turn_at(state, bidder, now, random))
        named = self._in_turn(state, bidder, slot.round_no, random)
        wake = self._turn_at(state, bidder, slot.ends, random)
        return Move({"price": text(named), "confirmed": True} if named is not None else None, wake)

    def initiator(self, state: TurnsState, now: datetime | None) -> Move:
        if now is None:
            return Move(None, state.begins)
        return Move(None if state.begun else {"act": "begin"}, None)

    def _in_turn(self, state: TurnsState, bidder: Bidder, round_no: int, random: Random) -> Decimal | None:
        most, is_last = named_most(state, bidder.company_id, round_no), round_no == state.rules.rounds
        if most is None or (bidder.habit == "late" and not is_last):
            return None
        unit = minor_unit(state.terms.currency)
        least = (bidder.value // unit + bool(bidder.value % unit)) * unit
        if bidder.habit == "limit" and is_last:
            named = min(most, least)
        else:
            named = most - (max(most - least, Decimal(0)) * random.randint(0, 30) / 100 // unit) * unit
        return named if pays(state.terms, Fraction(named), bidder) else None

    def _turn_at(self, state: TurnsState, bidder: Bidder, now: datetime, random: Random) -> datetime | None:
        """A moment in the company's next turn; the order of a round is known once it has begun."""
        starts = next_turn(state, bidder.company_id, now - MOMENT)
        if starts is None:
            return None
        current = state.slot(now).round_no
        for round_no in range(max(current, 1), state.rules.rounds + 1):
            begins = state.round_starts(round_no)
            if round_no > current and starts >= begins and now < begins:
                return begins + MOMENT
        return max(starts, now) + part_of(state.rules.turn, random, 5, 80)


class JapaneseBidding(Bidding):
    """Confirms each level that is worth it, late ones towards the end of the tick."""

    def first_wake(self, state: JapaneseState, bidder: Bidder, random: Random) -> datetime | None:
        return state.terms.opens_at + self._into(state, bidder, random)

    def move(self, state: JapaneseState, bidder: Bidder, now: datetime, random: Random) -> Move:
        level = state.level_at(now)
        price, company = state.schedule.price(level), bidder.company_id
        if not pays(state.terms, Fraction(price), bidder) or (level and company not in state.confirmed(level - 1)):
            return Move(None, None)
        wake = state.starts(level + 1) + self._into(state, bidder, random) if level < state.schedule.last_tick else None
        return Move({"tick": level, "price": text(price)}, wake)

    def _into(self, state: JapaneseState, bidder: Bidder, random: Random) -> timedelta:
        low, high = (80, 99) if bidder.habit == "late" else (1, 70)
        return part_of(state.tick, random, low, high)


class PartsBidding(Bidding):
    """Asks for a part of its own, the same all the time, and raises when it would get nothing or too little."""

    def first_wake(self, state: PartsState, bidder: Bidder, random: Random) -> datetime | None:
        low, high = (90, 99) if bidder.habit == "late" else (0, 60)
        return state.terms.opens_at + part_of(state.end_at - state.terms.opens_at, random, low, high)

    def move(self, state: PartsState, bidder: Bidder, now: datetime, random: Random) -> Move:
        left = max(state.end_at - now, timedelta(0))
        wake = now + max(part_of(left, random, 2, 25), timedelta(milliseconds=500 + random.randrange(1000)))
        quantity, least = self._asks(state, bidder)
        own, company = state.standings.get(bidder.company_id), bidder.company_id
        shares = {bid.company_id: share for bid, share in state.allocation()}
        if own is not None and shares.get(company) == own.quantity:
            return Move(None, wake)
        price = state.least_price(company, quantity, least)
        if own is not None:
            price = max(price, own.price + state.step(own.price))
        if not pays(state.terms, Fraction(price), bidder):
            return Move(None, None)
        payload = {"price": text(price), "quantity": text(quantity), "min_accept": text(least), "confirmed": True}
        return Move(payload, wake)

    def roused(self, state: PartsState, bidder: Bidder, now: datetime, random: Random) -> datetime | None:
        """The countdown calls whoever has not bid yet."""
        if not state.counting or state.restarts > 1 or bidder.company_id in state.standings:
            return None
        return now + part_of(state.end_at - now, random, 20, 90)

    def _asks(self, state: PartsState, bidder: Bidder) -> tuple[Decimal, Decimal]:
        """Between a fifth and all of it, in whole smallest parts, and the half of that."""
        whole, percent = state.terms.quantity, Random(f"{bidder.company_id}:{bidder.value}").randint(20, 100)
        step = state.split or Decimal("0.01")
        quantity = max(whole * percent / 100 // step, Decimal(1)) * step
        return min(quantity, whole), max(min(quantity, whole) / 2, Decimal("0.000001")).quantize(Decimal("0.000001"))


def pays(terms: LotTerms, price: Fraction | Decimal, bidder: Bidder) -> bool:
    """Whether the price leaves the bidder no worse than not to trade."""
    worth = Fraction(bidder.value)
    return Fraction(price) <= worth if terms.side == "sell" else Fraction(price) >= worth


def first_price(terms: LotTerms, bidder: Bidder, random: Random, ceiling: Decimal | Fraction | None) -> Decimal:
    """A first bid where nothing says where to begin: some way short of what it is worth."""
    unit, apart = minor_unit(terms.currency), random.randint(*OPENING)
    percent = 100 - apart if terms.side == "sell" else 100 + apart
    price = (bidder.value * percent / 100 // unit) * unit
    if ceiling is None or terms.side == "sell":
        return price
    return min(price, (Decimal(int(Fraction(ceiling) / Fraction(unit)))) * unit)


def declared_by(valuation: Valuation, bidder: Bidder) -> Declared:
    """What a bidder can offer of each feature: drawn once for it, the same in all its bids."""
    if not valuation.by_features:
        return ()
    random, options = Random(f"{bidder.company_id}:{bidder.value}:features"), dict[str, list[str]]()
    for feature, option, _share, _cost in valuation.options:
        options.setdefault(feature, []).append(option)
    return tuple(sorted((feature, random.choice(known)) for feature, known in options.items()))


def part_of(length: timedelta, random: Random, low: int, high: int) -> timedelta:
    """Between so many percent of a length."""
    return length * random.randint(low * 10, high * 10) / 1000
