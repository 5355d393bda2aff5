"""A deal from an empty catalogue to "settled" with nothing but API keys: as two companies' own systems would do it."""

from dataclasses import dataclass
from typing import Any

import pytest

from shared_apps.foundation.invariants import check_all
from shared_apps.outbox import relay
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.orders.models import Order
from tests.fixtures.api import Caller, caller, problem

PERMISSIONS = (
    "parties.*", "catalogue.*", "pricing.*", "inventory.*", "trading.*", "orders.*", "logistics.*", "invoicing.*",
    "payments.*", "ledger.*",
)  # fmt: skip


@dataclass
class Market:
    """The marketplace's own key, and those of a seller and of two buyers."""

    house: Caller
    seller: Caller
    buyer: Caller
    rival: Caller
    seller_id: str
    buyer_id: str
    item_id: str
    warehouse_id: str


def made(answer: Any, status: int = 201) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.fixture
def market(tenant_a: TenantRef) -> Market:
    house = caller(tenant_a, *PERMISSIONS)

    def company(name: str, **fields: bool) -> str:
        return str(made(house.post("companies", {"name": name, "country": "SE", **fields}))["company_id"])

    seller_id = company("Norrland Metals", can_sell=True)
    buyer_id, rival_id = company("Aldera Foods"), company("Baltic Tools")
    seller = caller(tenant_a, *(code for code in PERMISSIONS if code != "parties.*"), company_id=seller_id)
    item = {"sku": "NM-1", "name": "Steel rod", "unit": "KGM", "tax_rate": "0.25"}
    item_id = made(seller.post("items", item))["item_id"]
    warehouse_id = made(seller.post("warehouses", {"code": "MAIN", "name": "Main"}))["warehouse_id"]
    lines = [{"item_id": item_id, "quantity": "100"}]
    made(seller.post(f"warehouses/{warehouse_id}:open", {"lines": lines}), 200)
    prices = {"currency": "EUR", "lines": [{"item_id": item_id, "unit_price": "0.0035"}]}
    made(seller.post("price-lists", prices))
    buying = ("orders.*", "trading.*", "logistics.*", "invoicing.*", "payments.*", "ledger.*", "inventory.view_stock")
    return Market(
        house=house,
        seller=seller,
        buyer=caller(tenant_a, *(c for c in buying if c != "orders.*"), "orders.place_order", "orders.view_order",
                     company_id=buyer_id),
        rival=caller(tenant_a, *buying, company_id=rival_id),
        seller_id=seller_id,
        buyer_id=buyer_id,
        item_id=item_id,
        warehouse_id=warehouse_id,
    )  # fmt: skip


def order_of(market: Market, value: str = "10", **more: Any) -> dict[str, Any]:
    line = {"sku": "NM-1", "quantity": {"value": value, "unit": "KGM"}, **more.pop("line", {})}
    return {"seller_id": market.seller_id, "currency": "EUR", "lines": [line], **more}


def test_a_listing_is_taken_and_runs_to_settled(market: Market) -> None:
    offer = {
        "item_id": market.item_id, "quantity": {"value": "40", "unit": "KGM"}, "unit_price": "2.125", "currency": "EUR",
        "warehouse_id": market.warehouse_id,
    }  # fmt: skip
    listing = made(market.seller.post("listings", offer))["listing_id"]
    seen = market.buyer.get(f"listings/{listing}").json()
    assert (seen["state"], seen["remaining"]) == ("open", {"value": "40", "unit": "KGM"})
    take = {"version": seen["version"], "quantity": {"value": "3", "unit": "KGM"}}
    deal = made(market.buyer.post(f"listings/{listing}:take", take))["deal_id"]
    relay.drain()
    timeline = market.buyer.get(f"deals/{deal}/timeline").json()
    assert timeline["settled_at"] is not None
    assert {step["state"] for step in timeline["steps"]} == {"done"}
    assert timeline["paid"] == timeline["total"] == {"amount": "7.98", "currency": "EUR"}
    assert market.seller.get("stock?sku=NM-1").json()["data"][0]["on_hand"] == {"value": "97", "unit": "KGM"}
    assert check_all() == []


def test_nobody_else_sees_the_deal_or_its_papers(market: Market) -> None:
    made(market.buyer.post("orders", order_of(market)))
    relay.drain()
    for path in ("orders", "deals", "shipments", "invoices", "payments", "entries", "stock"):
        assert market.rival.get(path).json()["data"] == [], path
        for row in market.house.get(path).json()["data"]:
            if path not in ("payments", "entries", "stock"):
                assert market.rival.get(f"{path}/{row['id']}").status_code == 404


