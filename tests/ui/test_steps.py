"""The core operations, counted: at most three steps each, from the page somebody sees first.

A step is a page load, a dialog, or a submit after filling visible fields. The browser counts, not the test: every
navigation of the page, every dialog that opens and every file that is saved is one step.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Download, Frame, Page, expect

from shared_apps.accounts.models import ApiKey
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.models import Order
from tenant_apps.payments.models import Payment
from tenant_apps.trading.kernel.models import Deal
from tenants.models import SignUp, Tenant
from tests.ui.browser import PHONE, opened
from tests.ui.stand import CONTROL, MARKET, OPERATOR, VISITOR, Stand

pytestmark = pytest.mark.browser
MOST = 3
# Counts dialogs of the page itself; those of the browser are heard by Playwright.
COUNT_DIALOGS = """addEventListener("DOMContentLoaded", () => new MutationObserver(all => all.forEach(
    one => { if (one.target.matches("dialog[open]")) console.info("step: dialog"); }
)).observe(document.documentElement, {attributes: true, subtree: true, attributeFilter: ["open"]}))"""


@dataclass
class Walk:
    """Somebody at work, and the steps they took."""

    page: Page
    steps: int = 0

    def count(self) -> None:
        self.page.on("framenavigated", self._went)
        self.page.on("dialog", self._asked)
        self.page.on("download", self._saved)
        self.page.on("console", lambda said: self._add(1 if said.text == "step: dialog" else 0))

    def _add(self, steps: int) -> None:
        self.steps += steps

    def _went(self, frame: Frame) -> None:
        self._add(1 if frame == self.page.main_frame else 0)

    def _asked(self, dialog: Dialog) -> None:
        self._add(1)
        dialog.accept()

    def _saved(self, download: Download) -> None:
        self._add(1)

    def follow(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def send_first(self, name: str) -> None:
        """The first of several buttons of that name."""
        before = self.steps
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        assert self.steps > before

    def send(self, name: str) -> None:
        before = self.steps
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()
        expect(self.page.locator(".k-errors, .invalid-feedback")).to_have_count(0)
        assert self.steps > before

    def go_to(self, place: str) -> None:
        """A place of the side bar."""
        self.page.locator(".k-side").get_by_role("link", name=place).first.click()
        self.page.wait_for_load_state()


At = Callable[..., AbstractContextManager[Walk]]


@pytest.fixture
def at(browser: Browser, stand: Stand) -> At:
    """`with at(MARKET, "two_buyer") as walk:` starts at the first page of that person; three steps are left."""

    @contextmanager
    def start(front: str, who: str, path: str = "/") -> Iterator[Walk]:
        stand.confirm()
        cookies: list[Any] = stand.cookies(front, who)
        with opened(browser, stand.origin(front) + path, cookies=cookies, at_start=COUNT_DIALOGS, until="load") as look:
            walk = Walk(look.page)
            walk.count()
            yield walk
            assert look.problems == []
            assert 0 < walk.steps <= MOST, f"{walk.steps} steps"

    return start


def test_the_count_has_teeth(at: At) -> None:
    """Four pages are four steps, and a dialog is one."""
    with pytest.raises(AssertionError, match="5 steps"), at(MARKET, "two_buyer") as walk:
        for place in ("Orders", "Deals", "Catalogue", "Stock"):
            walk.go_to(place)
        walk.page.keyboard.press("Control+k")
        walk.page.wait_for_selector("#k-palette[open]")


def test_take_a_listing(at: At, stand: Stand) -> None:
    with at(MARKET, "two_buyer") as walk:
        walk.follow(f"{stand.place.two.word} offcuts")
        walk.page.fill("[name=quantity]", "60")
        walk.send("Take it")
        with scope.enter(stand.place.ref):
            assert Deal.objects.filter(buyer_id=stand.place.two.buyer).latest("formed_at").number in walk.page.content()


def test_order_a_past_order_again(at: At, stand: Stand) -> None:
    with scope.enter(stand.place.ref):
        before = Order.objects.filter(buyer_id=stand.place.two.buyer).count()
    with at(MARKET, "two_buyer") as walk:
        walk.go_to("Orders")
        walk.send_first("Order again")
        walk.send("Order 1 row")
    with scope.enter(stand.place.ref):
        assert Order.objects.filter(buyer_id=stand.place.two.buyer).count() == before + 1


def test_order_many_articles_at_once(at: At, stand: Stand) -> None:
    word = stand.place.two.word
    with at(MARKET, "two_buyer") as walk:
        walk.follow("Quick order")
        walk.page.select_option("[name=seller_id]", label=f"{word} Seller Ltd")
        walk.page.fill("[name=lines]", f"{word}-item\t3\n{word}-item\t4")
        walk.send("Check prices and stock")
        walk.send("Order 2 rows")
        assert "is accepted" in walk.page.locator(".k-toast").inner_text()


def test_publish_a_listing(at: At, stand: Stand) -> None:
    with at(MARKET, "two_seller") as walk:
        walk.follow("Publish a listing")
        walk.page.fill("[name=quantity]", "25")
        walk.page.fill("[name=unit_price]", "3.10")
        walk.page.fill("[name=title]", "Coils by the ton")
        walk.send("Publish")
        assert walk.page.locator("h1").inner_text() == "Coils by the ton"


def test_confirm_goods_received(at: At, stand: Stand) -> None:
    with at(MARKET, "two_buyer") as walk:
        walk.follow("Confirm")
        walk.send("Confirm receipt")
        with scope.enter(stand.place.ref):
            assert Shipment.objects.get(pk=stand.place.two.ids["sent_shipment"]).state == "received"


def test_pay_an_invoice(at: At, stand: Stand) -> None:
    with scope.enter(stand.place.ref):
        before = Payment.objects.filter(payer_id=stand.place.two.buyer).count()
    with at(MARKET, "two_buyer") as walk:
        walk.follow("Pay")
        walk.send("Record the payment")
    with scope.enter(stand.place.ref):
        assert Payment.objects.filter(payer_id=stand.place.two.buyer).count() == before + 1


def test_export_a_list(at: At, stand: Stand) -> None:
    with at(MARKET, "two_buyer") as walk:
        walk.go_to("Orders")
        with walk.page.expect_download() as saved:
            walk.follow("Export")
        text = saved.value.path().read_text("utf-8-sig")
        assert stand.place.two.order_number in text
        assert stand.place.one.order_number not in text


def test_make_an_api_key(at: At, stand: Stand) -> None:
    with at(MARKET, "two_buyer") as walk:
        walk.page.locator(".k-top details:has(.k-avatar) > summary").click()
        walk.page.locator(".k-top").get_by_role("link", name="API keys").click()
        walk.page.wait_for_load_state()
        walk.follow("Create a key")
        walk.page.fill("[name=name]", "Warehouse system")
        walk.send("Create the key")
        with scope.enter(stand.place.ref):
            prefix = ApiKey.objects.get(name="Warehouse system").prefix
        assert prefix in walk.page.locator("main").inner_text()


def test_an_operator_opens_a_marketplace(at: At, stand: Stand) -> None:
    with at(CONTROL, OPERATOR, "/console/") as walk:
        walk.follow("Open a marketplace")
        _fill_wish(walk.page, f"heron-{stand.tag}")
        walk.send("Open the marketplace")
        assert Tenant.objects.get(slug=f"heron-{stand.tag}").state == "provisioning"
        assert walk.page.locator("h1").inner_text().startswith("Heron Isle")


@pytest.mark.parametrize("width", [PHONE])
def test_a_visitor_signs_up(at: At, stand: Stand, width: int) -> None:
    with at(CONTROL, VISITOR) as walk:
        walk.page.set_viewport_size({"width": width, "height": 780})
        walk.follow("Open a marketplace")
        _fill_wish(walk.page, f"egret-{stand.tag}")
        walk.send("Send me the link")
    wish = SignUp.objects.get(slug=f"egret-{stand.tag}")
    with scope.enter(scope.CONTROL):
        assert Job.objects.filter(kind="tenants.send_sign_up_mail", payload__sign_up_id=str(wish.pk)).exists()


def _fill_wish(page: Page, slug: str) -> None:
    page.fill("[name=name]", "Heron Isle")
    page.fill("[name=slug]", slug)
    page.fill("[name=admin_name]", "Runa Falk")
    page.fill("[name=admin_email]", "runa@heron.example")
