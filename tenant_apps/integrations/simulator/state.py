"""What the simulated ERP knows. One seed gives one history, apart from its times; no Django.

Every change of stock gets the next number of its article and warehouse, every change of an order the next version.
"""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any


@dataclass
class SalesOrder:
    number: str
    key: str
    order_number: str
    lines: list[dict[str, Any]]
    version: int = 0


@dataclass
class Erp:
    """Thread-safe. `log` is the list of changes in the order in which they happened."""

    seed: int = 1
    stock: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    orders: dict[str, SalesOrder] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)
    acknowledged: int = 0
    posted: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.lock = threading.RLock()

    def now(self) -> str:
        return datetime.now(UTC).isoformat()

    def set_level(self, sku: str, warehouse: str, quantity: Decimal) -> None:
        """A count: the whole level is said."""
        with self.lock:
            self.stock[(sku, warehouse)] = quantity
            self._say_stock(sku, warehouse, on_hand=quantity)

    def move(self, sku: str, warehouse: str, change: Decimal) -> None:
        """Goods came or went: only the change is said."""
        with self.lock:
            self.stock[(sku, warehouse)] += change
            self._say_stock(sku, warehouse, change=change)

    def wander(self, times: int) -> None:
        """A history of counts and movements that never goes below zero."""
        for _time in range(times):
            (sku, warehouse), there = self.random.choice(sorted(self.stock.items()))
            if self.random.random() < 0.2:
                self.set_level(sku, warehouse, Decimal(self.random.randint(0, 500)))
            else:
                self.move(sku, warehouse, Decimal(self.random.randint(-min(int(there), 20), 20)))

    def _say_stock(self, sku: str, warehouse: str, **told: Decimal) -> None:
        pair = (sku, warehouse)
        self.numbers[pair] = self.numbers.get(pair, 0) + 1
        self._say("stock", {
            "message_id": f"S-{self.seed}-{sku}-{warehouse}-{self.numbers[pair]}", "sku": sku, "warehouse": warehouse,
            "sequence": self.numbers[pair], "said_at": self.now(),
            **{name: f"{value:f}" for name, value in told.items()},
        })  # fmt: skip

    def snapshot(self, sku: str, warehouse: str) -> dict[str, Any] | None:
        """The level now under the number it stands at."""
        with self.lock:
            pair = (sku, warehouse)
            if pair not in self.stock:
                return None
            number = self.numbers[pair]
            return {
                "message_id": f"L-{self.seed}-{sku}-{warehouse}-{number}", "sku": sku, "warehouse": warehouse,
                "sequence": number, "said_at": self.now(), "on_hand": f"{self.stock[pair]:f}",
            }  # fmt: skip

    def take_order(self, key: str, order: dict[str, Any]) -> SalesOrder:
        """The same key gives the same order, always."""
        with self.lock:
            self.posted += 1
            if key not in self.orders:
                number = f"SO-{len(self.orders) + 1:05}"
                self.orders[key] = SalesOrder(number, key, str(order["number"]), list(order["lines"]))
            return self.orders[key]

    def say_order(self, order: SalesOrder, **told: Any) -> None:
        """Say something about an order: `state="shipped", carrier=...`."""
        with self.lock:
            order.version += 1
            self._say("order", {
                "message_id": f"O-{self.seed}-{order.number}-{order.version}", "order_number": order.order_number,
                "version": order.version, "said_at": self.now(), **told,
            })  # fmt: skip

    def _say(self, kind: str, message: dict[str, Any]) -> None:
        self.log.append({"kind": kind, "message": message})

    def changes(self, since: int, limit: int) -> tuple[list[dict[str, Any]], int, bool]:
        with self.lock:
            found = self.log[since : since + limit]
            return list(found), since + len(found), since + limit >= len(self.log)
