"""Another e-mail address: confirmed from the new one, taken back from the old, of no use to who took the account."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from shared_apps.accounts import mail_links
from shared_apps.accounts.models import MailChange, SignInSession, User
from shared_apps.audit.models import AuditRecord
from shared_apps.outbox import jobs
from shared_apps.outbox.models import Job, OutboxMessage
from shared_apps.tenancy import policy, scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.models import Membership
from tests.fixtures.people import PASSWORD, company, person, signed_in
from tests.proofs import proves

ClientOf = Callable[[TenantRef | None], Client]
NEW = "ines@new.example"


def letters() -> dict[str, str]:
    """What has been sent meanwhile, by whom it went to and its first words."""
    mail.outbox.clear()
    jobs.run_due()
    return {f"{one.to[0]}: {one.subject[:20]}": one.body for one in mail.outbox}


def link_in(found: dict[str, str], to: str) -> str:
    for name, body in found.items():
        match = re.search(r"https?://[^/]+(/sign-in/address/\S+)", body)
        if name.startswith(f"{to}:") and match:
            return match[1]
    raise AssertionError(found)


@pytest.fixture
def ines(tenant_a: TenantRef, client_of: ClientOf) -> tuple[Client, User]:
    who = person("buyer", "ines@old.example", company_id=company())
    browser = signed_in(client_of(tenant_a), who)
    letters()
    return browser, User.objects.get(pk=who.id)


def moved(browser: Client, client: Client) -> dict[str, str]:
    """Ask for the new address and confirm it; the letters that followed."""
    assert browser.post("/account/address/", {"email": NEW}).status_code == 200
    asked = letters()
    link = link_in(asked, NEW)
    assert client.get(link).status_code == 200
    assert client.post(link).headers["Location"] == "/sign-in/"
    assert client.post(link).status_code == 410, "once"
    return letters()


def test_it_counts_once_confirmed_and_every_browser_is_signed_out(
    ines: tuple[Client, User], tenant_a: TenantRef, client_of: ClientOf
) -> None:
    browser, who = ines
    browser.post("/account/address/", {"email": NEW})
    who.refresh_from_db()
    assert who.email == "ines@old.example", "not before it is confirmed"
    assert {name.split(":")[0] for name in letters()} == {NEW, "ines@old.example"}
    after = moved(browser, client_of(tenant_a))
    assert {name.split(":")[0] for name in after} == {NEW, "ines@old.example"}
    who.refresh_from_db()
    assert (who.email, SignInSession.objects.count()) == (NEW, 0)
    assert client_of(tenant_a).post("/sign-in/", {"email": NEW, "password": PASSWORD}).status_code == 302
    assert OutboxMessage.objects.filter(name="accounts.mail_address_changed").count() == 1
    kept = str(list(AuditRecord.objects.values_list("facts", flat=True))) + str(list(Job.objects.values("payload")))
    assert ".example" not in kept and link_in(after, "ines@old.example").split("/")[-2] not in kept


def test_the_old_address_takes_it_back_whatever_came_after(
    ines: tuple[Client, User], tenant_a: TenantRef, tenant_b: TenantRef, client_of: ClientOf
) -> None:
    browser, who = ines
    undo = link_in(moved(browser, client_of(tenant_a)), "ines@old.example")
    thief = client_of(tenant_a)
    thief.post("/sign-in/", {"email": NEW, "password": PASSWORD})
    thief.post("/account/address/", {"email": "third@new.example"})
    thief.post(link_in(letters(), "third@new.example"))
    letters()
    assert client_of(tenant_b).get(undo).status_code == 410, "of one marketplace it is nothing in another"
    assert client_of(tenant_a).get(undo).status_code == 200
    assert client_of(tenant_a).post(undo).status_code == 302
    with scope.enter(tenant_a):
        who.refresh_from_db()
        assert (who.email, who.check_password(PASSWORD), SignInSession.objects.count()) == (
            "ines@old.example", False, 0,
        )  # fmt: skip
        assert any(name.startswith("ines@old.example") and "/sign-in/link/" in body for name, body in letters().items())
        assert MailChange.objects.filter(undone_at__isnull=True).count() == 0
    assert client_of(tenant_a).post(undo).status_code == 410


@proves("auth.mail_undo_days")
def test_after_some_days_it_cannot_be_taken_back(
    ines: tuple[Client, User], tenant_a: TenantRef, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, _who = ines
    undo = link_in(moved(browser, client_of(tenant_a)), "ines@old.example")
    MailChange.objects.update(confirmed_at=timezone.now() - timedelta(days=8))
    assert client_of(tenant_a).get(undo).status_code == 410
    value = policy.value
    monkeypatch.setattr(policy, "value", lambda key, *more: 9 if key == "auth.mail_undo_days" else value(key, *more))
    assert client_of(tenant_a).get(undo).status_code == 200


def test_nobody_learns_whether_an_address_is_somebodys(
    ines: tuple[Client, User], tenant_a: TenantRef, client_of: ClientOf
) -> None:
    browser, who = ines
    person("buyer", "bo@wire.example", company_id=who_company(who))
    letters()
    taken, free = (browser.post("/account/address/", {"email": one}) for one in ("bo@wire.example", NEW))
    assert (taken.status_code, free.status_code) == (200, 200)
    assert {name.split(":")[0] for name in letters()} == {NEW, "ines@old.example"}
    # Somebody else took it between the letter and the link.
    person("buyer", NEW, company_id=who_company(who))
    change = MailChange.objects.get()
    answer = client_of(tenant_a).post(f"/sign-in/address/{mail_links.mint(change.pk, 'confirm')}/")
    assert answer.status_code == 409
    assert browser.post("/account/address/", {"email": who.email}).status_code == 422
    assert client_of(tenant_a).get("/sign-in/address/forged/").status_code == 410


def who_company(who: User) -> UUID | None:
    return Membership.objects.get(user=who).company_id
