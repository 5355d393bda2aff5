"""Risky rights need two people: asked for, given, rejected, taken back, run out; nobody decides on their own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import policy
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.commands import (
    ApproveGrant,
    AskGrant,
    BoundsIn,
    ChangeRole,
    DefineRole,
    EndMembership,
    ExpireGrants,
    InvitePerson,
    LendRights,
    RedefineRole,
    RejectGrant,
    WithdrawGrant,
    approve_grant,
    ask_grant,
    change_role,
    define_role,
    end_membership,
    expire_grants,
    lend_rights,
    redefine_role,
    reject_grant,
    withdraw_grant,
)
from tenant_apps.identity.models import GrantRequest, Membership
from tests.fixtures.people import SYSTEM, company, person, signed_in
from tests.proofs import proves
from tests.tenant_apps.identity.test_people_pages import actor_of
from tests.tenant_apps.identity.test_separation import code_of, demand

__all__ = ["demand"]
pytestmark = pytest.mark.usefixtures("tenant_a")
Demand = Callable[..., None]
ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture
def two(demand: Demand) -> tuple[Any, Any, Any]:
    """A company with two administrators, where risky rights need both; and a clerk."""
    demand(**{"access.four_eyes_grants": True, "access.request_days": 5})
    own = company("Own")
    first, second = (person("company_admin", f"{name}@own.example", company_id=own) for name in ("first", "second"))
    return actor_of(first), actor_of(second), person("finance", "clerk@own.example", company_id=own)


@proves("access.four_eyes_grants", "access.request_days")
def test_one_asks_and_another_gives(two: tuple[Any, Any, Any], demand: Demand) -> None:
    first, second, clerk = two
    change = ChangeRole(membership_id=clerk.membership_id, role="company_admin", reason="covers August")
    assert code_of(lambda: run(change_role, first, change)) == "identity.second_person_needed"
    asked = run(ask_grant, first, AskGrant(change=change, reason="covers August"))
    row = GrantRequest.objects.get()
    assert row.expires_at - row.asked_at == timedelta(days=5)
    assert "identity.invite_person" in row.permissions
    assert "identity.invite_person" not in actor_of(clerk).permissions, "asking gives nothing"
    approve = ApproveGrant(request_id=asked.request_id)
    assert code_of(lambda: run(approve_grant, first, approve)) == "identity.own_request"
    assert code_of(lambda: run(approve_grant, SYSTEM, approve)) == "identity.own_request"
    assert run(approve_grant, second, approve).state == "approved"
    assert "identity.invite_person" in actor_of(clerk).permissions
    assert code_of(lambda: run(approve_grant, second, approve)) == "identity.no_such_request"
    given = AuditRecord.objects.filter(action="identity.change_role", target_id=str(
        Membership.objects.get(user_id=clerk.id, until=None).pk
    )).get()  # fmt: skip
    assert given.actor_id == second.id
    demand(**{"access.four_eyes_grants": False})
    run(change_role, first, ChangeRole(membership_id=Membership.objects.get(user_id=clerk.id, until=None).pk,
        role="company_admin", bounds=BoundsIn(hidden=["contacts"])))  # fmt: skip


def test_a_newcomer_is_known_by_an_id_alone_until_somebody_agrees(two: tuple[Any, Any, Any]) -> None:
    first, second, _clerk = two
    wish = InvitePerson(email="new.comer@own.example", name="New Comer", role="company_admin")
    asked = run(ask_grant, first, AskGrant(invite=wish, reason="joins us"))
    row = GrantRequest.objects.get()
    assert "comer" not in f"{row.wanted} {row.reason}".lower()
    assert not Membership.objects.filter(user_id=row.user_id).exists()
    run(approve_grant, second, ApproveGrant(request_id=asked.request_id))
    made = Membership.objects.get(user_id=row.user_id)
    assert (made.role.code, made.company_id) == ("company_admin", first.company_id)


def test_it_ends_without_a_grant_too(two: tuple[Any, Any, Any]) -> None:
    first, second, clerk = two
    change = ChangeRole(membership_id=clerk.membership_id, role="company_admin")

    def ask() -> Any:
        return run(ask_grant, first, AskGrant(change=change, reason="why not")).request_id

    rejected, withdrawn, late = ask(), ask(), ask()
    assert code_of(lambda: run(reject_grant, second, RejectGrant(request_id=rejected, reason=" "))) == (
        "identity.reason_needed"
    )
    assert run(reject_grant, second, RejectGrant(request_id=rejected, reason="no need")).state == "rejected"
    assert code_of(lambda: run(withdraw_grant, second, WithdrawGrant(request_id=withdrawn))) == (
        "identity.no_such_request"
    )
    assert run(withdraw_grant, first, WithdrawGrant(request_id=withdrawn)).state == "withdrawn"
    GrantRequest.objects.filter(pk=late).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert code_of(lambda: run(approve_grant, second, ApproveGrant(request_id=late))) == "identity.request_expired"
    assert run(expire_grants, SYSTEM, ExpireGrants()).count == 1
    # Who asked and left meanwhile cannot give it any more, and neither can somebody of another company.
    foreign = actor_of(person("company_admin", "boss@other.example", company_id=company("Other")))
    open_one = ApproveGrant(request_id=ask())
    assert code_of(lambda: run(approve_grant, foreign, open_one)) == "identity.no_such_request"
    run(end_membership, SYSTEM, EndMembership(membership_id=Membership.objects.get(user_id=first.user_id).pk))
    assert code_of(lambda: run(approve_grant, second, open_one)) == "identity.asker_lost_right"


def test_there_is_no_way_around(two: tuple[Any, Any, Any]) -> None:
    first, second, clerk = two
    own = first.company_id
    # Lending is refused, and so is making a held role risky; a harmless change passes.
    mine = Membership.objects.get(user_id=first.user_id).pk
    loan = LendRights(membership_id=mine, user_id=clerk.id, ends_at=timezone.now() + timedelta(days=1))
    assert code_of(lambda: run(lend_rights, first, loan)) == "identity.not_lent_alone"
    desk = run(define_role, first, DefineRole(name_en="Desk", permissions=["orders.view_order"]))
    risky = RedefineRole(role_id=desk.role_id, permissions=["orders.view_order", "identity.invite_person"])
    assert code_of(lambda: run(redefine_role, first, risky)) == "identity.second_person_needed"
    run(redefine_role, first, RedefineRole(role_id=desk.role_id, permissions=["orders.view_order", "terms.view_plan"]))
    asked = run(ask_grant, first, AskGrant(redefine=risky, reason="they invite"))
    # What was asked for is what was looked at: the role moved on.
    run(redefine_role, first, RedefineRole(role_id=desk.role_id, description="days"))
    assert code_of(lambda: run(approve_grant, second, ApproveGrant(request_id=asked.request_id))) == (
        "identity.role_moved_on"
    )
    # Less than before needs nobody, more bounds neither; without bounds again it does.
    admin = Membership.objects.get(user_id=second.user_id)
    tighter = run(change_role, first, ChangeRole(
        membership_id=admin.pk, role="company_admin", bounds=BoundsIn(hidden=["contacts"])
    ))  # fmt: skip
    wider = ChangeRole(membership_id=tighter.membership_id, role="company_admin")
    assert code_of(lambda: run(change_role, first, wider)) == "identity.second_person_needed"
    # Nobody asks for more than they could give, for what needs no second person, or for two things at once.
    over = AskGrant(invite=InvitePerson(email="x@own.example", name="X", role="buyer"), reason="r")
    person("buyer", "plain@own.example", company_id=own)
    with pytest.raises(Refusal):
        run(ask_grant, actor_of(person("buyer", "weak@own.example", company_id=own)), over)
    harmless = ChangeRole(membership_id=clerk.membership_id, role="warehouse")
    assert code_of(lambda: run(ask_grant, first, AskGrant(change=harmless, reason="r"))) == (
        "identity.no_second_needed"
    )
    assert code_of(lambda: run(ask_grant, first, AskGrant(reason="r"))) == "identity.one_wish"


def test_the_pages_ask_by_themselves_and_the_queue_decides(
    tenant_a: TenantRef, client_of: ClientOf, two: tuple[Any, Any, Any]
) -> None:
    first, second, _clerk = two
    emails = {"first": "first@own.example", "second": "second@own.example"}
    from tests.fixtures.people import Person

    one, other = (
        signed_in(client_of(tenant_a), Person(who.user_id, emails[name], None, who.company_id))
        for name, who in (("first", first), ("second", second))
    )
    form = {"email": "new@own.example", "name": "New", "role": "company_admin", "language": "en", "reason": ""}
    page = one.post("/people/invite/", form)
    assert page.status_code == 422 and "Say why it is needed" in page.content.decode()
    assert one.post("/people/invite/", form | {"reason": "joins us"}).status_code == 302
    row = GrantRequest.objects.get()
    mine, theirs = one.get("/people/requests/").content.decode(), other.get("/people/requests/").content.decode()
    assert "joins us" in mine and f"/{row.pk}/approve/" not in mine and f"/{row.pk}/withdraw/" in mine
    assert f"/{row.pk}/approve/" in theirs
    assert "grant waits" in other.get("/people/").content.decode()
    assert other.post(f"/people/requests/{row.pk}/approve/").status_code == 302
    assert Membership.objects.filter(user_id=row.user_id).exists()
    assert policy.KEYS["access.four_eyes_grants"].default is False


def test_the_page_of_rules_makes_and_ends_one(tenant_a: TenantRef, client_of: ClientOf) -> None:
    own = company("Own")
    boss = person("company_admin", "boss@own.example", company_id=own)
    browser = signed_in(client_of(tenant_a), boss)
    form = {"name": "Who orders does not pay", "left": "orders.place_order", "right": "no.such", "why": ""}
    page = browser.post("/people/separation/", form)
    assert page.status_code == 422 and "There is no permission no.such" in page.content.decode()
    assert browser.post("/people/separation/", form | {"right": "payments.record_payment"}).status_code == 302
    page = browser.get("/people/separation/").content.decode()
    assert "Who orders does not pay" in page
    clerk = signed_in(client_of(tenant_a), person("finance", "clerk@own.example", company_id=own))
    assert clerk.get("/people/separation/").status_code == 403
