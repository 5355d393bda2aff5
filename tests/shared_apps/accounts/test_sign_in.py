"""Signing in through the pages: right, wrong, locked, second factor, and never across marketplaces."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shared_apps.accounts.models import SignInSession, SignInThrottle
from shared_apps.audit.models import AuditRecord
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.people import PASSWORD, authenticator, code_of, company, person, signed_in

ClientOf = Callable[[TenantRef | None], Client]
COOKIE = settings.SESSION_COOKIE_NAME


def _page(answer: object) -> str:
    """The page without what differs by chance."""
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())  # type: ignore[attr-defined]


def test_right_password_opens_a_noted_session(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", company_id=company())
    client = signed_in(client_of(tenant_a), who)
    assert SignInSession.objects.get().user_id == who.id
    assert client.get("/account/").status_code == 200


def test_unknown_and_known_address_get_the_same_answer(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", company_id=company())
    client = client_of(tenant_a)
    client.get("/sign-in/")
    known = client.post("/sign-in/", {"email": who.email, "password": "wrong"})
    other = client.post("/sign-in/", {"email": "x" + who.email[1:], "password": "wrong"})
    assert known.status_code == other.status_code == 422
    assert _page(known).replace(who.email, "") == _page(other).replace("x" + who.email[1:], "")


@pytest.mark.parametrize("is_known", [True, False])
def test_the_fifth_failure_locks_known_and_unknown_alike(
    tenant_a: TenantRef, client_of: ClientOf, is_known: bool
) -> None:
    who = person("buyer", company_id=company())
    email = who.email if is_known else "stranger@example.com"
    client = client_of(tenant_a)
    for _ in range(5):
        client.post("/sign-in/", {"email": email, "password": "wrong"})
    answer = client.post("/sign-in/", {"email": email, "password": PASSWORD})
    assert answer.status_code == 422
    assert "15 minutes" in answer.content.decode()
    assert SignInSession.objects.count() == 0


def test_a_lock_ends_and_one_more_failure_doubles_it(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", company_id=company())
    client = client_of(tenant_a)
    for _ in range(5):
        client.post("/sign-in/", {"email": who.email, "password": "wrong"})
    SignInThrottle.objects.filter(key__startswith="account").update(locked_until=timezone.now() - timedelta(seconds=1))
    client.post("/sign-in/", {"email": who.email, "password": "wrong"})
    row = SignInThrottle.objects.get(key__startswith="account")
    assert row.failed_count == 6
    assert timedelta(minutes=29) < row.locked_until - timezone.now() <= timedelta(minutes=30)


def test_many_accounts_from_one_address_lock_the_address(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", company_id=company())
    client = client_of(tenant_a)
    for number in range(20):
        client.post("/sign-in/", {"email": f"guess{number}@example.com", "password": "wrong"})
    assert client.post("/sign-in/", {"email": who.email, "password": PASSWORD}).status_code == 422


def test_success_forgets_the_failures_of_the_account(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", company_id=company())
    client = client_of(tenant_a)
    for _ in range(4):
        client.post("/sign-in/", {"email": who.email, "password": "wrong"})
    signed_in(client, who)
    assert not SignInThrottle.objects.filter(key__startswith="account").exists()


def test_second_factor_is_asked_for_and_a_code_works_once(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("owner")
    device = authenticator(who.id)
    first, second = client_of(tenant_a), client_of(tenant_a)
    code = code_of(device)
    for client in (first, second):
        answer = client.post("/sign-in/", {"email": who.email, "password": PASSWORD})
        assert answer.headers["Location"] == "/sign-in/code/"
        assert client.get("/account/").status_code == 302
    assert first.post("/sign-in/code/", {"code": code}).status_code == 302
    replay = second.post("/sign-in/code/", {"code": code})
    assert replay.status_code == 422
    assert first.get("/account/").status_code == 200
    assert second.get("/account/").status_code == 302
    assert SignInSession.objects.count() == 1


def test_wrong_codes_lock_the_account(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("owner")
    device = authenticator(who.id)
    client = client_of(tenant_a)
    client.post("/sign-in/", {"email": who.email, "password": PASSWORD})
    for _ in range(5):
        client.post("/sign-in/code/", {"code": "000000"})
    answer = client.post("/sign-in/code/", {"code": code_of(device)})
    assert answer.status_code == 422
    assert "15 minutes" in answer.content.decode()


def test_those_who_must_have_a_second_factor_are_sent_to_set_it_up(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client = signed_in(client_of(tenant_a), person("owner"))
    for address in ("/account/", "/people/", "/companies/"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/account/authenticator/")
    assert client.post("/people/invite/", {"email": "a@b.example"}).status_code == 302


def test_a_cookie_of_one_marketplace_is_nobody_in_another(
    tenant_a: TenantRef, tenant_b: TenantRef, tenant_cn: TenantRef, client_of: ClientOf
) -> None:
    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    for other in (tenant_b, tenant_cn, None):
        thief = client_of(other)
        thief.cookies[COOKIE] = client.cookies[COOKIE].value
        answer = thief.get("/account/")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")


def test_a_session_row_copied_to_another_marketplace_is_nobody(
    tenant_a: TenantRef, tenant_b: TenantRef, client_of: ClientOf
) -> None:
    from django.contrib.sessions.models import Session

    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    row = Session.objects.get(pk=client.cookies[COOKIE].value)
    copied = (row.session_key, row.session_data, row.expire_date)
    with scope.enter(tenant_b):
        Session.objects.create(session_key=copied[0], session_data=copied[1], expire_date=copied[2])
    thief = client_of(tenant_b)
    thief.cookies[COOKIE] = client.cookies[COOKIE].value
    assert thief.get("/account/").status_code == 302


def test_signing_in_gives_a_new_session_key(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("owner")
    device = authenticator(who.id)
    client = client_of(tenant_a)
    client.post("/sign-in/", {"email": who.email, "password": PASSWORD})
    before = client.cookies[COOKIE].value
    client.post("/sign-in/code/", {"code": code_of(device)})
    assert client.cookies[COOKIE].value != before


def test_signing_out_ends_the_session_for_good(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    key = client.cookies[COOKIE].value
    client.post("/sign-out/")
    client.cookies[COOKIE] = key
    assert client.get("/account/").status_code == 302
    assert SignInSession.objects.count() == 0


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_next_never_leads_away(tenant_a: TenantRef, client_of: ClientOf, evil: str) -> None:
    who = person("buyer", company_id=company())
    answer = client_of(tenant_a).post("/sign-in/", {"email": who.email, "password": PASSWORD, "next": evil})
    assert answer.headers["Location"] == "/"


def test_no_password_reaches_the_audit_trail(tenant_a: TenantRef, client_of: ClientOf) -> None:
    signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    rows = AuditRecord.objects.filter(action="accounts.sign_in")
    assert [row.facts["outcome"] for row in rows] == ["signed_in"]
    assert PASSWORD not in str(list(AuditRecord.objects.values()))


def test_unknown_and_known_address_cost_the_same_work(
    tenant_a: TenantRef, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    hasher = get_hasher()
    encode = type(hasher).encode

    def counted(self: object, password: str, *args: object) -> str:
        hashed.append(password)
        return encode(self, password, *args)  # type: ignore[no-any-return,arg-type]

    who = person("buyer", company_id=company())
    client = client_of(tenant_a)
    client.post("/sign-in/", {"email": "warm@up.example", "password": "wrong"})
    monkeypatch.setattr(type(hasher), "encode", counted)
    work = []
    for email in (who.email, "stranger@example.com"):
        hashed.clear()
        with CaptureQueriesContext(connections[tenant_a.alias]) as queries:
            client.post("/sign-in/", {"email": email, "password": "wrong"})
        work.append((len(hashed), len(queries)))
    assert work[0] == work[1]
    assert work[0][0] == 1


def test_people_sign_in_stay_and_sign_out_with_the_cache_away(
    tenant_a: TenantRef, client_of: ClientOf, settings: Any
) -> None:
    """A real client of a server that is not there: nothing listens on port 1."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "KEY_FUNCTION": "shared_apps.tenancy.keys.cache_key",
        }
    }
    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    assert client.get("/account/").status_code == 200
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/account/").status_code == 302
    assert SignInSession.objects.count() == 0
