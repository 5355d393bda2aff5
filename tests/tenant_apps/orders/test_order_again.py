"""What runs low is ordered again on the marketplace, and what was ordered is expected until it comes."""

from decimal import Decimal
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation.refusals import Conflict, NotFound
from shared_apps.outbox import looks
from tenant_apps.inventory.commands import ReceiveSupply, SetReorderPoint, receive_supply, set_reorder_point
from tenant_apps.inventory.models import ExpectedSupply, StockAlert, StockLevel
from tenant_apps.inventory.queries.promising import promise_of
from tenant_apps.orders.commands import (
    CancelOrder,
    OrderAgain,
    SubmitOrderDraft,
    cancel_order,
    order_again,
    submit_order_draft,
)
from tenant_apps.orders.models import OrderDraft
from tests.fixtures.goods import item, stock, warehouse
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver

SYSTEM_SKU = "BOX-10"


def low_alert(market: Market, **more: object) -> tuple[UUID, UUID]:
    """A shop of the other seller that runs low in boxes of bolts, which it buys from the first."""
    place = warehouse(market.other_seller, "SHOP")
    box = item(market.other_seller, SYSTEM_SKU, "Box of bolts")
    stock(place, **{box.hex: "8"})
    data = SetReorderPoint(item_id=box, warehouse_id=place, fixed_point="20", **more)  # type: ignore[arg-type]
    run(set_reorder_point, market.acting(market.other_seller), data)
    looks.look_at_once()
    return box, StockAlert.objects.get(item_id=box, state="open").pk


def test_an_alert_becomes_a_draft_an_order_an_expected_supply_and_stock(market: Market) -> None:
    by_hand()
    box, alert = low_alert(market, bought_as_id=market.items["bolt"], order_least="50")
    shop = market.acting(market.other_seller)
    made = run(order_again, shop, OrderAgain(alert_id=alert))
    draft = OrderDraft.objects.get(pk=made.draft_id)
    assert (draft.buyer_id, draft.seller_id) == (market.other_seller, market.seller)
    assert draft.lines == [{"sku": "bolt", "quantity": "50", "unit": "C62"}]
    with pytest.raises(Conflict) as twice:
        run(order_again, shop, OrderAgain(alert_id=alert))
    assert twice.value.code == "orders.ordered_again_already"
    assert OrderDraft.objects.count() == 1
    placed = run(submit_order_draft, shop, SubmitOrderDraft(draft_id=made.draft_id))
    deliver()
    supply = ExpectedSupply.objects.get()
    assert (supply.source_id, supply.quantity, supply.reference) == (placed.order_id, 50, placed.order_number)
    looks.look_at_once()
    assert StockAlert.objects.get(pk=alert).state == "cleared"
    promise = promise_of(shop, box)
    assert promise.first_day(Decimal(58)) == supply.due_on
    run(receive_supply, shop, ReceiveSupply(supply_id=supply.pk, quantity="50"))
    assert StockLevel.objects.get(item_id=box).on_hand == 58
    assert ExpectedSupply.objects.get().state == "received"
    assert_sound()


def test_a_cancelled_order_is_expected_no_more(market: Market) -> None:
    by_hand()
    box, alert = low_alert(market, bought_as_id=market.items["bolt"])
    shop = market.acting(market.other_seller)
    made = run(order_again, shop, OrderAgain(alert_id=alert, quantity="30"))
    placed = run(submit_order_draft, shop, SubmitOrderDraft(draft_id=made.draft_id))
    deliver()
    looks.look_at_once()
    assert placed.order_id is not None
    run(cancel_order, shop, CancelOrder(order_id=placed.order_id))
    deliver()
    looks.look_at_once()
    assert ExpectedSupply.objects.get().state == "cancelled"
    assert StockAlert.objects.filter(item_id=box, state="open").count() == 1
    assert_sound()


def test_without_a_supplier_and_for_strangers_nothing_is_prepared(market: Market) -> None:
    _box, alert = low_alert(market)
    with pytest.raises(Conflict) as refused:
        run(order_again, market.acting(market.other_seller), OrderAgain(alert_id=alert))
    assert refused.value.code == "orders.not_bought_here"
    with pytest.raises(NotFound):
        run(order_again, market.as_buyer(), OrderAgain(alert_id=alert))
    assert not OrderDraft.objects.exists()
