"""What stops a set of rules from running: asked before an event is published, and again when a lot starts.

Each problem is the name of the rule and a code: `required`, `not_positive`, `before_start`,
`worse_than_reserve`, `more_than_offered`, `less_than_least`, `too_slow`, `unknown_currency`.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from shared_apps.foundation.currencies import MINOR_UNITS
from tenant_apps.trading.engines.clock.decisions.dutch_state import DutchRules, schedule_of
from tenant_apps.trading.engines.clock.decisions.figures import optional_number
from tenant_apps.trading.kernel.decisions.engine import LotTerms

Problems = tuple[tuple[str, str], ...]
LONGEST = timedelta(days=31)


def live_problems(terms: LotTerms, rules: Mapping[str, Any]) -> Problems:
    found = _common(terms, rules)
    start, reserve = optional_number(rules, "start_price"), optional_number(rules, "reserve")
    buy_now, up = optional_number(rules, "buy_now"), terms.side == "sell"
    if start is None and up:
        found.append(("start_price", "required"))
    kind = rules.get("increment_kind", "none")
    if kind in ("absolute", "percent_of_current", "percent_of_start") and not optional_number(rules, "increment"):
        found.append(("increment", "required"))
    if kind == "table" and not rules.get("increment_table"):
        found.append(("increment_table", "required"))
    if buy_now is not None and start is not None and ((buy_now < start) if up else (buy_now > start)):
        found.append(("buy_now", "before_start"))
    if buy_now is not None and reserve is not None and ((buy_now < reserve) if up else (buy_now > reserve)):
        found.append(("buy_now", "worse_than_reserve"))
    return tuple(found)


def dutch_problems(terms: LotTerms, rules: Mapping[str, Any]) -> Problems:
    found = _common(terms, rules)
    start, floor = optional_number(rules, "start_price"), optional_number(rules, "floor")
    found += [(name, "required") for name, value in (("start_price", start), ("floor", floor)) if value is None]
    table = rules.get("decrement_kind", "absolute") == "table"
    if table and not rules.get("decrement_table"):
        found.append(("decrement_table", "required"))
    if not table and not optional_number(rules, "decrement"):
        found.append(("decrement", "required"))
    if start is not None and floor is not None and ((floor > start) if terms.side == "sell" else (floor < start)):
        found.append(("floor", "before_start"))
    if found:
        return tuple(found)
    read = DutchRules.read(rules)
    if read.min_take is not None and read.min_take > terms.quantity:
        found.append(("min_take", "more_than_offered"))
    if read.max_take is not None and read.min_take is not None and read.max_take < read.min_take:
        found.append(("max_take_per_company", "less_than_least"))
    if schedule_of(terms, rules).last_tick >= LONGEST // read.tick:
        found.append(("decrement_table" if table else "decrement", "too_slow"))
    return tuple(found)


def _common(terms: LotTerms, _rules: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if terms.currency not in MINOR_UNITS:
        found.append(("currency", "unknown_currency"))
    if terms.quantity <= Decimal(0):
        found.append(("quantity", "not_positive"))
    if terms.ends_at is not None and terms.ends_at <= terms.opens_at:
        found.append(("ends_at", "before_start"))
    return found
