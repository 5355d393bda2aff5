"""What a marketplace may demand of sign-in, and that it is kept: passwords, locks, sessions, factors, networks."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.accounts import policies
from shared_apps.accounts.addresses import current_address
from shared_apps.accounts.commands import (
    CloseStaleAccounts,
    CreateApiKey,
    RotateApiKey,
    SetPassword,
    close_stale_accounts,
    create_api_key,
    rotate_api_key,
    set_password,
)
from shared_apps.accounts.decisions.duties import must_have_factor
from shared_apps.accounts.decisions.sessions import is_over, surplus
from shared_apps.accounts.models import ApiKey, SignInSession, User
from shared_apps.accounts.queries.api_keys import key_in_use
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Conflict, Invalid
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import policy
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.commands import EndMembership, end_membership
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries import versions
from tests.fixtures.authenticators import Authenticator
from tests.fixtures.people import PASSWORD, SYSTEM, authenticator, company, person, signed_in
from tests.proofs import proves
from tests.shared_apps.accounts.test_passkeys import by_passkey, enrolled, is_in

ClientOf = Callable[[TenantRef | None], Client]
Demand = Callable[..., None]


@pytest.fixture
def demand(monkeypatch: pytest.MonkeyPatch) -> Demand:
    """`demand(**{"auth.stale_days": 90})` is what the rule book says; all else is as declared."""
    said: dict[str, Any] = {}
    monkeypatch.setattr(policy, "_resolver", lambda key: said.get(key, policy.KEYS[key].default))

    def say(**wanted: Any) -> None:
        said.update(wanted)

    return say


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/sign-in/", {"email": email, "password": password})


@proves("auth.password_min_length", "auth.password_complexity")
@pytest.mark.parametrize(
    ("wanted", "password", "is_taken"),
    [
        ({}, "elevenchars", False),
        ({}, "twelve chars", True),
        ({"auth.password_min_length": 20}, "nineteen characters", False),
        ({"auth.password_min_length": 20}, "twenty characters ok", True),
        ({"auth.password_complexity": True}, "only small letters", False),
        ({"auth.password_complexity": True}, "Three kinds here", True),
    ],
)
def test_a_password_is_as_the_policy_wants_it(
    tenant_a: TenantRef, demand: Demand, wanted: dict[str, Any], password: str, is_taken: bool
) -> None:
    who = person("buyer", company_id=company())
    demand(**wanted)
    try:
        run(set_password, SYSTEM, SetPassword(user_id=who.id, password=password))
    except Invalid as refusal:
        assert (refusal.code, refusal.field) == ("accounts.weak_password", "password")
        assert not is_taken
    assert User.objects.get(pk=who.id).check_password(password) == is_taken


def test_the_password_one_has_is_no_new_one(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    answer = client.post("/account/password/", {"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 422
    assert "This is the password you have." in answer.content.decode()
    assert is_in(client)


@proves("auth.password_max_age_days")
def test_an_old_password_opens_only_the_page_where_it_is_changed(
    tenant_a: TenantRef, client_of: ClientOf, demand: Demand
) -> None:
    demand(**{"auth.password_max_age_days": 90})
    who = person("buyer", company_id=company())
    client = signed_in(client_of(tenant_a), who)
    assert is_in(client)
    User.objects.update(password_at=timezone.now() - timedelta(days=91))
    assert client.get("/account/").headers["Location"] == "/account/password/"
    assert client.get("/orders/").headers["Location"] == "/account/password/"
    new = {"password": "quite another password", "again": "quite another password"}
    assert client.post("/account/password/", new).status_code == 302
    assert is_in(client)


@proves("auth.lockout_max_failures", "auth.lockout_minutes")
def test_lock_and_its_length_are_the_policys_for_known_and_unknown_alike(
    tenant_a: TenantRef, client_of: ClientOf, demand: Demand
) -> None:
    demand(**{"auth.lockout_max_failures": 3, "auth.lockout_minutes": 30})
    who = person("buyer", company_id=company())
    for email in (who.email, "stranger@example.com"):
        client = client_of(tenant_a)
        for _ in range(3):
            assert "30 minutes" not in sign_in(client, email, "wrong").content.decode()
        assert "30 minutes" in sign_in(client, email).content.decode()


@proves("session.idle_minutes", "session.admin_idle_minutes")
@pytest.mark.parametrize(
    ("role", "idle", "stays"),
    [("buyer", 29, True), ("buyer", 31, False), ("auditor", 14, True), ("auditor", 16, False)],
)
def test_an_idle_browser_is_signed_out_sooner_where_it_may_do_more(
    tenant_a: TenantRef, client_of: ClientOf, demand: Demand, role: str, idle: int, stays: bool
) -> None:
    demand(**{"session.idle_minutes": 30, "session.admin_idle_minutes": 15})
    who = person(role, company_id=company() if role == "buyer" else None)
    client = signed_in(client_of(tenant_a), who)
    SignInSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=idle))
    assert is_in(client) == stays
    assert SignInSession.objects.exists() == stays


def test_a_page_that_asks_by_itself_is_nobody_at_work(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    seen = timezone.now() - timedelta(minutes=10)
    SignInSession.objects.update(last_seen_at=seen)
    client.get("/account/", headers={"HX-Request": "true"})
    assert SignInSession.objects.get().last_seen_at == seen
    client.get("/account/")
    assert SignInSession.objects.get().last_seen_at > seen


@proves("session.absolute_hours")
def test_no_browser_stays_longer_than_the_policy(tenant_a: TenantRef, client_of: ClientOf, demand: Demand) -> None:
    demand(**{"session.absolute_hours": 8})
    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    SignInSession.objects.update(created_at=timezone.now() - timedelta(hours=7, minutes=59))
    assert is_in(client)
    SignInSession.objects.update(created_at=timezone.now() - timedelta(hours=8, minutes=1))
    assert not is_in(client)


@proves("session.concurrent_max")
def test_one_browser_too_many_ends_the_oldest(tenant_a: TenantRef, client_of: ClientOf, demand: Demand) -> None:
    demand(**{"session.concurrent_max": 2})
    who = person("buyer", company_id=company())
    first, second, third = (signed_in(client_of(tenant_a), who) for _ in range(3))
    assert [is_in(one) for one in (first, second, third)] == [False, True, True]


@proves("auth.mfa_required")
@pytest.mark.parametrize(
    ("wanted", "role", "asked"),
    [
        ([], "auditor", False), (["marketplace"], "auditor", True), (["marketplace"], "buyer", False),
        (["admins"], "company_admin", True), (["admins"], "buyer", False), (["everybody"], "buyer", True),
    ],
)  # fmt: skip
def test_who_must_have_a_second_factor_is_asked_at_sign_in(
    tenant_a: TenantRef, client_of: ClientOf, demand: Demand, wanted: list[str], role: str, asked: bool
) -> None:
    demand(**{"auth.mfa_required": wanted})
    who = person(role, company_id=None if role == "auditor" else company())
    client = signed_in(client_of(tenant_a), who)
    assert is_in(client) != asked
    if asked:
        assert client.get("/account/").headers["Location"] == "/account/authenticator/"


@proves("auth.mfa_allowed")
def test_a_factor_that_no_longer_counts_lets_in_and_asks_for_one_that_does(
    tenant_a: TenantRef, client_of: ClientOf, demand: Demand
) -> None:
    demand(**{"auth.mfa_allowed": ["passkey"], "auth.mfa_required": ["everybody"]})
    who = person("buyer", company_id=company())
    client = signed_in(client_of(tenant_a), who, device=authenticator(who.id))
    assert client.get("/account/").headers["Location"] == "/account/passkeys/new/"
    key = Authenticator()
    assert enrolled(client, key).status_code == 200
    assert is_in(client)
    assert by_passkey(client_of(tenant_a), key).status_code == 302


def test_a_kind_that_does_not_count_is_not_set_up(tenant_a: TenantRef, client_of: ClientOf, demand: Demand) -> None:
    demand(**{"auth.mfa_allowed": ["totp"]})
    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    assert enrolled(client, Authenticator()).status_code == 422
    assert not OutboxMessage.objects.filter(name="accounts.factor_added").exists()


@proves("auth.ip_allowlist")
def test_the_marketplaces_people_work_from_its_networks_alone(
    tenant_a: TenantRef, client_of: ClientOf, demand: Demand
) -> None:
    inside = signed_in(client_of(tenant_a), person("auditor"))
    buyer = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    demand(**{"auth.ip_allowlist": "127.0.0.0/8\n2001:db8::/32"})
    assert is_in(inside)
    demand(**{"auth.ip_allowlist": "203.0.113.0/24"})
    assert inside.get("/account/").status_code == 403
    assert is_in(buyer)
    assert inside.get("/account/", REMOTE_ADDR="203.0.113.9").status_code == 200


@pytest.fixture
def from_here() -> Iterator[None]:
    """Whoever acts comes from this machine."""
    token = current_address.set("127.0.0.1")
    yield
    current_address.reset(token)


def test_a_list_that_locks_out_who_writes_it_is_refused(tenant_a: TenantRef, from_here: None) -> None:
    for text, code in (("203.0.113.0/24", "accounts.locks_itself_out"), ("nonsense", "accounts.no_network")):
        with pytest.raises(Invalid) as refused:
            run(change_settings, SYSTEM, ChangeSettings(changes={"auth.ip_allowlist": text}))
        assert refused.value.code == code
    run(change_settings, SYSTEM, ChangeSettings(changes={"auth.ip_allowlist": "127.0.0.0/8, 10.0.0.0/8"}))


def test_a_list_is_read_the_same_by_who_stands_outside(tenant_a: TenantRef, client_of: ClientOf) -> None:
    """Reading a list is no writing of it: it says nothing of where the reader comes from."""
    client = signed_in(client_of(tenant_a), person("auditor"))
    run(change_settings, SYSTEM, ChangeSettings(changes={"auth.ip_allowlist": "203.0.113.0/24"}))
    versions.forget_all()
    assert client.get("/account/").status_code == 403
    versions.forget_all()
    assert client.get("/account/", REMOTE_ADDR="203.0.113.9").status_code == 200


def test_an_empty_list_is_no_list(tenant_a: TenantRef) -> None:
    assert policies.admits([], None)
    assert not policies.admits(["10.0.0.0/8"], None)
    assert policies.admits(["10.0.0.0/8"], "::ffff:10.1.2.3")


@proves("auth.step_up_minutes")
def test_a_confirmation_is_fresh_as_long_as_the_policy_says(
    tenant_a: TenantRef, client_of: ClientOf, demand: Demand
) -> None:
    client = signed_in(client_of(tenant_a), person("buyer", company_id=company()))
    SignInSession.objects.update(confirmed_at=timezone.now() - timedelta(minutes=6))
    assert client.get("/account/password/").status_code == 200
    demand(**{"auth.step_up_minutes": 5})
    assert client.get("/account/password/").status_code == 302


@proves("auth.stale_days")
def test_an_unused_account_is_closed_and_an_administrator_opens_it(
    tenant_a: TenantRef, client_of: ClientOf, demand: Demand
) -> None:
    demand(**{"auth.stale_days": 90})
    stale, fresh = person("buyer", "stale@a.example", company_id=company()), person("auditor")
    client = signed_in(client_of(tenant_a), stale)
    User.objects.filter(pk=stale.id).update(last_login=timezone.now() - timedelta(days=91))
    owner = person("owner", "owner@a.example")
    boss = signed_in(client_of(tenant_a), owner, device=authenticator(owner.id))
    assert run(close_stale_accounts, SYSTEM, CloseStaleAccounts()).count == 1
    assert not is_in(client)
    assert sign_in(client_of(tenant_a), stale.email).status_code == 422
    assert User.objects.get(pk=fresh.id).is_active
    assert "stale@a.example" in boss.get("/account/members/").content.decode()
    assert boss.post(f"/account/members/{stale.id}/reopen/").status_code == 302
    assert is_in(signed_in(client_of(tenant_a), stale))
    assert run(close_stale_accounts, SYSTEM, CloseStaleAccounts()).count == 0


def test_an_administrator_signs_somebody_out_everywhere(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who, owner = person("buyer", company_id=company()), person("owner")
    one, two = signed_in(client_of(tenant_a), who), signed_in(client_of(tenant_a), who)
    boss = signed_in(client_of(tenant_a), owner, device=authenticator(owner.id))
    assert one.post(f"/account/members/{owner.id}/end/").status_code == 403
    assert boss.post(f"/account/members/{who.id}/end/").status_code == 302
    assert [is_in(one), is_in(two), is_in(boss)] == [False, False, True]


def test_a_role_that_ends_signs_the_person_out(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("buyer", company_id=company())
    other = person("supplier", company_id=company("B", sells=True))
    client, stays = signed_in(client_of(tenant_a), who), signed_in(client_of(tenant_a), other)
    run(end_membership, SYSTEM, EndMembership(membership_id=who.membership_id))
    assert [is_in(client), is_in(stays)] == [False, True]


def maker(**more: Any) -> Actor:
    who = person("company_admin", company_id=company())
    return Actor(
        kind="user", id=str(who.id), user_id=who.id, company_id=who.company_id, fresh_factor=True,
        permissions=frozenset({"accounts.create_api_key", "accounts.rotate_api_key", "parties.view_company"}), **more,
    )  # fmt: skip


@proves("auth.key_max_days")
def test_a_key_lasts_no_longer_than_the_policy(tenant_a: TenantRef, demand: Demand) -> None:
    demand(**{"auth.key_max_days": 90})
    actor, now = maker(), datetime.now(UTC)
    run(create_api_key, actor, CreateApiKey(name="ERP"))
    until = ApiKey.objects.get().expires_at
    assert until is not None
    assert abs(until - now - timedelta(days=90)) < timedelta(minutes=1)
    with pytest.raises(Invalid) as refused:
        run(create_api_key, actor, CreateApiKey(name="ERP", expires_at=now + timedelta(days=92)))
    assert (refused.value.code, refused.value.field) == ("accounts.key_too_long", "expires_at")


def test_a_key_works_from_its_networks_alone(tenant_a: TenantRef, client_of: ClientOf) -> None:
    secret = run(create_api_key, maker(), CreateApiKey(name="ERP", networks=["203.0.113.0/24"])).secret
    assert key_in_use(secret) is None
    client, header = client_of(tenant_a), {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/companies", headers=header).status_code == 401
    assert client.get("/api/v1/companies", headers=header, REMOTE_ADDR="203.0.113.7").status_code == 200
    with pytest.raises(Invalid):
        run(create_api_key, maker(), CreateApiKey(name="ERP", networks=["nowhere"]))


def test_a_rotated_key_works_on_beside_the_new_one_and_then_not(tenant_a: TenantRef) -> None:
    actor = maker()
    old = run(create_api_key, actor, CreateApiKey(name="ERP", rate_per_minute=60))
    new = run(rotate_api_key, actor, RotateApiKey(key_id=old.key_id, overlap_hours=2))
    used = key_in_use(new.secret)
    assert used is not None
    assert key_in_use(old.secret) is not None
    assert (used.rate_per_minute, used.actor.company_id) == (60, actor.company_id)
    with pytest.raises(Conflict) as refused:
        run(rotate_api_key, actor, RotateApiKey(key_id=old.key_id))
    assert refused.value.code == "accounts.key_over"
    row = ApiKey.objects.get(pk=old.key_id)
    assert row.expires_at is not None
    assert abs(row.expires_at - datetime.now(UTC) - timedelta(hours=2)) < timedelta(minutes=1)
    ApiKey.objects.filter(pk=old.key_id).update(expires_at=datetime.now(UTC))
    assert key_in_use(old.secret) is None
    assert key_in_use(new.secret) is not None


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 720), st.integers(1, 24))
def test_a_browser_is_over_exactly_when_one_of_both_times_has_passed(
    open_for: int, idle_for: int, idle: int, absolute: int
) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    over = is_over(
        now - timedelta(minutes=open_for), now - timedelta(minutes=idle_for), now,
        idle=timedelta(minutes=idle), absolute=timedelta(hours=absolute),
    )  # fmt: skip
    assert over == (idle_for > idle or open_for > absolute * 60)


@given(st.lists(st.integers()), st.integers(1, 10))
def test_with_one_more_there_are_never_more_than_the_most(rows: list[int], most: int) -> None:
    ended = surplus(rows, most)
    assert list(ended) == rows[: len(ended)]
    assert len(rows) - len(ended) + 1 <= max(most, 1)
    assert not ended or len(rows) - len(ended) + 1 == most


def test_a_role_that_demands_a_factor_needs_no_policy() -> None:
    assert must_have_factor(True, [], of_marketplace=False, permissions=[])
    assert not must_have_factor(
        False, ["marketplace", "admins"], of_marketplace=False, permissions=["orders.view_order"]
    )
