"""What lines point at without a foreign key is never deleted, and what points at nothing is found."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from shared_apps.commands import run
from shared_apps.foundation.quantity import QuantityIn
from tenant_apps.inventory import invariants as of_stock
from tenant_apps.inventory.models import StockHold
from tenant_apps.orders import invariants as of_orders
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.models import OrderLine
from tenant_apps.trading.kernel import invariants as of_trading
from tenant_apps.trading.kernel.models import DealLine
from tests.fixtures.trade import Market


@pytest.mark.parametrize("table", ["catalogue_item", "inventory_warehouse"])
def test_goods_and_places_are_never_deleted(market: Market, table: str) -> None:
    for text in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(text)


def test_a_line_that_names_nothing_is_found(market: Market) -> None:
    lines = [OrderLineIn(sku="steel", quantity=QuantityIn("1", "KGM"))]
    run(place_order, market.as_buyer(), PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines))
    checks = {
        of_orders.lines_name_what_exists: (OrderLine, "item_id"),
        of_trading.lines_name_what_exists: (DealLine, "warehouse_id"),
        of_stock.holds_name_what_exists: (StockHold, "item_id"),
    }
    for check, (model, column) in checks.items():
        assert check() == []
        model.objects.update(**{column: uuid4()})
        assert len(check()) == 1
