"""Every kind of page of the product, light or dark, under axe: no finding of WCAG A and AA, nothing in the console."""

import random

import pytest
from playwright.sync_api import Browser

from tests.fixtures.people import PASSWORD
from tests.ui.browser import PHONE, Look, opened
from tests.ui.conftest import As
from tests.ui.stand import CONTROL, MARKET, OPERATOR, VISITOR, Stand

pytestmark = pytest.mark.browser

# kind -> front door, who looks, address; names in braces are ids of the stand.
KINDS = {
    "dashboard": (MARKET, "one_buyer", "/"),
    "list": (MARKET, "one_buyer", "/orders/"),
    "list with nothing in it": (MARKET, "one_buyer", "/orders/?q=nothing-is-called-so"),
    "object": (MARKET, "one_buyer", "/orders/{order}/"),
    "object with a deed": (MARKET, "one_buyer", "/shipments/{sent_shipment}/"),
    "listing to take": (MARKET, "one_buyer", "/market/{listing}/"),
    "deal with its books": (MARKET, "owner", "/deals/{deal}/"),
    "document view": (MARKET, "one_buyer", "/invoices/{invoice}/"),
    "form": (MARKET, "one_seller", "/market/publish/"),
    "settings": (MARKET, "owner", "/settings/fulfilment/"),
    "rules of one group": (MARKET, "owner", "/settings/general/rules/"),
    "rules reviewed": (MARKET, "owner", "/settings/review/"),
    "rules found": (MARKET, "owner", "/settings/search/?q=pay"),
    "history of the rules": (MARKET, "owner", "/settings/history/"),
    "files of the rules": (MARKET, "owner", "/settings/files/"),
    "account": (MARKET, "owner", "/account/"),
    "books": (MARKET, "owner", "/books/"),
    "API reference": (MARKET, "owner", "/api/"),
    "sign-in": (MARKET, VISITOR, "/sign-in/"),
    "console list": (CONTROL, OPERATOR, "/console/"),
    "console object": (CONTROL, OPERATOR, "/console/marketplaces/{tenant}/"),
    "console form": (CONTROL, OPERATOR, "/console/marketplaces/new/"),
    "console audit trail": (CONTROL, OPERATOR, "/console/audit/"),
    "job": (CONTROL, OPERATOR, "/console/openings/{opening}/"),
    "site": (CONTROL, VISITOR, "/"),
    "sign-up": (CONTROL, VISITOR, "/sign-up/"),
}


def url_of(stand: Stand, kind: str) -> str:
    front, _who, address = KINDS[kind]
    opening = stand.own[CONTROL]["console/openings/<uuid:run_id>/ run_id"]
    return stand.origin(front) + address.format(**stand.place.one.ids, tenant=stand.place.ref.id, opening=opening)


def findings(seen: Look) -> list[str]:
    """What is wrong with the page, light or dark by the printed seed: the theme is an attribute of the page."""
    theme = random.choice(("light", "dark"))
    seen.page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
    return [f"{theme}: {one}" for one in seen.findings()]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wrong_with_this_kind_of_page(as_who: As, stand: Stand, kind: str) -> None:
    front, who, _address = KINDS[kind]
    seen = as_who(front, who)
    assert seen.go(url_of(stand, kind)) == 200
    assert seen.page.locator("h1").count() == 1
    assert findings(seen) == []


@pytest.mark.parametrize(
    "kind", ["dashboard", "object with a deed", "listing to take", "settings", "files of the rules", "job"]
)
def test_nothing_is_wrong_on_a_phone(as_who: As, stand: Stand, kind: str) -> None:
    front, who, _address = KINDS[kind]
    seen = as_who(front, who, width=PHONE, language="zh-hans", theme="light")
    assert seen.go(url_of(stand, kind)) == 200
    assert findings(seen) == []


def test_nothing_is_wrong_with_the_second_step_of_signing_in(browser: Browser, stand: Stand) -> None:
    with opened(browser, stand.origin(MARKET) + "/sign-in/") as seen:
        seen.page.fill("[name=email]", stand.place.visitors["owner"].who.email)
        seen.page.fill("[name=password]", PASSWORD)
        seen.page.click("main button[type=submit]")
        seen.page.wait_for_url("**/sign-in/code/")
        assert findings(seen) == []


def test_a_marketplace_page_stays_light_on_the_wire(as_who: As, stand: Stand) -> None:
    """300 KB at most without charts, as sent compressed, measured by the browser on a real list."""
    seen = as_who(MARKET, "one_buyer")
    assert seen.go(url_of(stand, "list")) == 200
    sizes = seen.page.evaluate(
        """async () => { const urls = [location.href, ...performance.getEntriesByType("resource").map(r => r.name)];
            let total = 0;
            for (const url of urls) {
              const body = await (await fetch(url)).blob();
              const packed = url.includes("woff2") ? body
                : await new Response(body.stream().pipeThrough(new CompressionStream("gzip"))).blob();
              total += packed.size;
            }
            return total; }"""
    )
    assert 0 < sizes <= 300 * 1024
