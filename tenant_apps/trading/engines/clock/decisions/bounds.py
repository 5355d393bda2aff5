"""What a company may bid next in a live auction: the price to beat, the step, and the least improvement.

`own_last` means that a bid has to beat the bidder's own last price; otherwise it has to beat the price now.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.figures import exact, in_table, minor_unit, percent_of
from tenant_apps.trading.engines.clock.decisions.live_state import LiveState


@dataclass(frozen=True, slots=True)
class Bounds:
    """`base` is what steps are counted from, `least` the worst price that is good enough; None: any price."""

    base: Decimal | None
    step: Decimal
    least: Decimal | None


def step_at(state: LiveState, price: Decimal) -> Decimal:
    """The step at a price; one minor unit where the rules ask for none."""
    step = _step(state, price)
    return step if state.valuation.is_plain else exact(step)


def _step(state: LiveState, price: Decimal) -> Decimal:
    rules, currency = state.rules, state.terms.currency
    if rules.increment_kind == "absolute":
        return rules.increment
    if rules.increment_kind == "percent_of_current":
        return percent_of(rules.increment, price, currency)
    if rules.increment_kind == "percent_of_start":
        return percent_of(rules.increment, rules.start_price or state.first_price or price, currency)
    if rules.increment_kind == "table":
        return in_table(rules.increment_table, price)
    return minor_unit(currency)


def bounds(state: LiveState, company: UUID | None) -> Bounds:
    """Bounds for a company, or for one that has not bid yet."""
    rules = state.rules
    own = state.standings.get(company) if company else None
    reference = (own.price if own else None) if rules.own_last else state.price
    if reference is None:
        start = rules.start_price
        if start is None:
            return Bounds(None, minor_unit(state.terms.currency), None)
        if state.valuation.by_features:
            # The ceiling is one of prices; what is compared may lie above it or below.
            return Bounds(None, step_at(state, start), None)
        step = step_at(state, start)
        return Bounds(start, step, start if rules.first_may_equal_start else state.beyond(start, step))
    step = gap = step_at(state, reference)
    if not rules.own_last and company != state.leader:
        if rules.lead_buffer is not None:
            gap = max(gap, rules.lead_buffer)
        elif rules.increment_kind == "none" and not (rules.reject_equal or rules.reject_equal_lead):
            gap = step - step
    return Bounds(reference, step, state.beyond(reference, gap))


def in_buffer(state: LiveState, company: UUID | None, price: Decimal) -> bool:
    """Whether the price would take the lead from another by less than the rules demand."""
    if state.rules.lead_buffer is None or state.price is None or company == state.leader:
        return False
    gain = state.score(price) - state.score(state.price)
    return 0 < gain < state.rules.lead_buffer


def equals_other(state: LiveState, company: UUID | None, price: Decimal) -> bool:
    """Whether another company stands at this price, as far as anybody can see."""
    for other, standing in state.standings.items():
        shown = state.price if other == state.leader else standing.limit
        if other != company and shown == price:
            return True
    return False


def equal_refused(state: LiveState, company: UUID | None, price: Decimal) -> bool:
    """Whether the rules refuse this price because another stands at it: any such price, or only the best one."""
    if state.rules.reject_equal:
        return equals_other(state, company, price)
    return (
        state.rules.reject_equal_lead and company != state.leader and state.leader is not None and price == state.price
    )


def may_match(state: LiveState, company: UUID | None, price: Decimal) -> bool:
    """Whether the company may name exactly the price now, by its right of first refusal, and leads then."""
    return state.outranks(company, state.leader) and price == state.price


def neighbours(state: LiveState, limits: Bounds, price: Decimal) -> tuple[Decimal, Decimal] | None:
    """The two prices on whole steps around one that is off them, worse first; None if it is on one."""
    if not state.rules.whole_steps or limits.base is None:
        return None
    steps = (Fraction(state.score(price)) - Fraction(state.score(limits.base))) / Fraction(limits.step)
    if steps.denominator == 1:
        return None
    whole = int(steps // 1)
    worse = state.beyond(limits.base, limits.step * whole)
    return worse, state.beyond(worse, limits.step)


def next_valid(state: LiveState, company: UUID | None) -> Decimal | None:
    """The next price the company could bid; None if any price will do or none is left.

    It is the least improvement, moved on by whole steps from prices that are taken.
    """
    limits = bounds(state, company)
    if limits.least is None:
        return None
    price = limits.least
    own = state.standings.get(company) if company else None
    if state.price is not None and may_match(state, company, state.price):
        return state.price
    if own is not None and state.rules.proxy and company == state.leader:
        price = state.beyond(own.limit, limits.step)
    while True:
        around = neighbours(state, limits, price)
        price = around[1] if around else price
        if in_buffer(state, company, price) and state.price and state.rules.lead_buffer:
            price = state.beyond(state.price, state.rules.lead_buffer)
            continue
        equal = equal_refused(state, company, price)
        if not equal and (own is None or state.score(price) > state.score(own.limit)):
            return price if price > 0 else None
        price = state.beyond(price, limits.step)
