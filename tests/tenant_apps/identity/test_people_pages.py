"""People: inviting through the pages, who may grant what, and the last owner."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from shared_apps.accounts.actors import known_permissions
from shared_apps.accounts.models import User
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.invariants import REGISTRY
from shared_apps.foundation.refusals import Conflict, NotAllowed, NotFound
from shared_apps.outbox import jobs
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.commands import (
    ChangeRole,
    EndMembership,
    InvitePerson,
    change_role,
    end_membership,
    invite_person,
)
from tenant_apps.identity.models import Membership, Role
from tenant_apps.identity.standing import resolve
from tests.fixtures.people import SYSTEM, Person, authenticator, company, person, signed_in

ClientOf = Callable[[TenantRef | None], Client]


def actor_of(who: Person) -> Actor:
    standing = resolve(User.objects.get(pk=who.id), "")
    assert standing.seat is not None
    return Actor(
        kind="user", id=str(who.id), display=who.email, user_id=who.id, company_id=standing.seat.company_id,
        permissions=standing.permissions, narrowed=standing.narrowed, fresh_factor=True,
    )  # fmt: skip


def test_an_owner_invites_a_buyer_who_signs_in_and_sees_only_the_own_company(
    tenant_a: TenantRef, client_of: ClientOf
) -> None:
    owner = person("owner")
    own, other = company("Own"), company("Other")
    person("buyer", "other@wire.example", company_id=other)
    client = signed_in(client_of(tenant_a), owner, device=authenticator(owner.id))
    form = {"email": "Ines@Wire.example", "name": "Ines", "role": "buyer", "language": "en"}
    assert client.post(f"/people/invite/?company={own}", form).status_code == 302
    jobs.run_due()
    letter = next(one for one in mail.outbox if one.to == ["ines@wire.example"])
    address = re.search(r"/sign-in/link/\S+", letter.body)
    assert address
    browser = client_of(tenant_a)
    browser.post(address[0], {"password": "four words that differ", "again": "four words that differ"})
    ines = Person(User.objects.get(email="ines@wire.example").id, "ines@wire.example")
    signed_in(browser, ines, password="four words that differ")
    assert browser.get("/companies/").headers["Location"] == f"/companies/{own}/"
    assert browser.get(f"/companies/{other}/").status_code == 404
    assert browser.get("/people/").status_code == 403
    assert browser.get("/companies/new/").status_code == 403


def test_a_company_administrator_sees_and_invites_only_in_the_own_company(
    tenant_a: TenantRef, client_of: ClientOf
) -> None:
    own, other = company("Own"), company("Other")
    stranger = person("buyer", "other@wire.example", company_id=other)
    boss = person("company_admin", company_id=own)
    client = signed_in(client_of(tenant_a), boss)
    assert "other@wire.example" not in client.get("/people/").content.decode()
    assert client.post(f"/people/{stranger.membership_id}/end/").status_code == 404
    form = {"email": "new@wire.example", "name": "New", "role": "buyer", "language": "en"}
    assert client.post(f"/people/invite/?company={other}", form).status_code == 302
    assert Membership.objects.get(user__email="new@wire.example").company_id == own


@pytest.mark.parametrize("role", ["owner", "admin", "auditor"])
def test_a_company_administrator_cannot_make_staff_of_the_marketplace(tenant_a: TenantRef, role: str) -> None:
    boss = actor_of(person("company_admin", company_id=company()))
    before = User.objects.count()
    with pytest.raises(Exception, match=r"identity\.role_of_other_side"):
        run(invite_person, boss, InvitePerson(email="x@y.example", name="X", role=role))
    assert User.objects.count() == before


def test_an_administrator_makes_no_owner(tenant_a: TenantRef) -> None:
    person("owner")
    admin = actor_of(person("admin"))
    with pytest.raises(NotAllowed):
        run(invite_person, admin, InvitePerson(email="x@y.example", name="X", role="owner"))
    assert not User.objects.filter(email="x@y.example").exists()
    run(invite_person, admin, InvitePerson(email="x@y.example", name="X", role="admin"))


def test_the_last_owner_cannot_leave_nor_change_role(tenant_a: TenantRef, client_of: ClientOf) -> None:
    owner = person("owner")
    client = signed_in(client_of(tenant_a), owner, device=authenticator(owner.id))
    client.post(f"/people/{owner.membership_id}/end/")
    assert client.post(f"/people/{owner.membership_id}/role/", {"role": "admin"}).status_code == 422
    assert Membership.objects.get().until is None
    second = person("owner", "second@owner.example")
    run(end_membership, SYSTEM, EndMembership(membership_id=second.membership_id))
    with pytest.raises(Conflict) as refused:
        run(end_membership, SYSTEM, EndMembership(membership_id=owner.membership_id))
    assert refused.value.code == "identity.last_owner"
    assert REGISTRY["identity.owner_exists"]() == REGISTRY["identity.role_side_fits"]() == []


def test_a_role_taken_away_stops_at_the_next_request(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("company_admin", company_id=company())
    client = signed_in(client_of(tenant_a), who)
    assert client.get("/people/").status_code == 200
    run(end_membership, SYSTEM, EndMembership(membership_id=who.membership_id))
    assert client.get("/people/").headers["Location"].startswith("/sign-in/")


def test_the_duty_to_use_a_second_factor_follows_the_role(tenant_a: TenantRef) -> None:
    person("owner")
    who = person("auditor", "a@b.example")
    assert not User.objects.get(pk=who.id).must_use_totp
    after = run(change_role, SYSTEM, ChangeRole(membership_id=who.membership_id, role="admin"))
    assert User.objects.get(pk=who.id).must_use_totp
    run(end_membership, SYSTEM, EndMembership(membership_id=after.membership_id))
    assert not User.objects.get(pk=who.id).must_use_totp


def test_someone_without_a_role_sees_nothing(tenant_a: TenantRef, client_of: ClientOf) -> None:
    from tests.fixtures.people import stranger

    company()
    client = signed_in(client_of(tenant_a), stranger())
    for address in ("/people/", "/companies/", "/companies/new/", "/account/keys/"):
        assert client.get(address).status_code == 403


def test_an_auditor_sees_all_and_changes_nothing(tenant_a: TenantRef, client_of: ClientOf) -> None:
    company("Seen")
    client = signed_in(client_of(tenant_a), person("auditor"))
    assert "Seen" in client.get("/companies/").content.decode()
    assert client.get("/people/").status_code == 200
    assert client.get("/companies/new/").status_code == 403


def test_a_foreign_membership_is_not_found(tenant_a: TenantRef) -> None:
    theirs = person("buyer", "b@other.example", company_id=company("Other"))
    boss = actor_of(person("company_admin", company_id=company("Own")))
    with pytest.raises(NotFound):
        run(end_membership, boss, EndMembership(membership_id=theirs.membership_id))


def test_no_role_of_a_marketplace_reaches_the_platform(tenant_a: TenantRef) -> None:
    owner = actor_of(person("owner"))
    assert {code for code in owner.permissions if code.startswith(("tenants.", "operators."))} == set()
    Role.objects.create(
        code="own", name_en="Own", name_zh_hans="Own", side="marketplace", permissions=["tenants.suspend_marketplace"]
    )
    assert "tenants.suspend_marketplace" not in actor_of(person("own")).permissions


def test_no_role_of_the_platform_reaches_into_marketplaces(control: None) -> None:
    assert not {code for code in known_permissions() if code.startswith(("orders.", "identity.", "trading."))}
