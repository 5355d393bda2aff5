"""What quotes are worth beside each other: one currency, one place, payment on delivery, exact fractions.

The charges for a whole quote are in the unit prices as the deal will have them. Where quotes are compared as delivered
under one term, a quote under another gets the freight and duty that are missing, by the value of its lines; nobody has
to pay them at the award, so they count in full. A quote in a currency without a stated rate cannot be compared, nor one
whose missing freight nobody stated, and neither can an alternative to what was asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from tenant_apps.trading.engines.thread.decisions.extras import full_price
from tenant_apps.trading.engines.thread.decisions.figures import present_value
from tenant_apps.trading.engines.thread.decisions.quotes import QuoteLine, Version
from tenant_apps.trading.engines.thread.decisions.state import ThreadState
from tenant_apps.trading.engines.thread.decisions.threads import Thread


@dataclass(frozen=True, slots=True)
class Awarded:
    """One line of an award: so much of that line by that version."""

    version: Version
    line: QuoteLine
    quantity: Decimal


def valid_versions(threads: Mapping[UUID, Thread], now: datetime) -> list[Version]:
    """Quotes that stand and have not run out."""
    found = (thread.current for thread in threads.values())
    return [version for version in found if version is not None and version.is_valid(now)]


def rate_of(state: ThreadState, currency: str) -> Fraction | None:
    if currency == state.terms.currency:
        return Fraction(1)
    rate = state.rates.get(currency)
    return None if rate is None else Fraction(rate)


def worth(state: ThreadState, version: Version, line: QuoteLine) -> Fraction | None:
    """The unit price as it is compared; None where it cannot be."""
    rate, full, missing = rate_of(state, version.currency), full_price(version, line), missing_of(state, version)
    if rate is None or full is None or missing is None or line.unit_price is None:
        return None
    paid = present_value(full, rate, state.rules.annual_rate, version.payment_days)
    return paid + missing * Fraction(line.unit_price) / value_of(version) if missing else paid


def value_of(version: Version) -> Fraction:
    """The sum of a quote's lines in its own currency, without charges."""
    parts = (Fraction(line.unit_price) * Fraction(line.quantity) for line in version.lines if line.unit_price)
    return sum(parts, Fraction(0))


def missing_of(state: ThreadState, version: Version) -> Fraction | None:
    """What is added to a whole quote to compare it as delivered, in the currency of the request; None: not known.

    What the initiator states for a company goes before what its quote says itself.
    """
    basis = state.rules.incoterm_basis
    if state.terms.side == "sell" or not basis or version.incoterm == basis:
        return Fraction(0)
    stated = state.additions.get(str(version.company_id))
    if stated is not None:
        return sum((Fraction(part) for part in stated.values()), Fraction(0))
    rate = rate_of(state, version.currency)
    if rate is None or not version.to_place:
        return None
    return rate * sum((Fraction(part) for _name, part in version.to_place), Fraction(0))


def better(state: ThreadState, one: Fraction, other: Fraction) -> bool:
    """Whether `one` is the better price for the initiator."""
    return one < other if state.terms.side == "buy" else one > other


def is_best(state: ThreadState, award: Sequence[Awarded], valid: Iterable[Version]) -> bool:
    """Whether nothing that stands would have been better for the lines awarded. Alternatives are never the best."""
    quotes = list(valid)
    if any(one.line.alternate or worth(state, one.version, one.line) is None for one in award):
        return False
    if state.rules.award_split == "whole":
        return _best_whole(state, award, quotes)
    taken = {(one.version.seq, one.line.line_no): one.quantity for one in award}
    for one in award:
        price = worth(state, one.version, one.line)
        for version in quotes:
            line = version.line(one.line.line_no)
            other = None if line is None or line.alternate else worth(state, version, line)
            if line is None or other is None or price is None or not better(state, other, price):
                continue
            if taken.get((version.seq, line.line_no), Decimal(0)) < line.quantity:
                return False
    return True


def _best_whole(state: ThreadState, award: Sequence[Awarded], quotes: Sequence[Version]) -> bool:
    """A quote that covers as much for a better sum, or more lines, is better."""
    mine = total(state, award[0].version)
    numbers = {one.line.line_no for one in award}
    for version in quotes:
        usable = {line.line_no for line in version.lines if not line.alternate}
        theirs = total(state, version)
        if mine is None or theirs is None or not usable >= numbers:
            continue
        if len(usable) > len(numbers) or (usable == numbers and better(state, theirs, mine)):
            return False
    return True


def total(state: ThreadState, version: Version) -> Fraction | None:
    """The compared sum of all priced lines of a quote that are no alternatives."""
    parts = [
        (worth(state, version, line), line.quantity)
        for line in version.lines
        if line.unit_price is not None and not line.alternate
    ]
    if not parts or any(price is None for price, _quantity in parts):
        return None
    return sum((price * Fraction(quantity) for price, quantity in parts if price is not None), Fraction(0))
