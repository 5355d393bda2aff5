"""Pages and API of divided orders, joint deliveries, the queue and shipping terms, as people of both sides use them."""

import json
from collections.abc import Callable
from decimal import Decimal

from django.test import Client

from shared_apps.commands import run
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.orders.commands import JoinOrders, join_orders
from tenant_apps.orders.models import CustomerGrade, JointDelivery, Order, OrderDelivery, OrderPart, WarehouseTerms
from tests.fixtures.api import caller, problem
from tests.fixtures.people import person, signed_in
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver
from tests.tenant_apps.orders.test_split_order import more_goods, placed, rule, second_warehouse, spread

ClientOf = Callable[[TenantRef | None], Client]


def test_a_seller_divides_joins_and_serves_on_pages(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> None:
    by_hand()
    more_goods(market, "acid", "10", attributes={"hazard_class": "8"})
    order_id = placed(market, steel="3", acid="2")
    seller = signed_in(client_of(tenant_a), person("supplier", "s@seller.example", company_id=market.seller))
    buyer = signed_in(client_of(tenant_a), person("buyer", "b@buyer.example", company_id=market.buyer))
    preview = seller.get(f"/orders/{order_id}/split/").content.decode()
    assert "24.00" in preview and "Hazard class 8 never travels with goods of no hazard class." in preview
    assert buyer.get(f"/orders/{order_id}/split/").status_code == 403
    assert not OrderPart.objects.exists(), "looking writes nothing"
    assert seller.post(f"/orders/{order_id}/split/").status_code == 302
    for side in (seller, buyer):
        page = side.get(f"/orders/{order_id}/").content.decode()
        assert "2 parts" in page and "proved by the solver" in page and "never travels with" in page
    assert "Join again" not in page and "Join again" in seller.get(f"/orders/{order_id}/").content.decode()
    assert seller.post(f"/orders/{order_id}/unsplit/").status_code == 302
    assert not OrderPart.objects.exclude(state="cancelled").exists()
    other = placed(market, steel="4", acid="1")
    page = seller.get("/orders/deliveries/").content.decode()
    assert "These 2 orders can leave together" in page and "12.00" in page
    seller.post("/orders/deliveries/join/", {"order": [str(order_id), str(other)]})
    delivery = JointDelivery.objects.get()
    number = Order.objects.get(pk=other).number
    assert number in buyer.get(f"/orders/{order_id}/").content.decode(), "the page names what it leaves with"
    assert delivery.number in buyer.get("/orders/deliveries/").content.decode()
    seller.post(f"/orders/deliveries/{delivery.pk}/undo/")
    assert JointDelivery.objects.get().state == "undone"
    assert_sound()


def test_wishes_terms_classes_and_the_queue_on_pages(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> None:
    by_hand()
    rule(backorder="wait")
    order_id = placed(market, steel="1100")
    seller = signed_in(client_of(tenant_a), person("supplier", "s@seller.example", company_id=market.seller))
    buyer = signed_in(client_of(tenant_a), person("buyer", "b@buyer.example", company_id=market.buyer))
    address = f"/orders/{order_id}/delivery/"
    assert seller.get(address).status_code == 403
    assert buyer.post(address, {"wanted_on": "2031-02-03", "terms_days": "999"}).status_code == 422
    assert buyer.post(address, {"wanted_on": "2031-02-03", "late_day": "20.00"}).status_code == 302
    assert OrderDelivery.objects.get().penalty_minor == 2000
    assert 'value="2031-02-03"' in buyer.get(address).content.decode()
    terms = {"opening": "2.50", "zone": "3", "lead_days": "1"}
    assert seller.post(f"/orders/terms/{market.warehouse}/", terms).status_code == 302
    assert seller.post(f"/orders/terms/{market.warehouse}/", terms | {"zone": "x"}).status_code == 422
    assert WarehouseTerms.objects.get().zone == 3
    assert seller.post(f"/orders/terms/customers/{market.buyer}/", {"grade": "a"}).status_code == 302
    assert CustomerGrade.objects.get().grade == "a" and 'value="2.50"' not in seller.get("/orders/").content.decode()
    page = seller.get("/orders/queue/").content.decode()
    assert "nobody who orders more than 10 days later is served before" in page and page.count("<rect") == 5
    assert "Waits for stock" in buyer.get(f"/orders/{order_id}/").content.decode()
    assert seller.post(f"/orders/queue/{market.items['steel']}/serve/").status_code == 302
    second_warehouse(market, steel="60")
    assert "Give out what is free" in seller.get("/orders/queue/").content.decode()
    seller.post(f"/orders/queue/{market.items['steel']}/serve/")
    assert [part.state for part in OrderPart.objects.order_by("part_no")] == ["accepted", "waiting", "accepted"]
    assert_sound()


def test_the_api_says_the_same(market: Market, tenant_a: TenantRef) -> None:
    by_hand()
    order_id = spread(market)
    deliver()
    rights = ("orders.view_order", "orders.split_order", "orders.serve_waiting")
    key = caller(tenant_a, *rights, company_id=market.seller)
    told = json.loads(key.get(f"orders/{order_id}/parts").content)
    assert told["proved"] and [part["part_no"] for part in told["parts"]] == [1, 2]
    assert sum(Decimal(part["lines"][0]["quantity"]["value"]) for part in told["parts"]) == 1200
    assert json.loads(key.get("orders:queue").content) == {"items": []}
    assert problem(key.get(f"orders/{order_id}/parts:preview"))["code"] == "orders.divided"
    both = [placed(market, bolt="1"), placed(market, bolt="2")]
    made = run(join_orders, market.as_seller(), JoinOrders(order_ids=both))
    alone = json.loads(key.get(f"orders/{placed(market, bolt='3')}/parts:preview").content)
    assert [part["cost"]["amount"] for part in alone["parts"]] == ["12.00"] and alone["proved"]
    (row,) = json.loads(key.get("joint-deliveries").content)["data"]
    assert row["id"] == str(made.delivery_id) and sorted(row["order_ids"]) == sorted(map(str, both))
