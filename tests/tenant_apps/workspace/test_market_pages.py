"""The pages of a marketplace, through HTTP: each opens for who may see it, and acts through its form."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation.tables import as_csv, read_file
from shared_apps.outbox import looks
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.commands import SetReorderPoint, set_reorder_point
from tenant_apps.inventory.models import StockLevel
from tenant_apps.invoicing.models import Invoice
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.models import Order, PartNumber
from tenant_apps.payments.models import Payment
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.trading.engines.listing.commands import PublishListing, TakeListing, publish_listing, take_listing
from tenant_apps.trading.kernel.models import Bid, Deal, TradingEvent
from tests.fixtures.people import SYSTEM, authenticator, person, signed_in
from tests.fixtures.trade import Market, by_hand, deliver, kilos

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture
def seller(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("company_admin", "s@seller.example", company_id=market.seller))


@pytest.fixture
def buyer(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("company_admin", "b@buyer.example", company_id=market.buyer))


@pytest.fixture
def other(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("company_admin", "o@other.example", company_id=market.other_buyer))


@pytest.fixture
def owner(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    who = person("owner", "w@house.example")
    return signed_in(client_of(tenant_a), who, device=authenticator(who.id))


@pytest.fixture
def rules(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("rules_manager", "r@house.example"))


def listed(market: Market, quantity: str = "400", **terms: str) -> UUID:
    data = PublishListing(
        item_id=market.items["steel"], warehouse_id=market.warehouse, quantity=kilos(quantity),
        unit_price="2.50", currency="EUR", title="Offcuts", **{"min_take": "50", "take_step": "10", **terms},
    )  # fmt: skip
    return run(publish_listing, market.as_seller(), data).listing_id


def take(client: Client, listing: UUID, quantity: str, version: int = 1) -> object:
    form = {"quantity": quantity, "version": version, "idempotency_key": str(uuid4())}
    return client.post(f"/market/{listing}/", form)


LISTS = (
    "/",
    "/market/",
    "/market/?view=mine",
    "/market/publish/",
    "/catalogue/",
    "/catalogue/new/",
    "/deals/",
    "/orders/",
    "/orders/new/",
    "/orders/returns/",
    "/stock/",
    "/stock/movements/",
    "/stock/warehouses/",
    "/stock/warehouses/new/",
    "/shipments/",
    "/invoices/",
    "/payments/",
    "/payments/new/",
    "/books/",
)
EXPORTS = tuple(
    f"/{name}/"
    for name in ("market", "catalogue", "deals", "orders", "stock", "shipments", "invoices", "payments", "books")
)


@pytest.mark.parametrize("filled", [False, True])
def test_every_list_opens(market: Market, seller: Client, filled: bool) -> None:
    if filled:
        by_hand("payment")
        take_one(market)
    for path in LISTS:
        answer = seller.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        assert b"style=" not in answer.content, path
        assert b"onclick" not in answer.content, path


def take_one(market: Market) -> Deal:
    data = TakeListing(listing_id=listed(market), version=1, quantity=kilos("100"))
    made = run(take_listing, market.as_buyer(), data)
    deliver()
    return Deal.objects.get(pk=made.deal_id)


def test_exports_hold_what_the_list_holds(market: Market, buyer: Client, other: Client) -> None:
    deal = take_one(market)
    order = Order.objects.get(deal_id=deal.pk)
    for path in EXPORTS:
        assert buyer.get(path, {"export": "csv"}).headers["Content-Type"].startswith("text/csv"), path
    rows = buyer.get("/orders/", {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert order.number in rows[1]
    assert len(other.get("/orders/", {"export": "csv"}).content.decode("utf-8-sig").splitlines()) == 1
    assert len(buyer.get("/orders/", {"export": "csv", "q": "nobody"}).content.decode().splitlines()) == 1


def exported(client: Client, path: str, **filters: str) -> list[str]:
    text = client.get(path, {"export": "csv", **filters}).content.decode("utf-8-sig")
    return text.splitlines()[1:]


def test_returns_movements_and_warehouses_are_exported_to_their_owners_alone(
    market: Market, seller: Client, buyer: Client, other: Client
) -> None:
    order = Order.objects.get(deal_id=take_one(market).pk)
    form = {"reason": "bent", "line_1": "20", "idempotency_key": str(uuid4())}
    assert seller.post(f"/orders/{order.pk}/return/", form).status_code == 302
    deliver()
    (row,) = exported(seller, "/orders/returns/")
    assert exported(buyer, "/orders/returns/") == [row]
    assert order.number in row and ",bent," in row
    assert exported(other, "/orders/returns/") == exported(seller, "/orders/returns/", q="nobody") == []
    (issue,) = exported(seller, "/stock/movements/", kind="issue")
    assert issue.startswith("Steel,steel,issue,Main,,-100,0,KGM,")
    (back,) = exported(seller, "/stock/movements/", kind="return")
    assert ",return,Main,,20,0,KGM," in back
    assert exported(buyer, "/stock/movements/") == []
    assert exported(seller, "/stock/warehouses/")[0].startswith("Main,W1,")
    assert exported(buyer, "/stock/warehouses/") == []


def test_a_delivery_note_on_demand_is_made_by_who_needs_it(market: Market, buyer: Client, other: Client) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"fulfilment.papers": "on_demand"}))
    order = Order.objects.get(deal_id=take_one(market).pk)
    shipment = Shipment.objects.get(order_id=order.pk)
    assert shipment.document_id is None
    page = f"/shipments/{shipment.pk}/"
    assert b"Make the delivery note" in buyer.get(page).content
    assert other.post(f"{page}paper/").status_code == 404
    assert buyer.post(f"{page}paper/").headers["Location"] == page
    shipment.refresh_from_db()
    answer = buyer.get(page).content
    assert f"/documents/{shipment.document_id}/".encode() in answer
    assert b"Make the delivery note" not in answer


def test_a_delivery_note_of_what_has_not_left_is_refused(market: Market, seller: Client) -> None:
    by_hand()
    order = Order.objects.get(deal_id=take_one(market).pk)
    shipment = Shipment.objects.get(order_id=order.pk)
    assert b"Make the delivery note" not in seller.get(f"/shipments/{shipment.pk}/").content
    assert seller.post(f"/shipments/{shipment.pk}/paper/").status_code == 302
    shipment.refresh_from_db()
    assert shipment.document_id is None


def test_the_order_list_lets_its_buyer_order_again(market: Market, seller: Client, buyer: Client) -> None:
    order = Order.objects.get(deal_id=take_one(market).pk)
    again = f"/orders/{order.pk}/again/"
    assert again in buyer.get("/orders/").content.decode()
    assert again not in seller.get("/orders/").content.decode()
    sheet = buyer.post(again, follow=True).content.decode()
    assert "Order 1 row" in sheet


def test_what_runs_by_itself_is_not_named_by_its_code(market: Market, owner: Client) -> None:
    take_one(market)
    payment = Payment.objects.get()
    page = owner.get(f"/payments/{payment.pk}/").content.decode()
    assert "Kontor itself" in page
    assert "settlement." not in page


def test_a_take_is_one_press_and_forms_a_deal(market: Market, buyer: Client) -> None:
    listing = listed(market)
    page = buyer.get(f"/market/{listing}/")
    assert b'name="quantity" value="50"' in page.content
    answer = take(buyer, listing, "150")
    deal = Deal.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/deals/{deal.pk}/")
    assert deal.net_minor == 37500


def test_a_take_sent_twice_forms_one_deal(market: Market, buyer: Client) -> None:
    form = {"quantity": "60", "version": 1, "idempotency_key": str(uuid4())}
    listing = listed(market)
    first, second = (buyer.post(f"/market/{listing}/", form).headers["Location"] for _ in range(2))
    assert first == second
    assert Deal.objects.count() == 1


def test_a_refused_take_says_why_at_the_field_and_is_kept(market: Market, buyer: Client) -> None:
    listing = listed(market)
    answer = take(buyer, listing, "55")
    assert answer.status_code == 422
    assert b'id="id_quantity_error"' in answer.content
    assert b'value="55"' in answer.content
    assert (Deal.objects.count(), Bid.objects.get(seq=2).verdict) == (0, "refused")


def test_sum_follows_the_quantity(market: Market, buyer: Client) -> None:
    listing = listed(market)
    assert b"446.25" in buyer.get(f"/market/{listing}/sum/", {"quantity": "150"}).content
    assert b"EUR" not in buyer.get(f"/market/{listing}/sum/", {"quantity": "1e9"}).content


def test_publish_change_and_withdraw(market: Market, seller: Client) -> None:
    answer = seller.post(
        "/market/publish/",
        {
            "side": "sell",
            "item_id": str(market.items["bolt"]),
            "quantity": "200",
            "unit_price": "0.09",
            "currency": "EUR",
        },
    )
    run_row = TradingEvent.objects.get()
    assert answer.headers["Location"] == f"/market/{run_row.pk}/"
    changed = {
        "version": 1, "title": "Bolts", "unit_price": "0.08", "quantity": "150", "min_take": "10", "take_step": "10",
    }  # fmt: skip
    assert seller.post(f"/market/{run_row.pk}/change/", changed).status_code == 302
    assert market.stock("bolt") == (500, 150)
    assert seller.post(f"/market/{run_row.pk}/change/", changed).status_code == 422
    assert seller.post(f"/market/{run_row.pk}/withdraw/").status_code == 302
    assert market.stock("bolt") == (500, 0)


def test_nobody_else_changes_a_listing(market: Market, buyer: Client) -> None:
    listing = listed(market)
    assert buyer.get(f"/market/{listing}/change/").status_code in (403, 404)
    buyer.post(f"/market/{listing}/withdraw/")
    assert TradingEvent.objects.get().final_state == ""


def test_pages_of_one_deal_open_for_its_parties_only(
    market: Market, seller: Client, buyer: Client, other: Client
) -> None:
    deal = take_one(market)
    order = Order.objects.get(deal_id=deal.pk)
    pages = [
        f"/deals/{deal.pk}/",
        f"/orders/{order.pk}/",
        f"/shipments/{Shipment.objects.get().pk}/",
        f"/invoices/{Invoice.objects.get().pk}/",
        f"/payments/{Payment.objects.get().pk}/",
    ]
    for path in pages:
        assert [one.get(path).status_code for one in (seller, buyer, other)] == [200, 200, 404], path
    shown = buyer.get(pages[0]).content.decode()
    assert order.number in shown
    assert Invoice.objects.get().number in shown


def test_by_hand_everything_waits_on_the_home_page(market: Market, seller: Client, buyer: Client) -> None:
    by_hand()
    forget()
    deal = take_one(market)
    shipment = Shipment.objects.get()
    assert f"/shipments/{shipment.pk}/#ship" in seller.get("/").content.decode()
    assert buyer.post(f"/shipments/{shipment.pk}/ship/", {"carrier": "Rail"}).status_code == 422
    assert seller.post(f"/shipments/{shipment.pk}/ship/", {"carrier": "Rail"}).status_code == 302
    deliver()
    assert f"/shipments/{shipment.pk}/#receive" in buyer.get("/").content.decode()
    assert buyer.post(f"/shipments/{shipment.pk}/receive/", {"line_1": "101"}).status_code == 422
    assert buyer.post(f"/shipments/{shipment.pk}/receive/", {"line_1": "90"}).status_code == 302
    deliver()
    invoice = Invoice.objects.get()
    assert invoice.net_minor == 22500
    assert f"/invoices/{invoice.pk}/pay/" in buyer.get("/").content.decode()
    answer = buyer.post(f"/invoices/{invoice.pk}/pay/", {"amount": "267.75", "method": "bank_transfer"})
    assert answer.status_code == 302
    deliver()
    deal.refresh_from_db()
    assert deal.settled_at is not None


def test_what_runs_low_waits_on_the_home_page_of_whose_stock_it_is(
    market: Market, seller: Client, buyer: Client
) -> None:
    line = b"1 item runs low"
    assert line not in seller.get("/").content
    data = SetReorderPoint(item_id=market.items["bolt"], warehouse_id=market.warehouse, fixed_point="600")
    run(set_reorder_point, SYSTEM, data)
    looks.look_at_once()
    page = seller.get("/").content
    assert line in page and b"/stock/alerts/" in page
    assert line not in buyer.get("/").content


def test_quick_order_of_pasted_lines(market: Market, buyer: Client) -> None:
    form = {
        "seller_id": str(market.seller), "currency": "EUR", "client_reference": "PO-77",
        "lines": "steel\t120\nbolt\t4", "idempotency_key": str(uuid4()),
    }  # fmt: skip
    sheet = buyer.post("/orders/new/", form).headers["Location"]
    page = buyer.get(sheet).content.decode()
    assert "252.00" in page and Order.objects.count() == 0
    answer = buyer.post(f"{sheet}order/")
    order = Order.objects.get(client_reference="PO-77")
    assert answer.headers["Location"] == f"/orders/{order.pk}/"
    assert order.net_minor == 25233
    again = buyer.post(f"/orders/{order.pk}/again/", follow=True).content.decode()
    assert "Order 2 rows" in again
    anew = buyer.post(f"/orders/{order.pk}/again/").headers["Location"]
    assert "252.00" in buyer.get(anew).content.decode()


def test_quick_order_mends_the_line_at_fault(market: Market, buyer: Client, other: Client) -> None:
    upload = SimpleUploadedFile("list.csv", as_csv(["sku", "qty"], [["stell", "3"], ["bolt", "x"], ["bolt", "2"]]))
    sheet = buyer.post("/orders/new/", {"currency": "EUR", "file": upload}).headers["Location"]
    page = buyer.get(sheet).content.decode()
    assert "Nobody here sells stell." in page and "x is not a number." in page
    rows = read_file(buyer.get(f"{sheet}to-correct/").content)
    assert [row[1:3] for row in rows[1:]] == [["2", "stell"], ["3", "bolt"]]
    assert buyer.post(sheet, {"use": "2:steel"}).status_code == 302
    buyer.post(sheet, {"r3-quantity": "5", "new-article": "post", "new-quantity": "1"})
    assert "Order 4 rows" in buyer.get(sheet).content.decode()
    assert 'value="steel"' in buyer.get("/orders/quick/lookup/", {"article_0": "ste"}).content.decode()
    assert buyer.post(sheet, {"leave_out": ["5"]}).status_code == 302
    assert "Order 3 rows" in buyer.get(sheet).content.decode()
    assert other.get(sheet).status_code == other.post(f"{sheet}order/").status_code == 404
    buyer.post(f"{sheet}order/")
    again = SimpleUploadedFile("list.csv", as_csv(["sku", "qty"], [["stell", "3"], ["bolt", "x"], ["bolt", "2"]]))
    assert buyer.post("/orders/new/", {"currency": "EUR", "file": again}).headers["Location"] == sheet
    assert Order.objects.count() == 1
    assert buyer.get("/orders/quick/").status_code == 200


def test_a_supplier_says_what_a_box_holds(market: Market, seller: Client, buyer: Client) -> None:
    page = f"/catalogue/{market.items['bolt']}/packs/"
    assert buyer.get(page).status_code == 404
    assert seller.post(page, {"unit_0": "XBX"}).status_code == 422
    assert seller.post(page, {"unit_0": "XBX", "held_0": "12"}).status_code == 302
    assert "XBX" in seller.get(page).content.decode()
    sheet = buyer.post("/orders/new/", {"currency": "EUR", "lines": "bolt\t2\tbox"}).headers["Location"]
    assert "24" in buyer.get(sheet).content.decode()


def test_what_a_company_calls_an_item_has_a_page(market: Market, buyer: Client, other: Client) -> None:
    buyer.post("/orders/part-numbers/", {"number": "ROD-9", "article": "steel"})
    assert "ROD-9" in buyer.get("/orders/part-numbers/").content.decode()
    assert "ROD-9" not in other.get("/orders/part-numbers/").content.decode()
    assert buyer.post("/orders/part-numbers/", {"number": "ROD-9", "article": "gold"}).status_code == 422
    number = PartNumber.objects.get()
    assert other.post(f"/orders/part-numbers/{number.pk}/forget/").status_code == 404
    assert buyer.post(f"/orders/part-numbers/{number.pk}/forget/").status_code == 302
    assert not PartNumber.objects.exists()


def test_a_return_is_taken_back(market: Market, seller: Client, buyer: Client) -> None:
    order = Order.objects.get(deal_id=take_one(market).pk)
    path = f"/orders/{order.pk}/return/"
    assert buyer.get(path).status_code == 404
    assert seller.post(path, {"line_1": "200", "reason": "too much"}).status_code == 422
    answer = seller.post(path, {"line_1": "40", "reason": "scratched"})
    assert answer.status_code == 302
    assert seller.get(answer.headers["Location"]).status_code == 200


def test_item_prices_and_stock_by_form(market: Market, seller: Client, buyer: Client) -> None:
    made = seller.post(
        "/catalogue/new/",
        {
            "sku": "rod-8", "name": "Rod 8 mm", "unit": "KGM", "tax_percent": "19", "stocked": "on",
            "attributes": "Alloy: Cu",
        },
    )  # fmt: skip
    path = made.headers["Location"]
    item_id = path.split("/")[-2]
    prices = {"currency": "EUR", "min_0": "1", "price_0": "8.10", "min_1": "500", "price_1": "7.95"}
    assert seller.post(f"/prices/{item_id}/", prices).status_code == 302
    bad = seller.post(f"/prices/{item_id}/", prices | {"min_1": "1"})
    assert bad.status_code == 422
    counted = {"warehouse_id": str(market.warehouse), "on_hand": "750", "reason": "first count"}
    assert seller.post(f"/stock/items/{item_id}/adjust/", counted).status_code == 302
    assert StockLevel.objects.get(item_id=item_id).on_hand == 750
    assert b"7.95" in buyer.get(path).content
    assert b"first count" not in buyer.get(path).content
    assert buyer.post(f"/catalogue/{item_id}/retire/").status_code in (403, 404)
    assert seller.post(f"/catalogue/{item_id}/retire/").status_code == 302


def test_branding_gives_a_style_sheet_that_can_be_read(rules: Client, client_of: ClientOf, tenant_a: TenantRef) -> None:
    based_on = rules.get("/settings/branding/").context["form"]["based_on"].value()
    assert rules.post("/settings/branding/", {"based_on": based_on, "accent": "#ffee00"}).status_code == 302
    forget()
    sheet = client_of(tenant_a).get("/branding.css")
    assert b"--k-accent:light-dark(" in sheet.content
    again = client_of(tenant_a).get("/branding.css", headers={"if-none-match": sheet.headers["ETag"]})
    assert again.status_code == 304
    based_on = rules.get("/settings/branding/").context["form"]["based_on"].value()
    assert rules.post("/settings/branding/", {"based_on": based_on, "accent": "yellow"}).status_code == 422


def test_a_company_may_look_at_settings_only_if_its_role_says_so(seller: Client) -> None:
    assert seller.get("/settings/").status_code == 403


def test_search_finds_only_what_one_may_see(market: Market, buyer: Client, other: Client) -> None:
    order = Order.objects.get(deal_id=take_one(market).pk)
    found = buyer.get("/search/", {"q": order.number}).json()["items"]
    assert f"/orders/{order.pk}/" in [one["url"] for one in found]
    assert other.get("/search/", {"q": order.number}).json()["items"] == []


@pytest.mark.parametrize("path", ["/", "/orders/", "/market/", "/settings/"])
def test_visitors_are_asked_to_sign_in(market: Market, client_of: ClientOf, tenant_a: TenantRef, path: str) -> None:
    answer = client_of(tenant_a).get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")
