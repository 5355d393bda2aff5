"""An issued invoice stays as it is: the database changes and removes neither it nor its lines."""

import pytest
from django.db import DatabaseError, connections, transaction

from shared_apps.commands import run
from shared_apps.tenancy import scope
from tenant_apps.invoicing.models import Invoice
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tests.fixtures.trade import Market, deliver, pieces


def test_the_database_refuses_to_change_or_remove_an_invoice(market: Market) -> None:
    line = OrderLineIn(item_id=market.items["bolt"], quantity=pieces("7"))
    run(place_order, market.as_buyer(), PlaceOrder(seller_id=market.seller, lines=[line], currency="EUR"))
    deliver()
    before = list(Invoice.objects.values_list("number", "total_minor"))
    assert len(before) == 1
    for statement in (
        "DELETE FROM invoicing_invoice",
        "UPDATE invoicing_invoice SET total_minor = 1",
        "DELETE FROM invoicing_invoiceline",
        "UPDATE invoicing_invoiceline SET quantity = 1",
    ):
        with (
            pytest.raises(DatabaseError, match="never changed or removed"),
            transaction.atomic(using=scope.alias()),
            connections[scope.alias()].cursor() as cursor,
        ):
            cursor.execute(statement)
    assert list(Invoice.objects.values_list("number", "total_minor")) == before
