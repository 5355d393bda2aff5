"""Which price is so much better than the others that it has to be explained: by exact fractions, in either direction.

Two comparisons, each with its own percentage, each left out at 0: with the mean of the others' opening bids, and with
the next in the final order. What is compared is what the auction compares: the price, or the value it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions import live
from tenant_apps.trading.engines.clock.decisions.live_state import LiveState
from tenant_apps.trading.engines.clock.decisions.turns_state import TurnsState

MEAN, NEXT = "mean", "next"


@dataclass(frozen=True, slots=True)
class Order:
    """Who would win at which value, and what the next one stands at; None where there is none."""

    winner: UUID
    value: Fraction
    next_value: Fraction | None


def order_of(state: Any, without: frozenset[UUID]) -> Order | None:
    """The order at the end, as if these companies had not bid; None for what was bought at once, and for no bids."""
    if isinstance(state, TurnsState):
        best_first = [one for one in state.order(state.rules.rounds + 1)[::-1] if one not in without]
        found = [state.standing(company, state.rules.rounds + 1) for company in best_first[:2]]
        values = [bid.value for bid in found if bid is not None]
        return Order(best_first[0], values[0], values[1] if len(values) > 1 else None) if values else None
    left: LiveState = live.without(state, without) if without else state
    if left.bought or left.leader is None or left.price is None:
        return None
    others = [company for company in left.ranked() if company != left.leader]
    next_value = Fraction(left.standings[others[0]].limit) if others else None
    return Order(left.leader, Fraction(left.price), next_value)


def openings_of(state: Any, known: Mapping[UUID, Fraction]) -> Mapping[UUID, Fraction]:
    """Everybody's opening bid: by turns those that stand, else the first that each placed."""
    if isinstance(state, TurnsState):
        return {company: bid.value for company, bid in state.bids.get(0, {}).items()}
    return known


def flags_of(order: Order, openings: Mapping[UUID, Fraction], rules: Mapping[str, Any], *, sells: bool) -> list[str]:
    """Why the price has to be explained; empty where it has not."""
    others = [value for company, value in openings.items() if company != order.winner]
    found = []
    if others and _is_far(order.value, sum(others, Fraction(0)) / len(others), _percent(rules, MEAN), sells):
        found.append(MEAN)
    if order.next_value is not None and _is_far(order.value, order.next_value, _percent(rules, NEXT), sells):
        found.append(NEXT)
    return found


def explains(rules: Mapping[str, Any]) -> bool:
    """Whether any price of an auction with these rules may have to be explained."""
    return bool(_percent(rules, MEAN) or _percent(rules, NEXT))


def _percent(rules: Mapping[str, Any], which: str) -> Fraction:
    return _read(str(rules.get(f"abnormal_{which}_percent", "0") or "0"))


@lru_cache(maxsize=256)
def _read(text: str) -> Fraction:
    """Every step of a lot asks for the same two percentages."""
    return Fraction(text)


def _is_far(value: Fraction, other: Fraction, percent: Fraction, sells: bool) -> bool:
    if not percent:
        return False
    return value >= other * (1 + percent / 100) if sells else value <= other * (1 - percent / 100)
