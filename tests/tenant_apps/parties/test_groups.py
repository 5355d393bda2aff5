"""The page on which the marketplace puts a company below another one."""

from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.tenancy.refs import TenantRef
from tenant_apps.parties.models import Company
from tests.fixtures.people import authenticator, company, person, signed_in

ClientOf = Callable[[TenantRef | None], Client]


@pytest.mark.usefixtures("tenant_a")
def test_a_company_is_put_below_another_and_an_unknown_code_is_refused_at_its_field(
    tenant_a: TenantRef, client_of: ClientOf
) -> None:
    owner, parent, child = person("owner"), company("Parent"), company("Child")
    browser = signed_in(client_of(tenant_a), owner, device=authenticator(owner.id))
    wrong = browser.post(f"/companies/{child}/place/", {"parent": "NOBODY", "kind": "division"})
    assert wrong.status_code == 422 and "There is no such company to stand above." in wrong.content.decode()
    assert Company.objects.get(pk=child).parent_id is None
    code = Company.objects.get(pk=parent).code
    assert browser.post(f"/companies/{child}/place/", {"parent": code, "kind": "division"}).status_code == 302
    row = Company.objects.get(pk=child)
    assert (row.parent_id, row.kind, row.lineage) == (parent, "division", [parent])
    page = browser.get(f"/companies/{child}/").content.decode()
    assert "Parent" in page and "A division of that company" in page
