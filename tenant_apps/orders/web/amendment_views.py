"""What is different between two versions of an order, as its pages set it: values with their units, and by how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tenant_apps.orders.decisions.amending import Difference
from tenant_apps.orders.queries.amendments import AmendmentView

QUANTITIES = ("quantity", "part", "added", "removed")


@dataclass(frozen=True, slots=True)
class Shown:
    """One difference. `kind` says how its values are set: quantity, price, money, day or text."""

    what: str
    part_no: int | None
    subject: str
    line_no: int | None
    kind: str
    unit: str
    old: Any
    new: Any
    more: Decimal | None

    @property
    def less(self) -> Decimal | None:
        """By how much it became less, without its sign."""
        return -self.more if self.more is not None and self.more < 0 else None


@dataclass(frozen=True, slots=True)
class Change:
    """A change with its differences and what the order comes to before and after."""

    row: AmendmentView
    shown: Sequence[Shown]
    old_total: Decimal
    new_total: Decimal
    currency: str

    @property
    def more(self) -> Decimal:
        return self.new_total - self.old_total

    @property
    def lines_before(self) -> Sequence[Mapping[str, Any]]:
        """The lines of the version that it starts from, whole."""
        return _lines(self.row.before)

    @property
    def lines_after(self) -> Sequence[Mapping[str, Any]]:
        return _lines(self.row.after)


def change_shown(row: AmendmentView) -> Change:
    """A change for its page."""
    currency = str(row.before["currency"])
    # The totals stand above the table.
    shown = [_shown(one) for one in row.differences if one.what != "total"]
    return Change(row, shown, Decimal(row.before["total"]), Decimal(row.after["total"]), currency)


def _shown(one: Difference) -> Shown:
    kind, old, new = "text", one.old, one.new
    more: Decimal | None = None
    if one.what in QUANTITIES or one.what == "unit_price":
        kind = "price" if one.what == "unit_price" else "quantity"
        old, new = (Decimal(text) if text else None for text in (one.old, one.new))  # type: ignore[assignment]
        more = Decimal(one.new or "0") - Decimal(one.old or "0")
    elif one.what == "wanted_on":
        kind = "day"
        old, new = (date.fromisoformat(text) if text else None for text in (one.old, one.new))  # type: ignore[assignment]
    return Shown(one.what, one.part_no, one.subject, one.line_no, kind, one.unit, old, new, more)


def _lines(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        {**line, "quantity": Decimal(line["quantity"]), "unit_price": Decimal(line["unit_price"])}
        for line in content["lines"]
    ]
