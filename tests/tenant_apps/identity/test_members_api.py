"""Members and roles through the API: what a company sees, invites, changes and ends."""

from uuid import UUID

import pytest
from django.core import mail

from shared_apps.audit.models import AuditRecord
from shared_apps.outbox import jobs
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.models import Membership
from tests.fixtures.api import Caller, caller, problem
from tests.fixtures.people import company, person

LEAD = (
    "identity.view_person", "identity.invite_person", "identity.change_role", "identity.end_membership",
    "logistics.confirm_receipt", "orders.cancel_order", "orders.place_order", "parties.add_site",
    "trading.take_listing",
)  # fmt: skip


@pytest.fixture
def api(tenant_a: TenantRef) -> Caller:
    """A key of the marketplace itself."""
    person("owner")
    return caller(tenant_a, *LEAD)


def of_company(ref: TenantRef, company_id: UUID, *more: str) -> Caller:
    return caller(ref, *LEAD, *more, company_id=company_id)


def test_a_person_is_invited_read_changed_and_ended(api: Caller) -> None:
    there = company()
    body = {"email": "ines@wire.example", "name": "Ines", "role": "buyer", "company_id": str(there)}
    made = api.post("members", body)
    assert made.status_code == 201, made.content
    jobs.run_due()
    assert mail.outbox[-1].to == ["ines@wire.example"]
    read = api.get(made.headers["Location"].removeprefix("/api/v1/")).json()
    assert (read["email"], read["role"], read["state"], read["company_id"]) == (
        "ines@wire.example", "buyer", "invited", str(there),
    )  # fmt: skip
    changed = api.post(f"members/{read['id']}:change-role", {"role": "finance"})
    assert changed.status_code == 201, changed.content
    assert api.get(f"members/{read['id']}").status_code == 404
    after = api.get(changed.headers["Location"].removeprefix("/api/v1/")).json()
    assert (after["role"], after["user_id"]) == ("finance", read["user_id"])
    assert api.post(f"members/{after['id']}:end", {}).status_code == 200
    assert api.get("members?search=ines").json()["data"] == []
    assert Membership.objects.filter(user_id=read["user_id"], until__isnull=False).count() == 2


def test_a_company_sees_and_touches_its_own_people_only(tenant_a: TenantRef) -> None:
    own, other = company("Own"), company("Other")
    mine, theirs = (
        person("buyer", "m@own.example", company_id=own),
        person("buyer", "t@other.example", company_id=other),
    )
    api = of_company(tenant_a, own)
    assert [row["email"] for row in api.get("members").json()["data"]] == [mine.email]
    for answer in (api.get(f"members/{theirs.membership_id}"), api.post(f"members/{theirs.membership_id}:end", {})):
        assert (answer.status_code, problem(answer)["code"]) == (404, "identity.membership_unknown")
    body = {"email": "x@other.example", "name": "X", "role": "buyer", "company_id": str(other)}
    assert api.post("members", body).status_code == 403
    assert Membership.objects.filter(company_id=other, until__isnull=True).count() == 1


def test_nobody_gives_more_than_the_key_holds(tenant_a: TenantRef) -> None:
    own = company()
    who = person("buyer", "b@own.example", company_id=own)
    answer = of_company(tenant_a, own).post(f"members/{who.membership_id}:change-role", {"role": "company_admin"})
    assert (answer.status_code, problem(answer)["code"]) == (403, "identity.more_than_own")
    assert AuditRecord.objects.filter(action="identity.change_role", outcome="refused").count() == 1


def test_an_invitation_is_sent_again_until_it_is_accepted(api: Caller) -> None:
    there = company()
    waiting = person("buyer", "w@wire.example", company_id=there, password="")
    accepted = person("buyer", "a@wire.example", company_id=there)
    assert api.post(f"members/{waiting.membership_id}:repeat-invitation", {}).status_code == 200
    late = api.post(f"members/{accepted.membership_id}:repeat-invitation", {})
    assert (late.status_code, problem(late)["code"]) == (409, "identity.accepted_already")


def test_pages_of_members_follow_each_other(api: Caller) -> None:
    there = company()
    emails = [person("buyer", f"p{number}@wire.example", company_id=there).email for number in range(3)]
    first = api.get(f"members?company_id={there}&limit=2").json()
    rest = api.get(f"members?company_id={there}&limit=2&cursor={first['next_cursor']}").json()
    assert [row["email"] for row in first["data"] + rest["data"]] == emails[::-1]
    assert rest["next_cursor"] is None


def test_roles_are_read_with_what_they_mean_today(api: Caller, tenant_a: TenantRef) -> None:
    [row] = api.get("roles?code=buyer").json()["data"]
    assert "trading.take_listing" in row["permissions"]
    assert "trading.view_*" in row["patterns"] and "trading.view_deal" in row["permissions"]
    assert api.get(f"roles/{row['id']}").json() == row
    assert {one["side"] for one in api.get("roles").json()["data"]} == {"company", "marketplace"}
    inside = of_company(tenant_a, company())
    assert {one["side"] for one in inside.get("roles").json()["data"]} == {"company"}
    [owner] = api.get("roles?code=owner").json()["data"]
    assert inside.get(f"roles/{owner['id']}").status_code == 404
