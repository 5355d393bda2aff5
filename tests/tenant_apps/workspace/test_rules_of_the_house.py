"""Rules that no trading mode owns: each is changed, and what people see or what happens next is another."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.documents.commands import StoreLogo, store_logo
from tenant_apps.invoicing.models import Invoice
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.rulesets.commands import ChangeSettings, EditDraft, change_settings, edit_draft
from tenant_apps.rulesets.queries import current_draft, effective
from tenant_apps.rulesets.queries.values import forget
from tests.fixtures.people import person, signed_in
from tests.fixtures.pictures import png
from tests.fixtures.trade import SYSTEM, Market, deliver, kilos
from tests.proofs import proves

ClientOf = Callable[[TenantRef | None], Client]
PNG = png()


@pytest.fixture
def owner(tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("auditor", "o@house.example"))


@pytest.fixture
def seller(tenant_a: TenantRef, client_of: ClientOf, market: Market) -> Client:
    return signed_in(client_of(tenant_a), person("company_admin", "s@house.example", company_id=market.seller))


def change(**values: Any) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={key.replace("__", "."): one for key, one in values.items()}))


def ordered(market: Market) -> Any:
    """An order of steel that was accepted, as far as Kontor takes it by itself."""
    line = OrderLineIn(item_id=market.items["steel"], quantity=kilos("10"))
    done = run(
        place_order, SYSTEM, PlaceOrder(buyer_id=market.buyer, seller_id=market.seller, currency="EUR", lines=[line])
    )
    deliver()
    return done.order_id


@proves("general.name", "general.tagline", "branding.accent")
@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [("general__name", "Quillmarket", b"Quillmarket"), ("general__tagline", "Wire and rope", b"Wire and rope"),
     ("branding__accent", "#7a1f5c", b"branding.css?v=")],
)  # fmt: skip
def test_name_line_and_colour_stand_on_every_page(owner: Client, key: str, value: str, shown: bytes) -> None:
    assert shown not in owner.get("/deals/").content
    change(**{key: value})
    assert shown in owner.get("/deals/").content


@proves("branding.logo_document")
def test_the_logo_stands_on_every_page(owner: Client) -> None:
    made = run(store_logo, SYSTEM, StoreLogo(content=PNG)).document_id
    assert str(made).encode() not in owner.get("/deals/").content
    change(branding__logo_document=str(made))
    assert str(made).encode() in owner.get("/deals/").content


@proves("general.languages")
def test_people_are_spoken_to_in_the_languages_of_the_marketplace(owner: Client) -> None:
    change(general__languages=["en", "zh-hans"])
    both = owner.get("/deals/", headers={"Accept-Language": "zh-hans"})
    assert (b'lang="zh-hans"' in both.content, b'value="en"' in both.content) == (True, True)
    change(general__languages=["en"])
    one = owner.get("/deals/", headers={"Accept-Language": "zh-hans"})
    assert (b'<html lang="en"' in one.content, b'value="zh-hans"' in one.content) == (True, False)


@proves("general.time_zone")
def test_times_are_those_of_the_marketplace(owner: Client, market: Market) -> None:
    ordered(market)
    change(general__time_zone="UTC")
    utc = owner.get("/orders/?export=csv").content + owner.get("/deals/").content
    change(general__time_zone="Asia/Shanghai")
    assert owner.get("/orders/?export=csv").content + owner.get("/deals/").content != utc


@proves("general.currency")
def test_new_offers_begin_in_the_currency_of_the_marketplace(seller: Client) -> None:
    for currency in ("EUR", "NOK"):
        change(general__currency=currency)
        assert seller.get("/market/publish/").context["form"]["currency"].value() == currency


@proves("general.default_tax_rate")
def test_new_items_begin_with_the_tax_rate_of_the_marketplace(seller: Client) -> None:
    found = []
    for rate in ("0.19", "0.25"):
        change(general__default_tax_rate=rate)
        found.append(seller.get("/catalogue/new/").content)
    assert found[0] != found[1]


@proves("general.payment_days")
def test_invoices_fall_due_after_the_days_of_the_marketplace(market: Market) -> None:
    due = []
    for days in (10, 45):
        change(general__payment_days=days)
        invoice = Invoice.objects.get(order_id=ordered(market))
        due.append(invoice.due_date)
    assert due[1] - due[0] == timedelta(days=35)


@proves("fulfilment.shipping", "fulfilment.receipt", "fulfilment.payment", "fulfilment.papers")
@pytest.mark.parametrize("step", ["shipping", "receipt", "payment", "papers"])
def test_each_step_waits_for_people_where_it_should(market: Market, step: str) -> None:
    def reached() -> tuple[bool, bool, bool, int]:
        order = ordered(market)
        shipment = Shipment.objects.get(order_id=order)
        invoice = Invoice.objects.filter(order_id=order).first()
        papers = Job.objects.filter(kind__contains="render").count()
        return (
            shipment.shipped_at is not None,
            shipment.received_at is not None,
            bool(invoice and invoice.paid_minor),
            papers,
        )

    change(**{f"fulfilment__{name}": "automatic" for name in ("shipping", "receipt", "payment")})
    whole = reached()
    change(**{f"fulfilment__{step}": "on_demand" if step == "papers" else "manual"})
    before = whole[3]
    stopped = reached()
    assert (stopped[:3], stopped[3] - before) != (whole[:3], before)


@proves("trading.modes")
def test_a_mode_that_is_off_is_not_offered(seller: Client) -> None:
    change(trading__modes=["spot_listing"])
    assert seller.get("/events/new/english_auction/").status_code == 404
    change(trading__modes=["spot_listing", "english_auction"])
    assert seller.get("/events/new/english_auction/").status_code == 200


@proves("rules.notice_days")
def test_changed_trading_rules_wait_for_their_notice(tenant_a: TenantRef, tenant_cn: TenantRef) -> None:
    for place, days in ((tenant_a, 0), (tenant_cn, 7)):
        with scope.enter(place):
            forget()
            run(edit_draft, SYSTEM, EditDraft(changes={"english_auction.increment": "3"}))
            draft = current_draft()
            assert draft is not None and draft.notice_days == days
            assert effective("rules.notice_days").value == days
