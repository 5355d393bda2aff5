"""Who stands equal at the end of an auction, for the last round among them."""

from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.final_round import Equals
from tenant_apps.trading.engines.clock.decisions.japanese import JapaneseState
from tenant_apps.trading.engines.clock.decisions.live_state import LiveState
from tenant_apps.trading.engines.clock.decisions.valuation import Declared, Valuation

FEWEST = 2


def live_equals(state: LiveState) -> Equals | None:
    """Those whose limit is as good as the leader's; nobody where it was bought at once."""
    if state.leader is None or state.bought:
        return None
    top = state.standings[state.leader].limit
    ranked = [company for company in state.ranked() if state.standings[company].limit == top]
    if len(ranked) < FEWEST:
        return None
    return Equals(Fraction(top), {company: _stands(state, company) for company in ranked}, state.valuation)


def _stands(state: LiveState, company: UUID) -> tuple[int, Decimal, Declared]:
    standing = state.standings[company]
    paid = standing.limit if standing.named is None else state.valuation.contract_price(standing.named)
    return standing.seq, paid, standing.declared


def japanese_equals(state: JapaneseState) -> Equals | None:
    """Those who confirmed the last level that anybody did."""
    level, best_first = state.staying()
    if len(best_first) < FEWEST:
        return None
    price = state.schedule.price(level)
    bids = {company: (state.levels[level][company], price, ()) for company in best_first}
    return Equals(Fraction(price), bids, Valuation.read(state.pinned, state.terms.currency))
