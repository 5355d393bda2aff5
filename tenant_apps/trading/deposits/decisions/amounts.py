"""How much is asked. Pure: pinned rules and the terms of the lot give minor units, rounded once, half up."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.money import BadMoney, Money

# What a percentage of the lot is reckoned from: the price that is known before anybody has bid.
BASE_RULES = ("start_price", "ceiling")
# A tender asks for at most this part of its estimate.
MOST_OF_A_TENDER = Decimal("0.02")


def base_price(rules: Mapping[str, Any]) -> Decimal | None:
    """The unit price a percentage is reckoned from; None where the event names none."""
    for name in BASE_RULES:
        if rules.get(name):
            return Decimal(str(rules[name]))
    return None


def participation_minor(rules: Mapping[str, Any], quantity: Decimal, currency: str) -> int:
    """What each bidder has to block before its first bid counts; 0: nothing."""
    kind = rules.get("participation_deposit", "none")
    if kind == "fixed":
        return Money.of_product(Decimal(str(rules.get("participation_amount") or "0")), Decimal(1), currency).minor
    price = base_price(rules) if kind == "percent" else None
    if price is None:
        return 0
    return share_minor(str(rules["participation_percent"]), _exact(price, quantity, currency))


def share_minor(percent: str, base_minor: Decimal) -> int:
    """So many per cent of an amount in minor units, rounded half up once."""
    return Money.of_product(Decimal(percent) / 100, base_minor, "JPY").minor


def deal_deposits(rules: Mapping[str, Any], total_minor: int) -> list[tuple[str, str, int]]:
    """What a deal of these rules asks for: kind, which side gives it ("buyer", "seller"), minor units."""
    found = []
    percent = str(rules.get("performance_percent") or "0")
    sides = {"both": ("buyer", "seller")}.get(str(rules.get("performance_deposit", "none")))
    for side in sides or (str(rules.get("performance_deposit", "none")),):
        if side != "none":
            found.append(("performance", side, share_minor(percent, Decimal(total_minor))))
    earnest = share_minor(str(rules.get("earnest_percent") or "0"), Decimal(total_minor))
    found.append(("earnest", "buyer", earnest))
    return [one for one in found if one[2] > 0]


def problem_of(rules: Mapping[str, Any], quantity: Decimal, currency: str) -> tuple[str, str] | None:
    """The rule that does not fit and why, as a code; None when they fit together."""
    kind = rules.get("participation_deposit", "none")
    if kind == "none":
        return None
    price = base_price(rules)
    if kind == "percent":
        return ("participation_percent", "no_base") if price is None else None
    try:
        asked = Money.parse(str(rules.get("participation_amount") or "0"), currency)
    except BadMoney:
        return "participation_amount", "not_an_amount"
    if asked.minor <= 0:
        return "participation_amount", "nothing"
    if "ceiling" in rules and price is not None and asked.minor > MOST_OF_A_TENDER * _exact(price, quantity, currency):
        return "participation_amount", "over_estimate"
    return None


def _exact(price: Decimal, quantity: Decimal, currency: str) -> Decimal:
    """Price times quantity in minor units, not rounded."""
    return (price * quantity).scaleb(MINOR_UNITS[currency])
