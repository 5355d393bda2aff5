"""What stands inside an envelope, read strictly: a bid that cannot be read counts for nothing."""

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec

from tenant_apps.trading.engines.vault.decisions.figures import read_amount, read_number
from tenant_apps.trading.engines.vault.decisions.sealing import Name
from tenant_apps.trading.engines.vault.decisions.tender import TWO_PARTS, Tender

LONGEST = 5000
MOST_COSTS = 60


class Content(msgspec.Struct, frozen=True):
    """`price` is that of one unit; `costs` are (year, amount for the whole lot), counted from the award."""

    statement: str = ""
    answers: dict[str, str] = {}
    price: Decimal | None = None
    quantity: Decimal | None = None
    costs: tuple[tuple[int, Decimal], ...] = ()


def names_of(rules: Mapping[str, Any]) -> tuple[Name, ...]:
    """The envelopes of a tender, in the order in which they are opened."""
    return ("technical", "price") if rules.get("format") in TWO_PARTS else ("price",)


def read_content(text: str, name: Name, tender: Tender, rules: Mapping[str, Any], lot: Decimal) -> Content | None:
    """The content, or None where it says too little, too much or something else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    method = rules.get("method", "lowest")
    needs: set[str] = set()
    if name == "price":
        needs |= {"price"}
        needs |= {"quantity"} if method == "uniform" else set()
        needs |= {"costs"} if method == "lcc" else set()
    if tender.declared and name == names_of(rules)[0]:
        needs |= {"answers"}
    if not isinstance(found, dict) or not needs <= found.keys() <= needs | {"statement"}:
        return None
    statement = found.get("statement", "")
    if not isinstance(statement, str) or len(statement) > LONGEST:
        return None
    answers = _answers(found["answers"], tender) if "answers" in needs else {}
    costs = _costs(found["costs"], rules) if "costs" in needs else ()
    price = read_number(found["price"]) if "price" in needs else None
    quantity = read_number(found["quantity"]) if "quantity" in needs else None
    if answers is None or costs is None or (price is None and "price" in needs):
        return None
    if "quantity" in needs and (quantity is None or quantity > lot):
        return None
    return Content(statement, answers, price, quantity, costs)


def present_value(costs: tuple[tuple[int, Decimal], ...], rules: Mapping[str, Any]) -> Fraction:
    """What later costs are worth at the award, exactly."""
    rate = 1 + Fraction(Decimal(str(rules.get("discount_percent", "0") or "0"))) / 100
    return sum((Fraction(amount) / rate**year for year, amount in costs), Fraction(0))


def _answers(value: Any, tender: Tender) -> dict[str, str] | None:
    wanted = {one.code: {option.code for option in one.options} for one in tender.declared}
    if not isinstance(value, dict) or value.keys() != wanted.keys():
        return None
    fits = all(isinstance(chosen, str) and chosen in wanted[code] for code, chosen in value.items())
    return dict(value) if fits else None


def _costs(value: Any, rules: Mapping[str, Any]) -> tuple[tuple[int, Decimal], ...] | None:
    if not isinstance(value, list) or len(value) > MOST_COSTS:
        return None
    found = []
    for row in value:
        if not isinstance(row, dict) or row.keys() != {"year", "amount"}:
            return None
        year, amount = row["year"], read_amount(row["amount"])
        if isinstance(year, bool) or not isinstance(year, int) or not 0 <= year <= int(rules.get("life_years", 10)):
            return None
        if amount is None:
            return None
        found.append((year, amount))
    return tuple(found)
