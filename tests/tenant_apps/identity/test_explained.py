"""Pages of roles and rights: a role is edited, given within bounds, and its effect is explained, both ways round."""

from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.accounts.actors import known_permissions
from shared_apps.commands import run
from shared_apps.foundation.permissions import expand
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.commands import BoundsIn, ChangeRole, change_role
from tenant_apps.identity.decisions.explaining import explain
from tenant_apps.identity.models import Membership, Role
from tenant_apps.identity.queries.explained import explained, holders
from tests.fixtures.api import caller
from tests.fixtures.people import SYSTEM, company, person, signed_in
from tests.tenant_apps.identity.test_people_pages import actor_of

pytestmark = pytest.mark.usefixtures("tenant_a")
ClientOf = Callable[[TenantRef | None], Client]


def test_the_explanation_says_yes_exactly_where_the_standing_does() -> None:
    """Against the evaluation itself, for every permission there is and every kind of grant."""
    own = company("Own")
    boss = actor_of(person("company_admin", "boss@own.example", company_id=own))
    for number, bounds in enumerate(
        (BoundsIn(), BoundsIn(people="own"), BoundsIn(hidden=["prices"]), BoundsIn(hidden=["contacts"]))
    ):
        who = person("buyer", f"p{number}@own.example", company_id=own)
        made = run(change_role, SYSTEM, ChangeRole(membership_id=who.membership_id, role="finance", bounds=bounds))
        held = actor_of(who).permissions
        for permission in known_permissions():
            found = explained(boss, made.membership_id, permission)
            assert found.is_held == (permission in held), (permission, bounds, found)


def test_the_pattern_that_is_named_is_the_one_that_decides() -> None:
    known = ("orders.view_order", "orders.cancel_order", "payments.pay")
    patterns = ("orders.*", "-orders.cancel_*")
    for code in known:
        link = explain(code, patterns, is_beyond_company=False, is_boundable=True)
        assert link.gives == (code in expand(patterns, known))
    assert explain(known[0], patterns, is_beyond_company=False, is_boundable=True).pattern == "orders.*"
    assert explain(known[1], patterns, is_beyond_company=False, is_boundable=True).pattern == "-orders.cancel_*"
    assert explain(known[0], patterns, is_beyond_company=True, is_boundable=True).why == "beyond_company"
    assert explain(known[0], patterns, is_beyond_company=False, is_boundable=False).why == "cannot_be_bounded"


def test_a_role_is_made_given_within_bounds_and_explained_on_the_pages(
    tenant_a: TenantRef, client_of: ClientOf
) -> None:
    own = company("Own")
    boss = person("company_admin", "boss@own.example", company_id=own)
    clerk = person("buyer", "clerk@own.example", company_id=own)
    browser = signed_in(client_of(tenant_a), boss)
    form = {
        "name_en": "Night desk", "name_zh_hans": "夜班", "permissions": ["orders.view_order", "trading.view_event"],
        "patterns": "catalogue.view_*", "description": "Looks after the night", "hidden": [],
    }  # fmt: skip
    made = browser.post("/people/roles/new/", form)
    assert made.status_code == 302
    role = Role.objects.get(name_en="Night desk")
    assert (role.company_id, role.permissions) == (
        own, ["orders.view_order", "trading.view_event", "catalogue.view_*"],
    )  # fmt: skip
    given = browser.post(
        f"/people/{clerk.membership_id}/role/", {"role": role.code, "people": "own", "reason": "nights", "team": ""}
    )
    assert given.status_code == 302
    grant = Membership.objects.get(user_id=clerk.id, until__isnull=True)
    assert (grant.people, grant.reason, grant.granted_by_id) == ("own", "nights", boss.id)
    yes = browser.get(f"/people/{grant.pk}/rights/?permission=orders.view_order").content.decode()
    assert "May, within bounds" in yes and "own things only" in yes and "whose it is</span>" in yes
    no = browser.get(f"/people/{grant.pk}/rights/?permission=trading.view_event").content.decode()
    assert "May not" in no and "cannot be held within the bounds" in no
    who = browser.get("/people/holders/?permission=orders.view_order").content.decode()
    assert f"/people/{grant.pk}/rights/" in who
    nobody = browser.get("/people/holders/?permission=parties.suspend_company").content.decode()
    assert "Nobody can" in nobody
    assert browser.get("/people/holders/?permission=no.such").status_code == 404


def test_a_wrong_role_keeps_what_was_typed_and_says_why(tenant_a: TenantRef, client_of: ClientOf) -> None:
    own = company("Own")
    browser = signed_in(client_of(tenant_a), person("company_admin", company_id=own))
    answer = browser.post("/people/roles/new/", {"name_en": "Desk", "patterns": "orders.view_order\nno.such_thing"})
    page = answer.content.decode()
    assert (
        answer.status_code == 422
        and "There is no permission no.such_thing." in page
        and "no.such_thing</textarea>" in page
    )
    assert not Role.objects.filter(name_en="Desk").exists()


def test_the_api_says_the_same_and_nothing_of_other_companies(tenant_a: TenantRef) -> None:
    own, other = company("Own"), company("Other")
    mine = person("buyer", "m@own.example", company_id=own)
    theirs = person("buyer", "t@other.example", company_id=other)
    api = caller(tenant_a, "identity.view_person", company_id=own)
    found = api.get(f"members/{mine.membership_id}/rights/orders.cancel_order").json()
    assert (found["is_held"], found["reasons"][0]["why"], found["reasons"][0]["pattern"]) == (
        True, "given", "orders.cancel_order",
    )  # fmt: skip
    foreign = api.get(f"members/{theirs.membership_id}/rights/orders.cancel_order")
    missing = api.get(f"members/{own}/rights/orders.cancel_order")
    assert foreign.status_code == missing.status_code == 404
    named = api.get("rights/orders.cancel_order/holders").json()["reasons"]
    assert [one["member"]["email"] for one in named] == ["m@own.example"]
    assert {one.grant.email for one in holders(actor_of(theirs), "orders.cancel_order")} == {"t@other.example"}
