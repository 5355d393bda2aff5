"""The own account: enrolment, sessions, password, API keys, seats."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken

from shared_apps.accounts.commands import CreateApiKey, create_api_key
from shared_apps.accounts.models import ApiKey, Authenticator, SignInSession, User
from shared_apps.accounts.queries.api_keys import key_in_use
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Invalid
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.commands import EndMembership, end_membership
from tests.fixtures.people import PASSWORD, SYSTEM, authenticator, code_of, company, person, signed_in

ClientOf = Callable[[TenantRef | None], Client]


def test_enrolment_opens_everything_and_recovery_codes_work_once(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("owner")
    client = signed_in(client_of(tenant_a), who)
    page = client.get("/account/authenticator/").content.decode()
    assert "<svg" in page
    assert "style=" not in page
    answer = client.post("/account/authenticator/", {"code": code_of(Authenticator.objects.get())})
    codes = re.findall(r"<code>(\w{4}-\w{4}-\w{4})</code>", answer.content.decode())
    assert len(codes) == 10
    assert not StaticToken.objects.filter(token__in=[code.replace("-", "") for code in codes]).exists()
    assert client.get("/people/").status_code == 200
    for expected in (302, 422):
        other = client_of(tenant_a)
        other.post("/sign-in/", {"email": who.email, "password": PASSWORD})
        assert other.post("/sign-in/code/", {"code": codes[0]}).status_code == expected


def test_a_wrong_first_code_enrols_nothing(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client = signed_in(client_of(tenant_a), person("owner"))
    client.get("/account/authenticator/")
    assert client.post("/account/authenticator/", {"code": "000000"}).status_code == 422
    assert not Authenticator.objects.filter(confirmed=True).exists()


def test_ending_another_browser(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", company_id=company())
    first, second = signed_in(client_of(tenant_a), who), signed_in(client_of(tenant_a), who)
    row = SignInSession.objects.order_by("-id").first()
    assert row is not None
    first.post(f"/account/sessions/{row.id}/end/")
    assert second.get("/account/").status_code == 302
    assert first.get("/account/").status_code == 200


def test_nobody_ends_the_browser_of_another(tenant_a: TenantRef, client_of: ClientOf) -> None:
    victim, thief = person("buyer", company_id=company()), person("supplier", company_id=company("B", sells=True))
    one = signed_in(client_of(tenant_a), victim)
    row = SignInSession.objects.get()
    signed_in(client_of(tenant_a), thief).post(f"/account/sessions/{row.id}/end/")
    assert one.get("/account/").status_code == 200


def test_changing_the_password_needs_a_fresh_proof_and_keeps_this_browser(
    tenant_a: TenantRef, client_of: ClientOf
) -> None:
    who = person("buyer", company_id=company())
    client, other = signed_in(client_of(tenant_a), who), signed_in(client_of(tenant_a), who)
    SignInSession.objects.update(confirmed_at=timezone.now() - timedelta(minutes=11))
    new = {"password": "quite another password", "again": "quite another password"}
    assert client.get("/account/password/").headers["Location"].startswith("/account/confirm/")
    assert client.post("/account/password/", new).status_code == 403
    here = "/account/confirm/?next=%2Faccount%2Fpassword%2F"
    assert client.post(here, {"step_up-code": "wrong"}).status_code == 422
    assert client.post(here, {"step_up-code": ""}).status_code == 422
    assert not User.objects.get().check_password("quite another password")
    assert client.post(here, {"step_up-code": PASSWORD}).headers["Location"] == "/account/password/"
    assert client.post("/account/password/", new).headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert User.objects.get().check_password("quite another password")


def test_an_api_key_is_shown_once_and_unknown_elsewhere(
    tenant_a: TenantRef, tenant_b: TenantRef, client_of: ClientOf
) -> None:
    who = person("company_admin", company_id=company())
    client = signed_in(client_of(tenant_a), who)
    form = {"name": "ERP", "rate_per_minute": "60", "reach": "chosen", "permissions": ["parties.view_company"]}
    answer = client.post("/account/keys/new/", form)
    secret = re.search(r"kk_[0-9a-f]{8}_[\w-]{43}", answer.content.decode())
    assert secret
    assert secret[0] not in client.get("/account/keys/").content.decode()
    assert secret[0] not in str(list(ApiKey.objects.values()))
    used = key_in_use(secret[0])
    assert used is not None
    assert used.actor.company_id == who.company_id
    assert used.actor.permissions == {"parties.view_company"}
    with scope.enter(tenant_b):
        assert key_in_use(secret[0]) is None


def test_a_key_does_no_more_than_its_maker(tenant_a: TenantRef) -> None:
    who = person("company_admin", company_id=company())
    maker = Actor(
        kind="user", id=str(who.id), user_id=who.id, company_id=who.company_id, fresh_factor=True,
        permissions=frozenset({"accounts.create_api_key", "parties.view_company", "accounts.manage_self"}),
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        run(create_api_key, maker, CreateApiKey(name="ERP", permissions=["parties.suspend_company"]))
    assert (refused.value.code, refused.value.field) == ("accounts.more_than_own", "permissions")
    assert ApiKey.objects.count() == 0
    secret = run(create_api_key, maker, CreateApiKey(name="ERP")).secret
    used = key_in_use(secret)
    assert used is not None
    assert used.actor.permissions == {"accounts.create_api_key", "parties.view_company"}
    run(end_membership, SYSTEM, EndMembership(membership_id=who.membership_id))
    after = key_in_use(secret)
    assert after is not None
    assert after.actor.permissions == frozenset()


def test_a_revoked_key_is_unknown(tenant_a: TenantRef, client_of: ClientOf) -> None:
    made = run(create_api_key, SYSTEM, CreateApiKey(name="ERP", permissions=["parties.view_company"]))
    owner = person("owner")
    client = signed_in(client_of(tenant_a), owner, device=authenticator(owner.id))
    assert client.post(f"/account/keys/{made.key_id}/revoke/").status_code == 302
    assert key_in_use(made.secret) is None


def test_the_seat_decides_the_company_and_only_own_seats_can_be_taken(tenant_a: TenantRef, client_of: ClientOf) -> None:
    first, second, foreign = company("Aa"), company("Bb"), company("Cc")
    who = person("company_admin", "two@seats.example", company_id=first)
    person("company_admin", "two@seats.example", company_id=second)
    client = signed_in(client_of(tenant_a), who)
    for wanted, seen in ((first, first), (second, second), (foreign, second)):
        client.post("/account/seat/", {"company": str(wanted)})
        assert client.get("/companies/").headers["Location"] == f"/companies/{seen}/"


def test_profile_changes_name_language_and_cookie(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", company_id=company())
    client = signed_in(client_of(tenant_a), who)
    client.post("/account/", {"name": "  Ines   Halvorsen ", "language": "zh-hans"})
    user = User.objects.get(pk=who.id)
    assert (user.name, user.language) == ("Ines Halvorsen", "zh-hans")
    assert client.cookies["k_lang"].value == "zh-hans"
