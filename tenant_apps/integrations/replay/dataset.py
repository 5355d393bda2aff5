"""The order history as typed values (UCI Online Retail, first half-year; see data/orders/SOURCE.md).

Totals of the file are sums of line totals, each rounded half up to the cent by itself: the same rule as ours, so that
a difference of one cent is a mistake and not a matter of taste. Times carry no zone in the file and are read as UTC.
"""

import csv
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from shared_apps.foundation.money import Money

CURRENCY = "GBP"
UNIT = "C62"
# Articles that are not goods: postage, discounts, fees, manual entries, vouchers.
SERVICES = frozenset({"AMAZONFEE", "BANK CHARGES", "C2", "D", "DOT", "M", "PADS", "POST", "S", "CRUK", "B"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `quantity` may be negative."""

    sku: str
    description: str
    quantity: int
    unit_price: Decimal

    @property
    def total_minor(self) -> int:
        """Rounded half up on the absolute value, as a return is reckoned with positive quantities."""
        minor = Money.of_product(self.unit_price, Decimal(abs(self.quantity)), CURRENCY).minor
        return minor if self.quantity >= 0 else -minor


@dataclass(frozen=True, slots=True)
class Invoice:
    """All lines with one invoice number. `customer` is empty for sales nobody was named for."""

    number: str
    at: datetime
    customer: str
    country: str
    lines: tuple[Line, ...]

    @property
    def is_cancellation(self) -> bool:
        return self.number.startswith("C")

    @property
    def total_minor(self) -> int:
        return sum(line.total_minor for line in self.lines)


def is_stocked(sku: str) -> bool:
    """Goods have stock; postage, fees and vouchers have none."""
    return sku.upper() not in SERVICES and not sku.startswith("gift_")


def read(path: Path) -> list[Invoice]:
    """Invoices in the order of the file; OSError or ValueError names what is wrong with it."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(_invoices(csv.DictReader(file)))


def _invoices(rows: Iterable[dict[str, str]]) -> Iterator[Invoice]:
    heads: dict[str, dict[str, str]] = {}
    lines: dict[str, list[Line]] = {}
    for row in rows:
        number = row["InvoiceNo"]
        heads.setdefault(number, row)
        price = Decimal(row["UnitPrice"])
        lines.setdefault(number, []).append(
            Line(row["StockCode"], " ".join(row["Description"].split()), int(row["Quantity"]), price)
        )
    for number, head in heads.items():
        yield Invoice(
            number=number,
            at=datetime.fromisoformat(head["InvoiceDate"]).replace(tzinfo=UTC),
            customer=head["CustomerID"].removesuffix(".0"),
            country=head["Country"],
            lines=tuple(lines[number]),
        )
