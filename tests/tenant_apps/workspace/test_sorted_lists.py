"""Lists sorted by a column: every row once, in order, across pages; a page of one order is no page of another."""

import re
from html import unescape

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.tenancy.refs import TenantRef
from shared_apps.ui import lists
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.models import Order
from tenant_apps.orders.queries import pages
from tests.fixtures.people import person, signed_in
from tests.fixtures.trade import Market, deliver, kilos
from tests.tenant_apps.workspace.test_market_pages import ClientOf

# Two pairs are alike, so that the key has to decide between them.
QUANTITIES = ("30", "10", "20", "10", "30", "5", "7")
ROW = re.compile(r'href="/orders/([0-9a-f-]{36})/"')
NEXT = re.compile(r'href="(\?[^"]*cursor=[^"]*)"')


@pytest.fixture
def buyer(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    for at, quantity in enumerate(QUANTITIES):
        data = PlaceOrder(
            seller_id=market.seller, currency="EUR", client_reference=f"R{at}",
            lines=[OrderLineIn(item_id=market.items["steel"], quantity=kilos(quantity))],
        )  # fmt: skip
        run(place_order, market.as_buyer(), data)
    deliver()
    return signed_in(client_of(tenant_a), person("company_admin", "b@buyer.example", company_id=market.buyer))


def walked(client: Client, sort: str) -> tuple[list[str], list[str]]:
    """The ids of all pages in turn, and the links between the pages."""
    found: list[str] = []
    links = [f"?sort={sort}"]
    while True:
        answer = client.get(f"/orders/{links[-1]}")
        assert answer.status_code == 200
        text = answer.content.decode()
        found += list(dict.fromkeys(ROW.findall(text)))
        following = [unescape(link) for link in NEXT.findall(text)]
        if not following:
            return found, links
        links.append(following[-1])


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("total", ("total_minor", "-id")),
        ("-total", ("-total_minor", "-id")),
        ("ordered", ("ordered_at", "-id")),
        ("-ordered", ("-ordered_at", "-id")),
        ("", ("-id",)),
        ("buyer__tax_id", ("-id",)),
    ],
)
def test_every_row_comes_once_and_in_order(
    buyer: Client, monkeypatch: pytest.MonkeyPatch, sort: str, order: tuple[str, ...]
) -> None:
    monkeypatch.setattr(pages.order_page, "__defaults__", (2,))
    found, links = walked(buyer, sort)
    assert found == [str(pk) for pk in Order.objects.order_by(*order).values_list("pk", flat=True)]
    assert len(links) == 4


def test_a_page_of_another_order_is_refused(buyer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages.order_page, "__defaults__", (2,))
    _found, links = walked(buyer, "total")
    assert buyer.get(f"/orders/{links[1].replace('sort=total', 'sort=-total')}").status_code == 404
    assert buyer.get(f"/orders/{links[1].replace('sort=total', 'sort=ordered')}").status_code == 404


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/orders/", ("total", "ordered")), ("/deals/", ("total", "formed")), ("/invoices/", ("total", "due")),
        ("/payments/", ("amount", "paid")),
    ],
)  # fmt: skip
def test_the_head_of_the_list_sorts_and_says_how(buyer: Client, path: str, names: tuple[str, ...]) -> None:
    for name in names:
        assert f"?sort={name}" in buyer.get(path).content.decode()
        page = buyer.get(path, {"sort": name, "view": ""}).content.decode()
        assert 'aria-sort="ascending"' in page
        assert f"sort=-{name}" in page
        assert f'name="sort" value="{name}"' in page, "a filter forgets the order"
        assert 'aria-sort="descending"' in buyer.get(path, {"sort": f"-{name}"}).content.decode()


def test_an_order_that_is_not_on_offer_is_none() -> None:
    assert lists.order_of({"sort": "-total"}, {"total": ("currency", "total_minor")}) == ("-currency", "-total_minor")
    assert lists.order_of({"sort": "password"}, {"total": ("total_minor",)}) == ()
    assert lists.order_of({}, {"total": ("total_minor",)}) == ()
