"""An order as it is asked for, and what becomes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.ids import uuid7_text
from shared_apps.foundation.money import MoneyIn
from tenant_apps.orders.acceptance.shelves import Goods, Spot
from tenant_apps.orders.commands.order_input import OrderAnswer, PlaceOrder
from tenant_apps.orders.decisions.reckon import amount_text
from tenant_apps.spending.types import LimitFacts

# Texts are made before the numbers are known: the marks stand for them. No text of a user's is among these.
ORDER_MARK, DEAL_MARK = "{O}", "{D}"


@dataclass(slots=True, eq=False)
class Wish:
    """An order that somebody who may place it wants; `number` is its place among those that came with it.

    `is_held_later`: its stock is held by whoever asks, after the order is written and before the commit.
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
    is_held_later: bool = False
    is_paid_before: bool = False
    approved: bool = False
    check: Callable[[], None] | None = None
    buyer_text: str = ""
    seller_text: str = ""

    def __post_init__(self) -> None:
        self.buyer_text, self.seller_text = str(self.buyer_id), str(self.data.seller_id)

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


@dataclass(eq=False)
class Accepted:
    """An order that is to be written. `holds` are the goods, where they lie, and how much is taken there."""

    wish: Wish
    lines: list[Line]
    net_minor: int
    tax_minor: int
    limits: list[LimitFacts]
    holds: list[tuple[Goods, Spot, int]]
    order_id: str = field(default_factory=uuid7_text)
    deal_id: str = field(default_factory=uuid7_text)

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor

    def answer(self, number: str, deal_number: str) -> OrderAnswer:
        """What whoever asked for it is told."""
        currency = self.wish.data.currency
        exponent = MINOR_UNITS[currency]
        return OrderAnswer(
            order_id=UUID(self.order_id),
            number=number,
            deal_id=UUID(self.deal_id),
            deal_number=deal_number,
            state="accepted",
            net=MoneyIn(amount_text(self.net_minor, exponent), currency),
            tax=MoneyIn(amount_text(self.tax_minor, exponent), currency),
            total=MoneyIn(amount_text(self.total_minor, exponent), currency),
        )

    def answer_text(self, number: str, deal_number: str) -> str:
        """The same as the JSON that it becomes."""
        return self.marked.replace(ORDER_MARK, number, 1).replace(DEAL_MARK, deal_number, 1)

    @cached_property
    def marked(self) -> str:
        """That JSON before the numbers are known: the marks stand for them."""
        currency = self.wish.data.currency
        exponent = MINOR_UNITS[currency]
        net, tax, total = (
            f'{{"amount":"{amount_text(minor, exponent)}","currency":"{currency}"}}'
            for minor in (self.net_minor, self.tax_minor, self.total_minor)
        )
        return (
            f'{{"order_id":"{self.order_id}","number":"{ORDER_MARK}","deal_id":"{self.deal_id}",'
            f'"deal_number":"{DEAL_MARK}","state":"accepted","net":{net},"tax":{tax},"total":{total}}}'
        )
