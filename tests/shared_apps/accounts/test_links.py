"""Invitation and reset links: once, for a time, in one marketplace only; equal answers for unknown addresses."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.core import mail
from django.test import Client
from django.utils import timezone

from shared_apps.accounts import links
from shared_apps.accounts.models import OneTimeLink, SignInSession, User
from shared_apps.outbox import jobs
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.people import company, person, signed_in

ClientOf = Callable[[TenantRef | None], Client]
NEW = "four words that differ"


def _link_in(text: str) -> str:
    found = re.search(r"https?://[^/]+(/sign-in/link/\S+)", text)
    assert found, text
    return found[1]


def test_invitation_from_mail_to_signed_in(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", "ines@wire.example", company_id=company(), password="")
    jobs.run_due()
    [letter] = mail.outbox
    assert letter.to == ["ines@wire.example"]
    job = Job.objects.get(kind="accounts.send_mail")
    assert letter.extra_headers["X-Kontor-Job"] == str(job.id)
    assert f"{tenant_a.slug}." in letter.body
    address = _link_in(letter.body)
    assert address.split("/")[-2] not in str(list(Job.objects.values())) + str(list(OneTimeLink.objects.values()))
    client = client_of(tenant_a)
    assert client.get(address).status_code == 200
    assert client.post(address, {"password": NEW, "again": NEW}).headers["Location"] == "/sign-in/"
    signed_in(client, who, password=NEW)
    assert client.get("/account/").status_code == 200


def test_a_link_works_once(tenant_a: TenantRef, client_of: ClientOf) -> None:
    person("buyer", company_id=company(), password="")
    jobs.run_due()
    address = _link_in(mail.outbox[0].body)
    client = client_of(tenant_a)
    client.post(address, {"password": NEW, "again": NEW})
    again = client.post(address, {"password": "another four words here", "again": "another four words here"})
    assert again.status_code == 410
    assert User.objects.get().check_password(NEW)


def test_the_page_of_a_link_lets_browsers_say_where_its_form_comes_from(
    tenant_a: TenantRef, client_of: ClientOf
) -> None:
    """Under `no-referrer` they send `Origin: null` with the form, and nobody could ever accept an invitation."""
    person("buyer", company_id=company(), password="")
    jobs.run_due()
    address = _link_in(mail.outbox[0].body)
    assert client_of(tenant_a).get(address)["Referrer-Policy"] == "same-origin"


def test_an_old_link_does_not_work(tenant_a: TenantRef, client_of: ClientOf) -> None:
    person("buyer", company_id=company(), password="")
    jobs.run_due()
    OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client_of(tenant_a).get(_link_in(mail.outbox[0].body)).status_code == 410


def test_a_link_of_one_marketplace_is_refused_in_another_even_with_its_row_copied(
    tenant_a: TenantRef, tenant_b: TenantRef, client_of: ClientOf
) -> None:
    who = person("buyer", company_id=company())
    token = links.mint(User.objects.get(pk=who.id), "reset", timezone.now())
    stored = OneTimeLink.objects.get().token_hash
    with scope.enter(tenant_b):
        twin = person("buyer", company_id=company())
        OneTimeLink.objects.create(
            purpose="reset", user_id=twin.id, token_hash=stored, created_at=timezone.now(),
            expires_at=timezone.now() + timedelta(hours=1),
        )  # fmt: skip
        before = User.objects.get(pk=twin.id).password
    answer = client_of(tenant_b).post(f"/sign-in/link/{token}/", {"password": NEW, "again": NEW})
    assert answer.status_code == 410
    with scope.enter(tenant_b):
        assert User.objects.get(pk=twin.id).password == before


def test_asking_for_a_reset_says_the_same_for_unknown_addresses(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", company_id=company())
    jobs.run_due()
    mail.outbox.clear()
    client = client_of(tenant_a)
    known = client.post("/sign-in/forgotten/", {"email": who.email})
    unknown = client.post("/sign-in/forgotten/", {"email": "nobody@example.com"})
    assert known.status_code == unknown.status_code == 200
    assert _bare(known) == _bare(unknown)
    assert Job.objects.filter(state="owed").count() == 2
    jobs.run_due()
    assert [letter.to for letter in mail.outbox] == [[who.email]]


def test_a_reset_ends_all_sessions(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", company_id=company())
    client = signed_in(client_of(tenant_a), who)
    token = links.mint(User.objects.get(pk=who.id), "reset", timezone.now())
    client_of(tenant_a).post(f"/sign-in/link/{token}/", {"password": NEW, "again": NEW})
    assert SignInSession.objects.count() == 0
    assert client.get("/account/").status_code == 302


def test_a_weak_password_is_refused_at_its_field_and_the_link_lives(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", company_id=company(), password="")
    token = links.mint(User.objects.get(pk=who.id), "invitation", timezone.now())
    client = client_of(tenant_a)
    answer = client.post(f"/sign-in/link/{token}/", {"password": "short", "again": "short"})
    assert answer.status_code == 422
    assert not User.objects.get(pk=who.id).has_usable_password()
    assert client.get(f"/sign-in/link/{token}/").status_code == 200


def test_reset_mail_is_in_the_language_of_the_person(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", company_id=company())
    jobs.run_due()
    mail.outbox.clear()
    client_of(tenant_a).post("/sign-in/forgotten/", {"email": who.email})
    jobs.run_due()
    assert mail.outbox[0].subject == f"A new password for {tenant_a.name}"


def _bare(answer: object) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())  # type: ignore[attr-defined]


def test_an_invitation_speaks_the_language_of_the_person(tenant_cn: TenantRef) -> None:
    with scope.enter(tenant_cn):
        person("buyer", company_id=company(), password="")
        User.objects.update(language="zh-hans")
        jobs.run_due()
    assert tenant_cn.name in mail.outbox[0].subject
    assert "您好" in mail.outbox[0].body or "你好" in mail.outbox[0].body
