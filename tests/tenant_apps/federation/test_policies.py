"""What a marketplace may demand of single sign-on: whether there is any, and who comes in no other way."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from shared_apps.accounts.models import SignInSession
from shared_apps.commands import run
from shared_apps.foundation.refusals import Conflict, Invalid
from shared_apps.tenancy import policy
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.federation.commands import EndProvider, end_provider
from tests.fixtures.people import SYSTEM, authenticator, company, person, signed_in
from tests.proofs import proves
from tests.shared_apps.accounts.test_policies import Demand
from tests.tenant_apps.federation.test_saml import provider

ClientOf = Callable[[TenantRef | None], Client]


@proves("auth.sso")
def test_where_it_is_off_no_provider_signs_in_and_its_sessions_end(
    tenant_a: TenantRef, client_of: ClientOf, demand: Demand
) -> None:
    who, made = person("buyer", company_id=company()), provider()
    client = signed_in(client_of(tenant_a), who)
    SignInSession.objects.update(provider_id=made, method="provider")
    assert client.get("/account/").status_code == 200
    assert "Directory" in client_of(tenant_a).get("/sign-in/").content.decode()
    demand(**{"auth.sso": False})
    assert client.get("/account/")["Location"].startswith("/sign-in/")
    assert "Directory" not in client_of(tenant_a).get("/sign-in/").content.decode()
    assert client_of(tenant_a).get(f"/sign-in/with/{made}/").status_code == 404
    assert client_of(tenant_a).get(f"/sign-in/with/{made}/metadata/").status_code == 404


@proves("auth.sso_demanded_of")
def test_whom_it_is_demanded_of_comes_in_no_other_way_but_owners_by_a_passkey(
    tenant_a: TenantRef, client_of: ClientOf, demand: Demand
) -> None:
    buyer, owner, made = person("buyer", company_id=company()), person("owner"), provider()
    device = authenticator(owner.id)
    client, boss = signed_in(client_of(tenant_a), buyer), signed_in(client_of(tenant_a), owner, device=device)
    demand(**{"auth.sso_demanded_of": ["everybody"]})
    for one in (client, boss):
        assert one.get("/account/")["Location"] == "/sign-in/provider/"
        page = one.get("/sign-in/provider/").content.decode()
        assert "Directory" in page and "for=link" in page, "who never connected one is shown how"
    SignInSession.objects.filter(user_id=owner.id).update(method="passkey")
    SignInSession.objects.filter(user_id=buyer.id).update(method="passkey")
    assert boss.get("/account/").status_code == 200
    assert client.get("/account/")["Location"] == "/sign-in/provider/"
    SignInSession.objects.filter(user_id=buyer.id).update(method="provider", provider_id=made)
    assert client.get("/account/").status_code == 200
    SignInSession.objects.filter(user_id=buyer.id).update(ends_at=datetime.now(UTC) - timedelta(seconds=1))
    assert client.get("/account/")["Location"].startswith("/sign-in/?")
    with pytest.raises(Conflict):
        run(end_provider, SYSTEM, EndProvider(provider_id=made))


def test_nobody_demands_a_way_in_that_is_not_there(tenant_a: TenantRef) -> None:
    with pytest.raises(Invalid) as refused:
        policy.check_ready("auth.sso_demanded_of", ["everybody"])
    assert refused.value.code == "accounts.no_provider"
    provider(company_id=company(), mail_domains=["tarn.example"])
    with pytest.raises(Invalid):
        policy.check_ready("auth.sso_demanded_of", ["everybody"])
    provider(issuer="https://idp.example/second")
    policy.check_ready("auth.sso_demanded_of", ["everybody"])
