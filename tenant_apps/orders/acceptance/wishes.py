"""An order as it is asked for, and what becomes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.orders.acceptance.shelves import Goods, Spot
from tenant_apps.orders.commands.order_input import OrderAnswer, PlaceOrder
from tenant_apps.spending.types import LimitFacts


@dataclass(slots=True, eq=False)
class Wish:
    """An order that somebody who may place it wants; `number` is its place among those that came with it.

    `approved`: whom the buyer's policies ask have agreed. `check` refuses what they want approved first; it is set for
    buyers that have policies, alone where the tables of an open command can be asked.
    """

    number: int
    data: PlaceOrder
    buyer_id: UUID
    actor: Actor
    language: str = ""
    locked_prices: Mapping[UUID, Decimal] = field(default_factory=dict)
    principal: str = ""
    approved: bool = False
    check: Callable[[], None] | None = None

    @property
    def spender(self) -> str:
        """Whose limits count: who asked for it, even when others approved it."""
        return self.principal or f"{self.actor.kind}:{self.actor.id}"


@dataclass(slots=True, eq=False)
class Line:
    """One line of an order. Quantity and price are whole millionths; `spot` is where its goods lie, if they do."""

    goods: Goods
    quantity: int
    price: int
    place: str | None
    net_minor: int = 0
    tax_minor: int = 0
    spot: Spot | None = None


@dataclass(slots=True, eq=False)
class Accepted:
    """An order that is to be written. `holds` are the goods, where they lie, and how much is taken there."""

    wish: Wish
    lines: list[Line]
    net_minor: int
    tax_minor: int
    limits: list[LimitFacts]
    holds: list[tuple[Goods, Spot, int]]
    order_id: UUID = field(default_factory=uuid7)
    deal_id: UUID = field(default_factory=uuid7)

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor

    def answer(self, number: str, deal_number: str) -> OrderAnswer:
        """What whoever asked for it is told."""
        currency = self.wish.data.currency
        return OrderAnswer(
            order_id=self.order_id,
            number=number,
            deal_id=self.deal_id,
            deal_number=deal_number,
            state="accepted",
            net=MoneyIn(**Money(self.net_minor, currency).as_json()),
            tax=MoneyIn(**Money(self.tax_minor, currency).as_json()),
            total=MoneyIn(**Money(self.total_minor, currency).as_json()),
        )
