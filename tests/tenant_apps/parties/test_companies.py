"""Companies: commands, what a company sees, pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.parties.commands import (
    AddCompany,
    ChangeCompany,
    ReactivateCompany,
    SuspendCompany,
    add_company,
    change_company,
    reactivate_company,
    suspend_company,
)
from tenant_apps.parties.models import Company
from tenant_apps.parties.queries import get_company, list_by_ids, list_companies
from tests.fixtures.people import SYSTEM, authenticator, company, person, signed_in

ClientOf = Callable[[TenantRef | None], Client]


def _of(company_id: object, *permissions: str) -> Actor:
    return Actor(kind="user", id="x", company_id=company_id, permissions=frozenset(permissions), fresh_factor=True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"country": "XX"}, "country"),
        ({"code": "a b"}, "code"),
        ({"can_buy": False}, "can_buy"),
        ({"tax_id": "x" * 41}, "tax_id"),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(
    tenant_a: TenantRef, changed: dict[str, object], field: str
) -> None:
    data = {"name": "Acme", "country": "NO", **changed}
    with pytest.raises(Invalid) as refused:
        run(add_company, SYSTEM, AddCompany(**data))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert Company.objects.count() == 0


def test_a_code_is_taken_once(tenant_a: TenantRef) -> None:
    run(add_company, SYSTEM, AddCompany(name="One", country="NO", code="ACME"))
    with pytest.raises(Conflict) as refused:
        run(add_company, SYSTEM, AddCompany(name="Two", country="NO", code="ACME"))
    assert refused.value.code == "parties.code_taken"
    assert list(Company.objects.values_list("name", flat=True)) == ["One"]


def test_a_company_sees_itself_and_nobody_else(tenant_a: TenantRef) -> None:
    own, other = company("Own"), company("Other")
    actor = _of(own)
    assert [row.id for row in list_companies(actor).rows] == [own]
    with pytest.raises(NotFound):
        get_company(actor, other)
    assert [row.id for row in list_companies(_of(None)).rows] == [other, own]
    assert list_companies(Actor.anonymous()).rows == []


def test_pages_follow_each_other_without_gap(tenant_a: TenantRef) -> None:
    made = [company(f"No {number}") for number in range(5)]
    first = list_companies(SYSTEM, limit=3)
    rest = list_companies(SYSTEM, limit=3, cursor=first.next_cursor)
    assert [row.id for row in (*first.rows, *rest.rows)] == made[::-1]
    assert rest.next_cursor == ""


def test_a_company_changes_its_name_but_not_its_sides_nor_another(tenant_a: TenantRef) -> None:
    own, other = company("Own"), company("Other")
    actor = _of(own, "parties.change_company")
    run(change_company, actor, ChangeCompany(company_id=own, name="New"))
    with pytest.raises(NotAllowed):
        run(change_company, actor, ChangeCompany(company_id=own, can_sell=True))
    with pytest.raises(NotFound):
        run(change_company, actor, ChangeCompany(company_id=other, name="Stolen"))
    assert list(Company.objects.order_by("id").values_list("name", "can_sell")) == [("New", False), ("Other", False)]


def test_suspending_twice_is_refused(tenant_a: TenantRef) -> None:
    one = company()
    run(suspend_company, SYSTEM, SuspendCompany(company_id=one))
    with pytest.raises(Conflict):
        run(suspend_company, SYSTEM, SuspendCompany(company_id=one))
    assert list_by_ids([one])[one].state == "suspended"


def test_no_company_suspends_another_or_lets_itself_in_again(tenant_a: TenantRef) -> None:
    own, other = company("Own"), company("Other")
    actor = _of(own, "parties.suspend_company", "parties.reactivate_company")
    with pytest.raises(NotFound):
        run(suspend_company, actor, SuspendCompany(company_id=other))
    run(suspend_company, SYSTEM, SuspendCompany(company_id=own))
    with pytest.raises(NotAllowed):
        run(reactivate_company, actor, ReactivateCompany(company_id=own))
    with pytest.raises(NotAllowed):
        run(
            change_company,
            _of(own, "parties.change_company", "parties.suspend_company"),
            ChangeCompany(company_id=own, can_sell=True),
        )
    states = {one: facts.state for one, facts in list_by_ids([own, other]).items()}
    assert states == {own: "suspended", other: "active"}


def test_a_company_of_one_marketplace_is_unknown_in_another(tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    one = company()
    with scope.enter(tenant_b):
        assert list_by_ids([one]) == {}


def test_the_pages_of_an_owner(tenant_a: TenantRef, client_of: ClientOf) -> None:
    owner = person("owner")
    client = signed_in(client_of(tenant_a), owner, device=authenticator(owner.id))
    assert "No companies yet" in client.get("/companies/").content.decode()
    form = {"name": "Bryggen Kabel AS", "country": "NO", "can_buy": "on", "tax_id": "", "code": ""}
    made = client.post("/companies/new/", form)
    page = made.headers["Location"]
    assert client.get(page).status_code == 200
    assert client.post(f"{page}places/new/", {"name": "Yard", "country": "NO", "is_delivery": "on"}).status_code == 302
    assert "Yard" in client.get(page).content.decode()
    assert client.post(f"{page}edit/", {"name": "", "country": "NO", "can_buy": "on"}).status_code == 422
    edited = {"name": "Bryggen Kabel", "country": "NO", "can_buy": "on", "can_sell": "on"}
    assert client.post(f"{page}edit/", edited).status_code == 302
    assert client.post(f"{page}suspend/").status_code == 302
    assert list(Company.objects.values_list("name", "can_sell", "state")) == [("Bryggen Kabel", True, "suspended")]
    assert client.post(f"{page}reactivate/").status_code == 302
    assert Company.objects.get().state == "active"