def test_each_side_reads_its_own_legs_of_an_entry(market: Market) -> None:
    made(market.buyer.post("orders", order_of(market, value="100")))
    relay.drain()
    for side, company in ((market.buyer, market.buyer_id), (market.seller, market.seller_id)):
        entries = side.get("entries").json()["data"]
        assert entries
        assert {leg["company_id"] for entry in entries for leg in entry["legs"]} == {company}


def test_a_price_with_more_decimals_than_its_currency_is_rounded_once(market: Market) -> None:
    answer = made(market.buyer.post("orders", order_of(market)))
    assert (answer["net"]["amount"], answer["tax"]["amount"]) == ("0.04", "0.01")


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"line": {"quantity": {"value": "1", "unit": "C62"}}}, "lines[0].quantity", "orders.bad_quantity"),
        ({"line": {"quantity": {"value": "1.0000001", "unit": "KGM"}}}, "lines[0].quantity", "orders.bad_quantity"),
        ({"line": {"quantity": {"value": "101", "unit": "KGM"}}}, None, "inventory.insufficient_stock"),
        ({"line": {"unit_price": "0.0034"}}, "lines[0].unit_price", "orders.price_changed"),
        ({"line": {"colour": "red"}}, "lines[0].colour", "commands.unknown_field"),
        ({"line": {"sku": "NM-2"}}, "lines[0].sku", "orders.item_unknown"),
        ({"currency": "EURO"}, "currency", "orders.bad_currency"),
        ({"lines": []}, "lines", "orders.no_lines"),
    ],
)
def test_a_bad_order_names_the_field_and_writes_nothing(
    market: Market, change: dict[str, Any], field: str | None, code: str
) -> None:
    found = problem(market.buyer.post("orders", order_of(market) | order_of(market, **change)))
    assert found["code"] == code
    if field is not None:
        assert found["field"] == field
    assert found["remedy"]
    assert not Order.objects.exists()
    assert market.seller.get("stock?sku=NM-1").json()["data"][0]["reserved"]["value"] == "0"


def test_a_batch_gives_each_order_its_own_verdict(market: Market) -> None:
    good, short = order_of(market), order_of(market, value="1000")
    body = {"orders": [good, short, {"seller_id": market.seller_id}, good]}
    answer = market.buyer.post("orders:batch", body, key="batch-1")
    verdicts = answer.json()
    assert [one["status"] for one in verdicts["data"]] == [201, 409, 422, 201]
    assert (verdicts["accepted"], verdicts["refused"]) == (2, 2)
    assert Order.objects.count() == 2
    again = market.buyer.post("orders:batch", body, key="batch-1").json()
    assert [one.get("result") for one in again["data"]] == [one.get("result") for one in verdicts["data"]]
    assert Order.objects.count() == 2


def test_a_batch_of_more_than_500_is_refused_whole(market: Market) -> None:
    found = problem(market.buyer.post("orders:batch", {"orders": [order_of(market)] * 501}))
    assert (found["code"], found["field"]) == ("api.batch_size", "orders")
    assert not Order.objects.exists()


def test_goods_go_back_against_their_order(market: Market) -> None:
    number = made(market.buyer.post("orders", order_of(market, value="100")))["number"]
    relay.drain()
    lines = [{"sku": "NM-1", "quantity": {"value": "40", "unit": "KGM"}}]
    back = made(market.seller.post("returns", {"order_number": number, "reason": "rusty", "lines": lines}))
    relay.drain()
    assert market.buyer.get(f"returns/{back['return_id']}").json()["total"] == {"amount": "0.18", "currency": "EUR"}
    assert market.seller.get("stock?sku=NM-1").json()["data"][0]["on_hand"]["value"] == "40"
    assert len(market.buyer.get("invoices?kind=credit_note").json()["data"]) == 1
    assert check_all() == []


def test_a_reference_is_used_once(market: Market) -> None:
    made(market.buyer.post("orders", order_of(market, client_reference="PO-1")))
    found = problem(market.buyer.post("orders", order_of(market, client_reference="PO-1")))
    assert (found["code"], found["field"]) == ("orders.duplicate_reference", "client_reference")
    assert Order.objects.count() == 1


def test_a_stock_count_needs_its_permission(market: Market) -> None:
    body = {"item_id": market.item_id, "warehouse_id": market.warehouse_id, "change": "-5", "reason": "damaged"}
    assert market.buyer.post("stock:adjust", body).status_code == 403
    assert made(market.seller.post("stock:adjust", body), 200)["on_hand"] == "95"
    kinds = [row["kind"] for row in market.seller.get("stock/movements").json()["data"]]
    assert kinds == ["adjustment", "opening"]
