"""The marketplace of the benches of orders: one seller with many articles, buyers with keys, and its books."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Count, F, Q, Sum

from bench.harness import say
from shared_apps.accounts.commands import CreateApiKey, create_api_key
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.commands.models import IdempotencyRecord
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.catalogue.models import Item
from tenant_apps.inventory.commands import (
    CreateWarehouse,
    OpeningLine,
    SetOpeningStock,
    create_warehouse,
    set_opening_stock,
)
from tenant_apps.inventory.models import StockHold, StockLevel
from tenant_apps.ledger.models import Leg
from tenant_apps.orders.models import Order, OrderLine
from tenant_apps.parties.commands import AddCompany, add_company
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tenant_apps.spending.models import SpendingLimit
from tenants.loaders import ref_of
from tenants.models import Domain, Tenant

SYSTEM = Actor.system("bench")
CHUNK = 1000
CREDIT_MINOR = 10**15
LINES = 5


@dataclass(frozen=True)
class Books:
    """Counts that grow with every order."""

    orders: int
    lines: int
    reserved: int
    held: int
    legs: int
    legs_sum: int
    owed: int
    audits: int
    keys: int
    credit: int
    totals: int

    def since(self, before: "Books") -> "Books":
        return Books(*(new - old for new, old in zip(self._all(), before._all(), strict=True)))

    def wrong(self, accepted: int) -> list[str]:
        """What does not fit `accepted` orders of five lines."""
        checks = {
            f"{self.orders} orders for {accepted} acknowledged": self.orders == accepted,
            f"{self.lines} lines": self.lines == LINES * accepted,
            f"{self.reserved} reserved, {self.held} held": self.reserved == self.held,
            f"{self.legs} legs with sum {self.legs_sum}": (self.legs, self.legs_sum) == (2 * accepted, 0),
            f"{self.owed} messages owed": self.owed == 2 * accepted,
            f"{self.audits} audit rows": self.audits == accepted,
            f"{self.keys} answers kept": self.keys == accepted,
            f"credit {self.credit} for totals {self.totals}": self.credit == self.totals,
        }
        return [text for text, holds in checks.items() if not holds]

    def _all(self) -> tuple[int, ...]:
        return astuple(self)


@dataclass
class Market:
    """One seller, `buyers`, and a key for each client."""

    ref: TenantRef
    host: str
    seller: UUID
    buyers: list[UUID]
    secrets: list[str]
    skus: list[str]

    @classmethod
    def stand_up(cls, slug: str, *, skus: int, buyers: int, clients: int, stock: str = "100000000") -> "Market":
        tenant = Tenant.objects.get(slug=slug)
        host = Domain.objects.filter(tenant=tenant).values_list("domain", flat=True)[0]
        with scope.enter(ref_of(tenant)) as ref:
            assert isinstance(ref, TenantRef)
            seller = _company("Seller", sells=True)
            names = _goods(seller, skus, stock)
            firms = [_company(f"Buyer {number}") for number in range(1, buyers + 1)]
            SpendingLimit.objects.bulk_create(
                SpendingLimit(
                    kind="credit", company_id=firm, grantor_id=seller, currency="EUR", amount_minor=CREDIT_MINOR,
                    created_at=clock.now(scope.alias()),
                )
                for firm in firms
            )  # fmt: skip
            secrets = [
                run(
                    create_api_key,
                    SYSTEM,
                    CreateApiKey(
                        name=f"client {number}", permissions=["orders.place_order"],
                        company_id=firms[number % buyers], rate_per_minute=60_000,
                    ),
                ).secret
                for number in range(clients)
            ]  # fmt: skip
        return cls(ref, host, seller, firms, secrets, names)

    def bodies(self, count: int, seed: int) -> list[dict[str, Any]]:
        """Orders of five different articles each, at random."""
        chosen = random.Random(seed)
        return [
            {
                "seller_id": str(self.seller),
                "currency": "EUR",
                "lines": [
                    {"sku": sku, "quantity": {"value": str(chosen.randint(1, 9)), "unit": "C62"}}
                    for sku in chosen.sample(self.skus, LINES)
                ],
            }
            for _ in range(count)
        ]

    def books(self) -> Books:
        """The counts as they stand."""
        with scope.enter(self.ref):
            legs = Leg.objects.aggregate(n=Count("seq"), total=Sum("amount_minor"))
            return Books(
                orders=Order.objects.count(),
                lines=OrderLine.objects.count(),
                reserved=int(StockLevel.objects.aggregate(n=Sum("reserved"))["n"] or 0),
                held=int(StockHold.objects.aggregate(n=Sum("quantity", filter=Q(state="held")))["n"] or 0),
                legs=legs["n"],
                legs_sum=int(legs["total"] or 0),
                owed=OutboxMessage.objects.filter(name__in=["orders.order_accepted", "trading.deal_formed"]).count(),
                audits=AuditRecord.objects.filter(action="orders.place_order").count(),
                keys=IdempotencyRecord.objects.filter(route="orders.place_order").count(),
                credit=int(SpendingLimit.objects.aggregate(n=Sum(F("used_minor")))["n"] or 0),
                totals=int(Order.objects.aggregate(n=Sum("total_minor"))["n"] or 0),
            )

    def lost(self, keys: Sequence[str]) -> int:
        """How many of the keys whose orders were acknowledged have none, or one that is not there."""
        with scope.enter(self.ref):
            kept = dict(
                IdempotencyRecord.objects.filter(route="orders.place_order", key__in=list(keys)).values_list(
                    "key", "answer"
                )
            )
            told = {key: msgspec.json.decode(answer)["order_id"] for key, answer in kept.items()}
            there = {str(pk) for pk in Order.objects.filter(pk__in=list(told.values())).values_list("id", flat=True)}
            return sum(told.get(key) not in there for key in keys)

    def kept(self, prefix: str) -> int:
        """How many keys that begin so have an answer."""
        with scope.enter(self.ref):
            return IdempotencyRecord.objects.filter(route="orders.place_order", key__startswith=prefix).count()


def _company(name: str, *, sells: bool = False) -> UUID:
    return run(add_company, SYSTEM, AddCompany(name=name, country="DE", can_sell=sells)).company_id


def _goods(seller: UUID, count: int, stock: str) -> list[str]:
    """Articles with a price and stock; return their numbers."""
    now = clock.now(scope.alias())
    items = [
        Item(
            supplier_id=seller, sku=f"A{number:05d}", name=f"Article {number}", unit="C62", tax_rate="0.19",
            terms=["article", str(number)], created_at=now, changed_at=now,
        )
        for number in range(count)
    ]  # fmt: skip
    Item.objects.bulk_create(items, batch_size=CHUNK)
    place = run(create_warehouse, SYSTEM, CreateWarehouse(company_id=seller, code="W", name="Depot")).warehouse_id
    for some in _chunks(items):
        opening = [OpeningLine(item_id=item.pk, quantity=stock) for item in some]
        run(set_opening_stock, SYSTEM, SetOpeningStock(warehouse_id=place, lines=opening))
        prices = [
            PriceLine(item_id=item.pk, min_quantity=least, unit_price=price)
            for item in some
            for least, price in (("1", "2.55"), ("10", "2.40"))
        ]
        run(set_prices, SYSTEM, SetPrices(supplier_id=seller, currency="EUR", lines=prices))
    say(f"  {count} articles with price and stock")
    return [item.sku for item in items]


def _chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for at in range(0, len(items), CHUNK):
        yield items[at : at + CHUNK]


def encoded(bodies: Sequence[dict[str, Any]]) -> list[str]:
    """The bodies as they are sent."""
    return [msgspec.json.encode(body).decode() for body in bodies]
