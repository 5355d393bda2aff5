"""Pages of listings under the rule book: a purchase from form to deal, a take that waits, a review, no names."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.listing.commands import PublishListing, publish_listing
from tenant_apps.trading.kernel.models import Deal, TradingEvent
from tests.fixtures.people import SYSTEM, person, signed_in
from tests.fixtures.trade import Market, kilos

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture
def seller(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("supplier", "s@seller.example", company_id=market.seller))


@pytest.fixture
def buyer(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("buyer", "b@buyer.example", company_id=market.buyer))


def listed(market: Market, **rules: object) -> UUID:
    data = PublishListing(
        item_id=market.items["steel"], quantity=kilos("100"), unit_price="2.50", currency="EUR", title="Offcuts",
        rules=dict(rules),
    )  # fmt: skip
    return run(publish_listing, market.as_seller(), data).listing_id


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid4())}


def test_a_purchase_from_its_form_to_the_deal(market: Market, buyer: Client, seller: Client) -> None:
    form = {
        "side": "buy", "need": "Steel bars", "unit": "KGM", "place": "Dock 4", "quantity": "200", "unit_price": "2.40",
        "currency": "EUR", "rule_min_take": "50", "rule_take_step": "10", **key(),
    }  # fmt: skip
    made = buyer.post("/market/publish/", form)
    assert made.status_code == 302, made.context["form"].errors
    page = made.headers["Location"]
    assert "Dock 4" in seller.get(page).content.decode()
    assert "Steel bars" in seller.get("/market/", {"side": "buy"}).content.decode()
    taken = {"item_id": str(market.items["steel"]), "quantity": "60", "version": "1", **key()}
    assert seller.post(page, taken).status_code == 302
    deal = Deal.objects.get()
    assert (deal.buyer_id, deal.seller_id, deal.net_minor) == (market.buyer, market.seller, 14400)


def test_a_take_waits_on_the_pages_of_both_and_is_confirmed(market: Market, buyer: Client, seller: Client) -> None:
    listing = listed(market, accept="seller_confirms")
    assert buyer.post(f"/market/{listing}/", {"quantity": "10", "version": "1", **key()}).status_code == 302
    confirm = f"/market/{listing}/takes/2/answer/"
    assert confirm in seller.get("/market/waiting/").content.decode()
    assert confirm not in buyer.get("/market/waiting/").content.decode()
    assert buyer.post(confirm, {"answer": "confirm"}).status_code == 404
    assert seller.post(confirm, {"answer": "confirm", "from": "waiting"}).headers["Location"] == "/market/waiting/"
    assert Deal.objects.get().net_minor == 2500


def test_a_refused_rule_stands_at_its_field(market: Market, seller: Client) -> None:
    form = {
        "side": "sell", "item_id": str(market.items["steel"]), "quantity": "10", "unit_price": "2", "currency": "EUR",
        "rule_sessions": "soon", **key(),
    }  # fmt: skip
    answer = seller.post("/market/publish/", form)
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"rule_sessions"}


def test_who_lists_stays_unnamed_on_every_page(market: Market, buyer: Client) -> None:
    listing = listed(market, hide_identity="until_take")
    for path, told in (("/market/", {}), (f"/market/{listing}/", {}), ("/market/", {"export": "csv"})):
        page = buyer.get(path, told).content.decode()
        assert "Offcuts" in page and "Seller Ltd" not in page and str(market.seller) not in page, path
    assert "Offcuts" not in buyer.get("/market/", {"q": "Seller Ltd"}).content.decode()


def test_a_listing_in_review_is_its_own_side_alone(market: Market, buyer: Client, seller: Client) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"spot_listing.review": "always"}))
    listing = listed(market)
    assert TradingEvent.objects.get().published_at is None
    assert "In review" in seller.get(f"/market/{listing}/").content.decode()
    assert buyer.get(f"/market/{listing}/").status_code == 404
