"""Rights that a person lends: never more than held, never for longer, and gone with those of who lent them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.commands import (
    BoundsIn,
    ChangeRole,
    EndMembership,
    LendRights,
    TakeBackRights,
    change_role,
    end_membership,
    lend_rights,
    take_back_rights,
)
from tenant_apps.identity.models import Membership
from tests.fixtures.people import SYSTEM, Person, company, person, signed_in
from tests.tenant_apps.identity.test_people_pages import actor_of

pytestmark = pytest.mark.usefixtures("tenant_a")
ClientOf = Callable[[TenantRef | None], Client]


def pair() -> tuple[Person, Person]:
    """Who pays and who buys, in one company."""
    own = company("Own")
    return person("finance", "pays@own.example", company_id=own), person("buyer", "buys@own.example", company_id=own)


def loan(lender: Person, to: Person, days: float = 3) -> LendRights:
    assert lender.membership_id
    ends_at = clock.now(scope.alias()) + timedelta(days=days)
    return LendRights(membership_id=lender.membership_id, user_id=to.id, ends_at=ends_at, reason="on leave")


def test_a_loan_gives_what_the_lender_holds_within_the_same_bounds_until_it_is_taken_back() -> None:
    lender, colleague = pair()
    data = ChangeRole(membership_id=lender.membership_id, role="finance", bounds=BoundsIn(hidden=["contacts"]))  # type: ignore[arg-type]
    lender = Person(lender.id, lender.email, run(change_role, SYSTEM, data).membership_id, lender.company_id)
    assert "spending.grant_credit" not in actor_of(colleague).permissions
    before = actor_of(colleague).permissions
    made = run(lend_rights, actor_of(lender), loan(lender, colleague))
    after = actor_of(colleague)
    assert after.permissions == before | actor_of(lender).permissions
    assert all(grant.reach.hidden == {"contacts"} for grant in after.narrowed)
    run(take_back_rights, actor_of(lender), TakeBackRights(membership_id=made.membership_id))
    assert actor_of(colleague).permissions == before


def test_a_loan_ends_with_the_rights_of_who_lent_it() -> None:
    lender, colleague = pair()
    before = actor_of(colleague).permissions
    run(lend_rights, actor_of(lender), loan(lender, colleague))
    assert actor_of(colleague).permissions > before
    assert lender.membership_id
    run(end_membership, SYSTEM, EndMembership(membership_id=lender.membership_id))
    assert actor_of(colleague).permissions == before


def test_nobody_lends_what_is_anothers_for_too_long_to_strangers_or_on() -> None:
    lender, colleague = pair()
    stranger = person("buyer", "s@other.example", company_id=company("Other"))
    third = person("warehouse", "w@own.example", company_id=lender.company_id)
    before = Membership.objects.count()
    for actor, data, kind in (
        (colleague, loan(lender, colleague), NotFound),
        (stranger, loan(lender, stranger), NotFound),
        (lender, loan(lender, stranger), Invalid),
        (lender, loan(lender, lender), Invalid),
        (lender, loan(lender, colleague, days=91), Invalid),
        (lender, loan(lender, colleague, days=-1), Invalid),
    ):
        with pytest.raises(Refusal) as refused:
            run(lend_rights, actor_of(actor), data)
        assert isinstance(refused.value, kind)
    assert Membership.objects.count() == before
    made = run(lend_rights, actor_of(lender), loan(lender, colleague))
    borrowed = Person(colleague.id, colleague.email, made.membership_id, colleague.company_id)
    with pytest.raises(Conflict) as on:
        run(lend_rights, actor_of(colleague), loan(borrowed, third))
    assert on.value.code == "identity.lent_on"
    with pytest.raises(NotFound):
        run(take_back_rights, actor_of(third), TakeBackRights(membership_id=made.membership_id))


def test_a_loan_is_no_longer_than_the_lenders_own_grant() -> None:
    lender, colleague = pair()
    Membership.objects.filter(pk=lender.membership_id).update(ends_at=clock.now(scope.alias()) + timedelta(days=2))
    with pytest.raises(Invalid) as refused:
        run(lend_rights, actor_of(lender), loan(lender, colleague, days=3))
    assert refused.value.field == "ends_at"


def test_the_page_lends_and_takes_back(tenant_a: TenantRef, client_of: ClientOf) -> None:
    lender, colleague = pair()
    browser = signed_in(client_of(tenant_a), lender)
    day = (clock.now(scope.alias()) + timedelta(days=5)).date().isoformat()
    form = {"membership_id": lender.membership_id, "user_id": colleague.id, "ends_at": day, "reason": "on leave"}
    assert browser.post("/people/lend/", form).status_code == 302
    made = Membership.objects.get(lent_by_id=lender.membership_id)
    assert f"/people/lend/{made.pk}/end/" in browser.get("/people/lend/").content.decode()
    assert browser.post(f"/people/lend/{made.pk}/end/").status_code == 302
    assert not Membership.objects.running().filter(pk=made.pk).exists()
