"""What a supplier names, and the value by which it is compared. Values are exact fractions: equal is equal.

- `meat`: the price divided by a coefficient, 1 + earned ÷ (1 - most), where `earned` is the sum of the shares of the
  options the supplier declares and `most` the sum of the best share of every feature. (Prozorro's procedure divides by
  a coefficient of that shape; that it is this one is our choice, and a pinned rule.)
- `lcc`: the price plus the costs of the declared options, per unit: the cost of a life cycle.
- `mixed`: both, price ÷ coefficient + costs.
- An index auction: the supplier names a discount (negative) or surcharge on a published index value, as an amount or in
  percent; compared is the price that comes of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tenant_apps.trading.engines.clock.decisions.figures import minor_unit, optional_number, read_number

_OFFSET = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,6})?")
Option = tuple[str, str, Fraction, Fraction]  # feature, option, share, cost per unit
Declared = tuple[tuple[str, str], ...]  # feature, option


@dataclass(frozen=True, slots=True)
class Valuation:
    """How the numbers of one lot become values. With `is_plain` the price is the value."""

    criteria: str
    options: tuple[Option, ...]
    index: Fraction | None
    in_percent: bool
    unit: Decimal

    @classmethod
    def read(cls, rules: Mapping[str, Any], currency: str) -> "Valuation":
        index = optional_number(rules, "index_value") if rules.get("format") == "index" else None
        return cls(
            criteria=str(rules.get("criteria", "price")),
            options=read_options(rules.get("features") or []),
            index=None if index is None else Fraction(index),
            in_percent=rules.get("index_bid", "amount") == "percent",
            unit=minor_unit(currency),
        )

    @property
    def by_features(self) -> bool:
        return self.criteria != "price"

    @property
    def is_plain(self) -> bool:
        return not self.by_features and self.index is None

    @property
    def field(self) -> str:
        """The name of the number in a bid."""
        return "price" if self.index is None else "offset"

    def read_named(self, payload: Mapping[str, Any]) -> Decimal | None:
        """The number a bid names; None where it is none, or makes a price that is not positive."""
        stated = payload.get(self.field)
        if self.index is None:
            return read_number(stated)
        if not isinstance(stated, str) or not _OFFSET.fullmatch(stated):
            return None
        return Decimal(stated) if self.base(Decimal(stated)) > 0 else None

    def base(self, named: Decimal) -> Fraction:
        """The price that the named number makes, exactly."""
        if self.index is None:
            return Fraction(named)
        return self.index * (100 + Fraction(named)) / 100 if self.in_percent else self.index + Fraction(named)

    def value(self, named: Decimal, declared: Declared = ()) -> Fraction:
        """What is compared."""
        coefficient, cost = self.weights(declared)
        return self.base(named) / coefficient + cost

    def named(self, value: Fraction, declared: Declared = ()) -> Decimal:
        """The largest number to name whose value is at most this, in minor units or hundredths of a percent."""
        coefficient, cost = self.weights(declared)
        price = (value - cost) * coefficient
        unit = self.unit
        if self.index is not None:
            price = (price / self.index - 1) * 100 if self.in_percent else price - self.index
            unit = Decimal("0.01") if self.in_percent else self.unit
        return Decimal(int(price / Fraction(unit) // 1)) * unit

    def contract_price(self, named: Decimal) -> Decimal:
        """The price of one unit in the contract: six decimals, half up; only a percentage ever needs rounding."""
        return Decimal(int((self.base(named) * 10**6 + Fraction(1, 2)) // 1)).scaleb(-6)

    def weights(self, declared: Declared) -> tuple[Fraction, Fraction]:
        """Coefficient and cost of what was declared; an option that nobody declared counts as nothing."""
        chosen = [row for row in self.options if (row[0], row[1]) in declared]
        coefficient, cost = Fraction(1), Fraction(0)
        if self.criteria in ("meat", "mixed"):
            coefficient += sum((row[2] for row in chosen), Fraction(0)) / (1 - most_earned(self.options))
        if self.criteria in ("lcc", "mixed"):
            cost = sum((row[3] for row in chosen), Fraction(0))
        return coefficient, cost

    def read_declared(self, stated: Any) -> Declared | None:
        """What a bid declares: one option of every feature; None for anything else."""
        names = {row[0] for row in self.options}
        if not isinstance(stated, Mapping) or set(stated) != names:
            return None
        known = {(row[0], row[1]) for row in self.options}
        declared = tuple(sorted((str(feature), str(option)) for feature, option in stated.items()))
        return declared if all(one in known for one in declared) else None


def read_options(rows: Any) -> tuple[Option, ...]:
    return tuple((row[0], row[1], Fraction(row[2]), Fraction(row[3])) for row in rows)


def most_earned(options: tuple[Option, ...]) -> Fraction:
    """The sum of the best share of every feature."""
    best: dict[str, Fraction] = {}
    for feature, _option, share, _cost in options:
        best[feature] = max(best.get(feature, share), share)
    return sum(best.values(), Fraction(0))
