"""Templates and categories as people use them: set rules, close some, publish an event under them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.catalogue.commands import CreateCategory, CreateItem, create_category, create_item
from tenant_apps.inventory.commands import OpeningLine, SetOpeningStock, set_opening_stock
from tenant_apps.rulesets.commands import ChangeSettings, SaveSheet, change_settings, save_sheet
from tenant_apps.rulesets.queries import find_sheet
from tenant_apps.trading.kernel.models import TradingEvent
from tests.fixtures.people import company, person, signed_in
from tests.fixtures.trade import SYSTEM, Market

ClientOf = Callable[[TenantRef | None], Client]
SPRING = "/settings/sheets/template/spring-sale/english_auction/"
NEW = "/events/new/english_auction/"


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": ["spot_listing", "english_auction"]}))


@pytest.fixture
def rules(tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("rules_manager", "r@house.example"))


@pytest.fixture
def seller(tenant_a: TenantRef, client_of: ClientOf, market: Market) -> Client:
    return signed_in(client_of(tenant_a), person("company_admin", "s@house.example", company_id=market.seller))


def fill(client: Client, url: str, **changes: Any) -> Any:
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if name != "idempotency_key"} | changes
    return client.post(url, sent(data))


def sent(data: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends: nothing for an empty box."""
    kept = {name: value for name, value in data.items() if value is not None and value is not False and value != ""}
    return {name: "on" if value is True else value for name, value in kept.items()}


def test_a_template_is_begun_filled_and_used(rules: Client, seller: Client, market: Market) -> None:
    begun = rules.post("/settings/sheets/", {"kind": "template", "mode": "english_auction", "name": "Spring sale"})
    assert begun.status_code == 302 and begun["Location"].startswith(SPRING)
    saved = fill(rules, begun["Location"], english_auction__increment="7", english_auction__proxy_bidding=False,
                 lock__english_auction__increment="read_only")  # fmt: skip
    assert saved.status_code == 302, saved.context["form"].errors
    sheet = find_sheet("template", "spring-sale")
    assert sheet is not None and sheet.name == "Spring sale"
    assert sheet.values == {"english_auction.increment": "7", "english_auction.proxy_bidding": False}
    assert sheet.limits == {"english_auction.increment": {"lock": "read_only"}}
    assert b"Spring sale" in rules.get("/settings/sheets/").content

    page = seller.get(NEW)
    assert b"?template=spring-sale" in page.content
    assert "rule_increment" in page.context["form"].fields
    chosen = seller.get(NEW + "?template=spring-sale")
    assert "rule_increment" not in chosen.context["form"].fields, "what the template closes is shown, not asked"
    assert chosen.context["closed"][0][1] == "7"
    done = fill(seller, NEW + "?template=spring-sale", item_id=str(market.items["steel"]), quantity="10",
                rule_start_price="2", audience="all")  # fmt: skip
    assert done.status_code == 302, done.context["form"].errors
    event = TradingEvent.objects.get()
    assert (event.rules["increment"], event.rules["proxy_bidding"], event.rules["start_price"]) == ("7", False, "2")
    assert event.rule_sheets == ["spring-sale 1"]


def test_a_rule_that_follows_the_level_above_leaves_the_sheet(rules: Client) -> None:
    fill(rules, SPRING, english_auction__increment="7")
    fill(rules, SPRING, english_auction__increment="1")
    sheet = find_sheet("template", "spring-sale")
    assert sheet is not None and (sheet.values, sheet.edition) == ({}, 2)


def test_rules_of_a_category_are_shown_before_they_bind(seller: Client, market: Market) -> None:
    run(create_category, SYSTEM, CreateCategory(code="metals", name_en="Metals"))
    made = run(
        create_item,
        SYSTEM,
        CreateItem(supplier_id=market.seller, sku="M-1", name="Ingot", unit="KGM", tax_rate="0.19", category="metals"),
    ).item_id
    stock = SetOpeningStock(warehouse_id=market.warehouse, lines=[OpeningLine(item_id=made, quantity="50")])
    run(set_opening_stock, SYSTEM, stock)
    values = {"english_auction.increment": "9"}
    run(save_sheet, SYSTEM, SaveSheet(kind="category", code="metals", name="Metals", values=values))
    told = {"item_id": str(made), "quantity": "10", "rule_start_price": "2", "audience": "all"}
    first = fill(seller, NEW, **told)
    assert first.status_code == 422
    assert b"Rules of the category of these goods apply" in first.content
    form = first.context["form"]
    assert form["rule_increment"].value() == "9"
    shown = {name: form[name].value() for name in form.fields if name != "idempotency_key"}
    again = seller.post(NEW, sent(shown | told))
    assert again.status_code == 302, again.context["form"].errors
    event = TradingEvent.objects.get()
    assert (event.rules["increment"], event.rule_sheets) == ("9", ["metals 1"])


def test_ending_a_sheet_and_what_is_missing(rules: Client, seller: Client) -> None:
    fill(rules, SPRING, english_auction__increment="7")
    assert rules.post("/settings/sheets/template/spring-sale/retire/").status_code == 302
    assert b"spring-sale" not in rules.get("/settings/sheets/").content
    assert b"?template=" not in seller.get(NEW).content
    assert rules.get("/settings/sheets/other/x/english_auction/").status_code == 404
    assert rules.get("/settings/sheets/template/x/order_book/").status_code == 404
    assert rules.post("/settings/sheets/", {"kind": "template", "mode": "english_auction"}).status_code == 422
    assert rules.post("/settings/sheets/", {"kind": "category", "mode": "english_auction"}).status_code == 422


def test_companies_and_auditors_change_nothing(tenant_a: TenantRef, client_of: ClientOf, rules: Client) -> None:
    inside = signed_in(client_of(tenant_a), person("company_admin", "c@x.example", company_id=company()))
    looks = signed_in(client_of(tenant_a), person("auditor", "look@house.example"))
    for client in (inside, looks):
        assert client.post(SPRING, {"name": "x", "edition": "0"}).status_code in (403, 404)
    assert inside.get("/settings/sheets/").status_code in (403, 404)
    assert looks.get("/settings/sheets/").status_code == 200
    assert find_sheet("template", "spring-sale") is None
