"""The page of the keys shows their state; rotating asks for a fresh factor."""

from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.crypto import keys
from shared_apps.crypto.models import DataKey
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.people import authenticator, person, signed_in

Visitor = Callable[[TenantRef], Client]


def _visitor(client: Client, role: str) -> Client:
    who = person(role, "k@house.example")
    return signed_in(client, who, device=authenticator(who.id))


@pytest.mark.parametrize(("role", "shows"), [("owner", True), ("rules_manager", False)])
def test_the_button_is_for_who_may_rotate(tenant_a: TenantRef, client_of: Visitor, role: str, shows: bool) -> None:
    page = _visitor(client_of(tenant_a), role).get("/settings/keys/")
    assert ("/settings/keys/rotate/" in page.content.decode()) is shows
    assert str(page.context["people"]) == str(DataKey.objects.filter(purpose=keys.PERSON).count())


def test_the_owner_rotates(tenant_a: TenantRef, client_of: Visitor) -> None:
    owner = _visitor(client_of(tenant_a), "owner")
    before = keys.in_use(keys.FIELD)[0]
    assert owner.post("/settings/keys/rotate/").url == "/settings/keys/"  # type: ignore[attr-defined]
    keys.forget()
    assert keys.in_use(keys.FIELD)[0] != before
    keys.forget()


def test_others_cannot(tenant_a: TenantRef, client_of: Visitor) -> None:
    other = _visitor(client_of(tenant_a), "rules_manager")
    before = keys.in_use(keys.FIELD)[0]
    assert other.post("/settings/keys/rotate/").status_code in (403, 404)
    assert keys.in_use(keys.FIELD)[0] == before
