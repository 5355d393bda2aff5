"""A request from the pages alone: pasted lines, a quote, a counter-offer, its answer, the award from the comparison."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.thread.web.publish_form import pasted
from tenant_apps.trading.kernel.models import Bid, Deal, Lot, LotItem, TradingEvent
from tests.fixtures.people import SYSTEM, person, signed_in
from tests.fixtures.trade import Market
from tests.numbers import shows

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture
def buyer(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": ["spot_listing", "rfq"]}))
    return signed_in(client_of(tenant_a), person("company_admin", "buyer@x.example", company_id=market.buyer))


@pytest.fixture
def seller(market: Market, buyer: Client, tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("company_admin", "seller@x.example", company_id=market.seller))


def publish(buyer: Client, **told: str) -> TradingEvent:
    form = {
        "side": "buy", "rows": "2", "currency": "EUR", "title": "Steel and bolts", "audience": "all",
        "need-0": "Steel", "quantity-0": "100", "unit-0": "KGM", "target-0": "2.40",
        "need-1": "Bolts", "quantity-1": "40", "unit-1": "C62", "rule_award_before_deadline": "on",
        "rule_partial_lines": "on", **told,
    }  # fmt: skip
    answer = buyer.post("/events/new/rfq/", form)
    assert answer.status_code == 302, re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.content.decode()))[:3000]
    return TradingEvent.objects.get(mode="rfq")


def test_rows_are_added_dropped_and_pasted_without_publishing(buyer: Client) -> None:
    table = "What;Quantity;Unit;Target\nSteel plate;100;KGM;2.40\nBolts M8;40;C62"
    page = buyer.post("/events/new/rfq/", {"side": "buy", "rows": "1", "take": "1", "paste": table})
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="Steel plate"' in text and 'value="Bolts M8"' in text and 'value="2.40"' in text
    more = buyer.post("/events/new/rfq/", {"side": "buy", "rows": "1", "need-0": "Kept", "more": "1"}).content.decode()
    assert 'value="Kept"' in more and 'name="need-3"' in more
    less = buyer.post("/events/new/rfq/", {"side": "buy", "rows": "2", "need-0": "A1", "need-1": "B2", "drop": "0"})
    assert "B2" in less.content.decode() and 'value="A1"' not in less.content.decode()
    assert not TradingEvent.objects.exists()


def test_a_pasted_table_is_read_with_tabs_semicolons_or_commas() -> None:
    for mark in ("\t", ";", ","):
        text = "\n".join(mark.join(row) for row in (("Plate, thick" if mark != "," else "Plate", "5", "TNE", "700"),))
        assert pasted(text, {})[0][2:] == ["5", "TNE", "700"], mark
    assert pasted("What;Quantity\n\n", {}) == []


def test_a_form_that_cannot_be_published_says_so_at_the_row(buyer: Client) -> None:
    page = buyer.post(
        "/events/new/rfq/",
        {"side": "buy", "rows": "2", "currency": "EUR", "audience": "all", "need-0": "Steel", "quantity-1": "2.5"},
    )
    assert page.status_code == 422
    assert {"quantity-0", "need-1"} <= set(page.context["form"].errors)


def test_both_sides_negotiate_and_the_comparison_is_awarded(buyer: Client, seller: Client, market: Market) -> None:
    event = publish(buyer)
    lot = Lot.objects.get(trading_event=event)
    assert list(LotItem.objects.filter(lot=lot).order_by("line_no").values_list("unit", flat=True)) == ["KGM", "C62"]
    here = f"/requests/{event.pk}"
    assert seller.get(f"/events/{event.pk}/").status_code == 200
    assert seller.post(f"/events/{event.pk}/join/", {}).status_code == 302
    bad = seller.post(f"{here}/quote/", {"currency": "EUR", "price-1": "2.50"})
    assert bad.status_code == 422 and "item-1" in bad.context["quote_form"].errors, "the item is missing"
    steel, bolt = str(market.items["steel"]), str(market.items["bolt"])
    good = {"currency": "EUR", "price-1": "2.50", "item-1": steel, "price-2": "0.08", "item-2": bolt}
    assert seller.post(f"{here}/quote/", good).status_code == 302
    first = Bid.objects.get(lot=lot, verdict="accepted", payload__act="quote")
    assert buyer.get(f"{here}/threads/1/").status_code == 200
    assert buyer.post(f"{here}/threads/1/counter/", {"price-1": "2.30"}).status_code == 302
    counter = Bid.objects.get(lot=lot, payload__act="counter")
    assert not shows(seller.get(f"/events/{event.pk}/").content.decode(), "700")
    assert seller.post(f"{here}/accept/", {"counter": counter.seq}).status_code == 302
    agreed = Bid.objects.get(lot=lot, payload__act="accept")
    stale = buyer.post(f"{here}/award/", {"pick-1": first.seq})
    assert stale.status_code == 422, "the version has been superseded"
    page = buyer.get(f"/events/{event.pk}/")
    assert page.status_code == 200
    sheet = buyer.get(f"{here}/comparison.csv").content.decode("utf-8-sig")
    assert "2.3" in sheet and len(sheet.splitlines()) == 3
    assert buyer.post(f"{here}/award/", {"pick-1": agreed.seq, "pick-2": agreed.seq}).status_code == 302
    deal = Deal.objects.get(trading_event=event)
    assert (deal.net_minor, deal.lines.count()) == (23320, 2)
    assert "#" not in seller.get(f"/events/{event.pk}/").context["own"].name


def test_a_company_finds_no_comparison_and_no_foreign_thread(buyer: Client, seller: Client) -> None:
    event = publish(buyer)
    seller.post(f"/events/{event.pk}/join/", {})
    for address in ("threads/1/", "comparison.csv"):
        assert seller.get(f"/requests/{event.pk}/{address}").status_code == 404
    for address in ("award/", "close/", "basis/", "final-offers/", "threads/1/counter/"):
        assert seller.post(f"/requests/{event.pk}/{address}", {}).status_code == 404
    assert buyer.post(f"/requests/{event.pk}/quote/", {}).status_code == 404


def test_requests_of_other_modes_have_no_such_pages(buyer: Client, market: Market) -> None:
    missing = buyer.get("/requests/01999999-0000-7000-8000-000000000000/threads/1/")
    assert missing.status_code == 404
