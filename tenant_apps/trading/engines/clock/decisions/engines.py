"""The engines of the clock modes: `ENGINES[mode]`, and `problems` of an event's rules before it is published."""

from collections.abc import Mapping
from typing import Any

from tenant_apps.trading.engines.clock.decisions.dutch_engine import DutchEngine
from tenant_apps.trading.engines.clock.decisions.live_engine import LiveEngine
from tenant_apps.trading.engines.clock.decisions.problems import Problems, dutch_problems, live_problems
from tenant_apps.trading.kernel.decisions.engine import Engine, LotTerms

ENGINES: dict[str, Engine[Any]] = {
    "english_auction": LiveEngine("english_auction"),
    "reverse_auction": LiveEngine("reverse_auction"),
    "dutch_auction": DutchEngine("dutch_auction"),
}
SIDES: dict[str, tuple[str, ...]] = {
    "english_auction": ("sell",),
    "reverse_auction": ("buy",),
    "dutch_auction": ("sell", "buy"),
}


def problems(mode: str, terms: LotTerms, rules: Mapping[str, Any]) -> Problems:
    """Why a lot could not run under these rules; empty if it can."""
    if terms.side not in SIDES[mode]:
        return (("side", "wrong_side"),)
    return dutch_problems(terms, rules) if mode == "dutch_auction" else live_problems(terms, rules)
