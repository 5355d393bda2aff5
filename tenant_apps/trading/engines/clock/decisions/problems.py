"""What stops a set of rules from running: asked before an event is published, and again when a lot starts.

Each problem is the name of the rule and a code: `required`, `not_positive`, `before_start`, `worse_than_reserve`,
`more_than_offered`, `not_whole`, `less_than_least`, `too_slow`, `unknown_currency`, `too_much_to_earn`,
`not_with_features`, `not_with_format`, `not_with_parts`, `not_with_hybrid`, `not_with_explanations`,
`not_with_priority` (who may match a price has to see it).
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from shared_apps.foundation.currencies import MINOR_UNITS
from tenant_apps.trading.engines.clock.decisions.abnormal import explains
from tenant_apps.trading.engines.clock.decisions.dutch_state import DutchRules, schedule_of
from tenant_apps.trading.engines.clock.decisions.figures import optional_number
from tenant_apps.trading.engines.clock.decisions.schedule import levels_of
from tenant_apps.trading.engines.clock.decisions.valuation import most_earned, read_options
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
    if rules.get("format") == "index" and optional_number(rules, "index_value") is None:
        found.append(("index_value", "required"))
    if rules.get("format") == "index" and not str(rules.get("index_name", "")).strip():
        found.append(("index_name", "required"))
    if rules.get("format") == "index" and rules.get("multiple_of_step") is True:
        found.append(("multiple_of_step", "not_with_format"))
    found += [*_of_features(rules), *_of_draw(rules)]
    if terms.priority and (rules.get("format", "live") != "live" or rules.get("criteria", "price") != "price"):
        found.append(("priority_right", "not_with_format"))
    if terms.priority and rules.get("visibility", "open") != "open":
        found.append(("visibility", "not_with_priority"))
    if explains(rules) and rules.get("tie_rule") == "best_and_final_round":
        found.append(("tie_rule", "not_with_explanations"))
    if terms.priority and rules.get("tie_rule") == "best_and_final_round":
        found.append(("tie_rule", "not_with_priority"))
    if rules.get("tie_rule") == "split_pro_rata" and rules.get("multi_unit", "single") == "single":
        found.append(("tie_rule", "not_with_format"))
    if buy_now is not None and start is not None and ((buy_now < start) if up else (buy_now > start)):
        found.append(("buy_now", "before_start"))
    if buy_now is not None and reserve is not None and ((buy_now < reserve) if up else (buy_now > reserve)):
        found.append(("buy_now", "worse_than_reserve"))
    return tuple(found)


def refuse(found: Problems) -> None:
    """ValueError with what stops the rules, if anything does."""
    if found:
        raise ValueError(", ".join(f"{name}: {why}" for name, why in found))


def _of_features(rules: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stops a lot that compares more than the price."""
    criteria, found = rules.get("criteria", "price"), list[tuple[str, str]]()
    if criteria == "price":
        return found
    options = read_options(rules.get("features") or [])
    if not options:
        found.append(("features", "required"))
    if criteria in ("meat", "mixed") and most_earned(options) >= 1:
        found.append(("features", "too_much_to_earn"))
    if optional_number(rules, "reserve") is not None:
        found.append(("reserve", "not_with_features"))
    if rules.get("multiple_of_step") is True:
        found.append(("multiple_of_step", "not_with_features"))
    if rules.get("format") in ("japanese", "index"):
        found.append(("criteria", "not_with_format"))
    return found


def _of_draw(rules: Mapping[str, Any]) -> list[tuple[str, str]]:
    missing = rules.get("tie_rule") == "lot_drawing" and not str(rules.get("draw_seed", ""))
    return [("draw_seed", "required")] if missing else []


def _of_split(terms: LotTerms, rules: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stops a lot whose equals share: its quantity has to be a whole number of the smallest parts."""
    if rules.get("tie_rule") != "split_pro_rata":
        return []
    step = optional_number(rules, "split_step")
    if step is None:
        return [("split_step", "required")]
    return [] if terms.quantity % step == 0 else [("split_step", "not_whole")]


def turns_problems(terms: LotTerms, rules: Mapping[str, Any]) -> Problems:
    found = [*live_problems(terms, rules)]
    if rules.get("tie_rule") == "best_and_final_round":
        found.append(("tie_rule", "not_with_format"))
    if rules.get("increment_kind", "none") == "none":
        found.append(("increment_kind", "required"))
    return tuple(found)


def japanese_problems(terms: LotTerms, rules: Mapping[str, Any]) -> Problems:
    found = [*_common(terms, rules), *_of_features(rules), *_of_draw(rules)]
    start, floor, kind = (
        optional_number(rules, "start_price"),
        optional_number(rules, "floor"),
        rules.get("increment_kind"),
    )
    found += [(name, "required") for name, value in (("start_price", start), ("floor", floor)) if value is None]
    if explains(rules):
        found.append(("abnormal_mean_percent", "not_with_format"))
    if kind not in ("absolute", "percent_of_start", "table"):
        found.append(("increment_kind", "not_with_format"))
    elif kind == "table" and not rules.get("increment_table"):
        found.append(("increment_table", "required"))
    elif kind != "table" and not optional_number(rules, "increment"):
        found.append(("increment", "required"))
    if start is not None and floor is not None and floor > start:
        found.append(("floor", "before_start"))
    if found or start is None or floor is None:
        return tuple(found)
    if levels_of(terms.currency, rules).last_tick >= LONGEST // timedelta(seconds=int(rules["tick_s"])):
        found.append(("increment", "too_slow"))
    return tuple(found)


def parts_problems(terms: LotTerms, rules: Mapping[str, Any]) -> Problems:
    found = [*live_problems(terms, rules)]
    if optional_number(rules, "buy_now") is not None:
        found.append(("buy_now", "not_with_parts"))
    if rules.get("multiple_of_step") is True:
        found.append(("multiple_of_step", "not_with_parts"))
    if rules.get("tie_rule", "earliest") not in ("earliest", "split_pro_rata"):
        found.append(("tie_rule", "not_with_parts"))
    if terms.priority:
        found.append(("priority_right", "not_with_parts"))
    if explains(rules):
        found.append(("abnormal_mean_percent", "not_with_parts"))
    found += _of_split(terms, rules)
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
    if rules.get("hybrid") is True and rules.get("multi_unit") is True:
        found.append(("hybrid", "not_with_parts"))
    if rules.get("hybrid") is True and rules.get("pre_bid") is True:
        found.append(("pre_bid", "not_with_hybrid"))
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


def _common(terms: LotTerms, rules: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if terms.currency not in MINOR_UNITS:
        found.append(("currency", "unknown_currency"))
    if terms.quantity <= Decimal(0):
        found.append(("quantity", "not_positive"))
    if terms.ends_at is not None and terms.ends_at <= terms.opens_at:
        found.append(("ends_at", "before_start"))
    if terms.priority and rules.get("priority_right") is not True:
        found.append(("priority_right", "required"))
    return found
