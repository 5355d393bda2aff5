"""Own roles: who makes them, what goes in, who sees them, and what a change does to those who hold one."""

import pytest

from shared_apps.accounts.models import User
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.commands import (
    BoundsIn,
    ChangeRole,
    DefineRole,
    EndMembership,
    InvitePerson,
    RedefineRole,
    RetireRole,
    change_role,
    define_role,
    end_membership,
    invite_person,
    redefine_role,
    retire_role,
)
from tenant_apps.identity.models import Membership, Role
from tenant_apps.identity.standing import resolve
from tests.fixtures.people import SYSTEM, company, person
from tests.tenant_apps.identity.test_people_pages import actor_of

pytestmark = pytest.mark.usefixtures("tenant_a")


def test_a_role_of_ones_own_gives_what_is_in_it(tenant_a: TenantRef) -> None:
    own = company("Own")
    boss, clerk = actor_of(person("company_admin", company_id=own)), person("buyer", company_id=own)
    made = run(define_role, boss, DefineRole(name_en="Night desk", permissions=["orders.*", "-orders.cancel_order"]))
    assert clerk.membership_id
    run(change_role, boss, ChangeRole(membership_id=clerk.membership_id, role=made.code))
    held = actor_of(clerk).permissions
    assert "orders.view_order" in held and "orders.cancel_order" not in held and "catalogue.view_item" not in held


def test_nobody_puts_into_a_role_what_they_do_not_hold() -> None:
    own = company("Own")
    boss = actor_of(person("company_admin", company_id=own))
    less = Actor(
        kind="user", id=boss.id, user_id=boss.user_id, company_id=own, fresh_factor=True,
        permissions=boss.permissions - {"payments.record_payment"},
    )  # fmt: skip
    before = Role.objects.count()
    with pytest.raises(NotAllowed) as refused:
        run(define_role, less, DefineRole(name_en="Cashier", permissions=["payments.*"]))
    assert refused.value.code == "identity.more_than_own" and refused.value.facts["permission"].startswith("payments.")
    assert Role.objects.count() == before


def test_what_is_the_marketplaces_own_is_in_no_role_of_a_company_whatever_its_pattern() -> None:
    own = company("Own")
    owner = actor_of(person("owner"))
    with pytest.raises(Invalid) as refused:
        run(define_role, owner, DefineRole(name_en="Judge", permissions=["parties.suspend_company"]))
    assert refused.value.field == "permissions"
    made = run(define_role, owner, DefineRole(name_en="All", permissions=["*"], company_id=own))
    clerk = person("buyer", company_id=own)
    assert clerk.membership_id
    run(change_role, owner, ChangeRole(membership_id=clerk.membership_id, role=made.code))
    held = actor_of(clerk).permissions
    assert "parties.suspend_company" not in held and "identity.manage_owners" not in held
    assert "orders.place_order" in held


def test_a_companys_own_role_does_not_exist_for_another() -> None:
    own, other = company("Own"), company("Other")
    boss = actor_of(person("company_admin", "b@own.example", company_id=own))
    stranger = actor_of(person("company_admin", "b@other.example", company_id=other))
    made = run(define_role, boss, DefineRole(name_en="Night desk", permissions=["orders.view_order"]))
    assert not Role.objects.visible_to(stranger).filter(pk=made.role_id).exists()
    for command, data in (
        (redefine_role, RedefineRole(role_id=made.role_id, name_en="Mine")),
        (retire_role, RetireRole(role_id=made.role_id)),
        (define_role, DefineRole(name_en="Copy", copy_of=made.role_id)),
    ):
        with pytest.raises(NotFound):
            run(command, stranger, data)
    with pytest.raises(Invalid) as refused:
        run(invite_person, stranger, InvitePerson(email="n@other.example", name="N", role=made.code))
    assert refused.value.code == "identity.role_unknown"


