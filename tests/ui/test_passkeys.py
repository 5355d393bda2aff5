"""Passkeys in a browser, with an authenticator that Chromium keeps in memory: made, used, and of no use elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from shared_apps.accounts.models import Passkey, SignInSession
from shared_apps.tenancy import scope
from tests.fixtures.people import PASSWORD, person
from tests.ui.browser import PHONE, Look, opened
from tests.ui.stand import CONTROL, MARKET, Stand

pytestmark = pytest.mark.browser


@contextmanager
def with_authenticator(browser: Browser, stand: Stand, **how: Any) -> Iterator[tuple[Look, Any, str]]:
    """A visitor's browser at the sign-in page, the session of its debugging protocol, and the authenticator's id."""
    with opened(browser, f"{stand.origin(MARKET)}/sign-in/", **how) as look:
        protocol = look.page.context.new_cdp_session(look.page)
        protocol.send("WebAuthn.enable")
        made = protocol.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                    "isUserVerified": True, "automaticPresenceSimulation": True,
                }
            },
        )  # fmt: skip
        yield look, protocol, made["authenticatorId"]


def newcomer(stand: Stand, name: str) -> str:
    """Somebody of their own: a new factor signs all other browsers of a person out, and others use the stand too."""
    with scope.enter(stand.place.ref):
        return person("buyer", f"{name}@example.com", company_id=stand.place.two.buyer).email


def sign_in(page: Page, email: str) -> None:
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=password]) button[type=submit]")


def add(page: Page, stand: Stand, name: str) -> None:
    page.goto(f"{stand.origin(MARKET)}/account/passkeys/new/")
    page.fill("[name=passkey_name]", name)
    page.click("[data-passkey=create]")


def sign_out(page: Page, stand: Stand) -> None:
    page.context.clear_cookies(name="kontor_session")
    page.goto(f"{stand.origin(MARKET)}/sign-in/")


def test_made_on_the_account_page_it_signs_in_and_a_copy_of_it_does_not(browser: Browser, stand: Stand) -> None:
    with with_authenticator(browser, stand) as (look, protocol, device):
        page = look.page
        sign_in(page, newcomer(stand, "desk.key"))
        add(page, stand, "Desk key")
        page.wait_for_selector(".k-codes")
        page.goto(f"{stand.origin(MARKET)}/account/")
        assert page.locator("text=Desk key").first.is_visible()
        assert look.findings() == []
        kept = protocol.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
        assert len(kept) == 1

        sign_out(page, stand)
        page.click("form[data-passkey-part] [data-passkey=get]")
        page.wait_for_url(f"{stand.origin(MARKET)}/")
        page.goto(f"{stand.origin(MARKET)}/account/")
        assert page.locator("text=Desk key").first.is_visible()

        # The same key in another device, whose count stands where it stood before.
        protocol.send("WebAuthn.clearCredentials", {"authenticatorId": device})
        protocol.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": kept[0] | {"signCount": 0}})
        sign_out(page, stand)
        page.click("form[data-passkey-part] [data-passkey=get]")
        page.wait_for_selector(".k-formerrors")
        assert "does not open an account" in page.locator(".k-formerrors").inner_text()

        # On the host of another marketplace, or of the platform, the device has nothing to offer.
        look.problems.clear()
        page.goto(f"{stand.origin(CONTROL)}/sign-in/")
        page.click("form[data-passkey-part] [data-passkey=get]")
        page.wait_for_selector("form[data-passkey-part] [data-passkey-error]:not([hidden])")
    with scope.enter(stand.place.ref):
        Passkey.objects.filter(name="Desk key").delete()


def test_it_is_the_second_step_and_confirms_in_place_on_a_phone(browser: Browser, stand: Stand) -> None:
    with with_authenticator(browser, stand, width=PHONE, theme="dark", language="zh-hans") as (
        look,
        _protocol,
        _device,
    ):
        page, email = look.page, newcomer(stand, "phone.key")
        sign_in(page, email)
        add(page, stand, "Phone key")
        page.wait_for_selector(".k-codes")
        sign_out(page, stand)
        sign_in(page, email)
        page.wait_for_url("**/sign-in/code/")
        assert look.findings() == []
        page.click("[data-passkey=get]")
        page.wait_for_url(f"{stand.origin(MARKET)}/")
        with scope.enter(stand.place.ref):
            SignInSession.objects.update(confirmed_at=timezone.now() - timedelta(hours=1))
        page.goto(f"{stand.origin(MARKET)}/account/password/")
        page.wait_for_url("**/account/confirm/**")
        assert look.findings() == []
        page.click("[data-passkey=get]")
        page.wait_for_url("**/account/password/")
    stand.confirm()
    with scope.enter(stand.place.ref):
        Passkey.objects.filter(name="Phone key").delete()
