"""Two sellers with the same goods, prices and stock: what the lane is asked for at one, the views are at the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.catalogue.commands import CreateItem, create_item
from tenant_apps.inventory.commands import (
    CreateWarehouse,
    OpeningLine,
    SetOpeningStock,
    create_warehouse,
    set_opening_stock,
)
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tests.fixtures.api import Caller, caller
from tests.fixtures.trade import SYSTEM, Market, stand_up

GOODS = (("steel", "KGM", True, "1000"), ("bolt", "C62", True, "500"), ("post", "C62", False, ""))
PRICES = (("steel", "1", "2.55"), ("steel", "100", "2.10"), ("bolt", "1", "0.0835"), ("post", "1", "18.00"))
RIGHTS = ("orders.place_order", "orders.view_order", "orders.cancel_order")


@dataclass
class Counter:
    """A market whose rows are committed, and who orders there."""

    ref: TenantRef
    market: Market
    callers: dict[str, Caller] = field(default_factory=dict)


def _second_seller(market: Market) -> None:
    seller = market.other_seller
    place = run(create_warehouse, SYSTEM, CreateWarehouse(company_id=seller, code="W1", name="Main")).warehouse_id
    items: dict[str, UUID] = {}
    for sku, unit, stocked, _quantity in GOODS:
        wish = CreateItem(supplier_id=seller, sku=sku, name=sku.title(), unit=unit, tax_rate="0.19", stocked=stocked)
        items[sku] = run(create_item, SYSTEM, wish).item_id
    opening = [OpeningLine(item_id=items[sku], quantity=quantity) for sku, _, stocked, quantity in GOODS if stocked]
    run(set_opening_stock, SYSTEM, SetOpeningStock(warehouse_id=place, lines=opening))
    lines = [PriceLine(item_id=items[sku], min_quantity=least, unit_price=price) for sku, least, price in PRICES]
    run(set_prices, SYSTEM, SetPrices(supplier_id=seller, currency="EUR", lines=lines))


@pytest.fixture
def counter(committed_tenant: TenantRef, django_db_blocker: Any) -> Iterator[Counter]:
    with django_db_blocker.unblock():
        with scope.enter(committed_tenant):
            made = Counter(committed_tenant, stand_up())
            market = made.market
            _second_seller(market)
            for name, company in (("buyer", market.buyer), ("other", market.other_buyer), ("house", None)):
                made.callers[name] = caller(committed_tenant, *RIGHTS, company_id=company, rate_per_minute=60_000)
            made.callers["agreeing"] = caller(
                committed_tenant, *RIGHTS, "orders.agree_price", company_id=market.buyer, rate_per_minute=60_000
            )
            made.callers["powerless"] = caller(committed_tenant, "orders.view_order", company_id=market.buyer)
        yield made