def test_a_built_in_role_is_copied_and_never_changed() -> None:
    own = company("Own")
    boss = actor_of(person("company_admin", company_id=own))
    buyer = Role.objects.get(code="buyer")
    with pytest.raises(Conflict) as refused:
        run(redefine_role, boss, RedefineRole(role_id=buyer.pk, permissions=["orders.view_order"]))
    assert refused.value.code == "identity.role_is_built_in"
    made = run(define_role, boss, DefineRole(name_en="Our buyer", copy_of=buyer.pk))
    assert Role.objects.get(pk=made.role_id).permissions == buyer.permissions


def test_a_changed_role_works_at_the_next_request_and_the_trail_keeps_both() -> None:
    own = company("Own")
    boss, clerk = actor_of(person("company_admin", company_id=own)), person("buyer", company_id=own)
    made = run(define_role, boss, DefineRole(name_en="Desk", permissions=["orders.view_order", "orders.cancel_order"]))
    assert clerk.membership_id
    run(change_role, boss, ChangeRole(membership_id=clerk.membership_id, role=made.code))
    assert "orders.cancel_order" in actor_of(clerk).permissions
    run(redefine_role, boss, RedefineRole(role_id=made.role_id, version=1, permissions=["orders.view_order"]))
    assert "orders.cancel_order" not in actor_of(clerk).permissions
    kept = AuditRecord.objects.filter(action="identity.redefine_role").latest("id")
    assert kept.facts["before"]["permissions"] == ["orders.view_order", "orders.cancel_order"]
    assert kept.facts["after"]["permissions"] == ["orders.view_order"]
    with pytest.raises(Conflict) as refused:
        run(redefine_role, boss, RedefineRole(role_id=made.role_id, version=1, name_en="Late"))
    assert refused.value.code == "identity.role_moved_on"


def test_a_role_that_somebody_holds_is_not_retired_and_a_retired_one_is_not_given() -> None:
    own = company("Own")
    boss, clerk = actor_of(person("company_admin", company_id=own)), person("buyer", company_id=own)
    made = run(define_role, boss, DefineRole(name_en="Desk", permissions=["orders.view_order"]))
    assert clerk.membership_id
    after = run(change_role, boss, ChangeRole(membership_id=clerk.membership_id, role=made.code))
    with pytest.raises(Conflict) as refused:
        run(retire_role, boss, RetireRole(role_id=made.role_id))
    assert refused.value.facts == {"holders": 1}
    run(end_membership, boss, EndMembership(membership_id=after.membership_id))
    run(retire_role, boss, RetireRole(role_id=made.role_id))
    with pytest.raises(Invalid):
        run(invite_person, boss, InvitePerson(email="n@own.example", name="N", role=made.code))


def test_who_holds_a_role_within_bounds_gives_it_on_within_the_same_at_most() -> None:
    own = company("Own")
    first = person("company_admin", company_id=own)
    Membership.objects.filter(pk=first.membership_id).update(limit_minor=100_00, limit_currency="EUR")
    bounded = actor_of(first)
    assert bounded.narrowed and "identity.invite_person" not in bounded.permissions, "no act that looks at no amount"
    standing = resolve(User.objects.get(pk=first.id), "")
    granting = Actor(
        kind="user", id=str(first.id), user_id=first.id, company_id=own, fresh_factor=True,
        permissions=standing.permissions | {"identity.invite_person"}, narrowed=standing.narrowed,
    )  # fmt: skip
    shop = run(define_role, SYSTEM, DefineRole(name_en="Shop", permissions=["orders.place_order"], company_id=own))
    with pytest.raises(NotAllowed) as refused:
        run(invite_person, granting, InvitePerson(email="n@own.example", name="N", role=shop.code))
    assert refused.value.facts["permission"] == "orders.place_order"
    for amount, allowed in (("100.01", False), ("100.00", True)):
        bounds = BoundsIn(limit=MoneyIn(amount, "EUR"))
        data = InvitePerson(email="n@own.example", name="N", role=shop.code, bounds=bounds)
        if allowed:
            run(invite_person, granting, data)
        else:
            with pytest.raises(NotAllowed):
                run(invite_person, granting, data)
