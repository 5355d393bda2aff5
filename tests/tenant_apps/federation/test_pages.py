"""The pages of identity providers: made, shown without its secret, put in use, found by a mail domain, disconnected."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.test import Client

from shared_apps.accounts.models import User
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Conflict, NotAllowed, NotFound, Refusal
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.federation.commands import (
    ActivateProvider,
    ChangeProvider,
    CreateProvider,
    Disconnect,
    LinkIdentity,
    activate_provider,
    change_provider,
    create_provider,
    disconnect,
    link_identity,
)
from tenant_apps.federation.models import ExternalIdentity, IdentityProvider
from tenant_apps.federation.proofs import seal
from tenant_apps.federation.types import Verified
from tests.fixtures.people import SYSTEM, authenticator, company, person, signed_in
from tests.tenant_apps.federation.test_saml import provider

ClientOf = Callable[[TenantRef | None], Client]
OPENID = {"name": "Work account", "issuer": "https://idp.example", "client_id": "kontor", "client_secret": "sesame"}


def manager(company_id: UUID | None = None) -> Actor:
    rights = frozenset({"federation.manage_provider", "federation.view_provider"})
    return Actor(kind="user", id="m", company_id=company_id, permissions=rights, fresh_factor=True)


def test_it_is_made_on_a_page_and_its_secret_is_never_shown_again(tenant_a: TenantRef, client_of: ClientOf) -> None:
    admin = person("admin")
    client = signed_in(client_of(tenant_a), admin, device=authenticator(admin.id))
    assert "No identity provider yet" in client.get("/people/sign-on/").content.decode()
    wrong = client.post("/people/sign-on/new/oidc/", OPENID | {"reach": "linked", "issuer": "http://idp.example"})
    assert wrong.status_code == 422 and "cannot be used" in wrong.content.decode()
    made = client.post("/people/sign-on/new/oidc/", OPENID | {"reach": "linked", "factors": "mfa, phr"})
    row = IdentityProvider.objects.get()
    assert made["Location"] == f"/people/sign-on/{row.pk}/" and row.factors == ["mfa", "phr"]
    assert row.client_secret == "sesame"
    for address in ("", "change/"):
        page = client.get(f"/people/sign-on/{row.pk}/{address}").content.decode()
        assert "sesame" not in page and "Work account" in page
    assert f"/sign-in/with/{row.pk}/back/" in client.get(f"/people/sign-on/{row.pk}/").content.decode()
    change = {"name": "Company account", "client_id": "kontor", "reach": "linked"}
    assert client.post(f"/people/sign-on/{row.pk}/change/", change).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.client_secret, row.factors) == ("Company account", "sesame", [])
    client.post(f"/people/sign-on/{row.pk}/activate/")
    assert "Company account" in client_of(tenant_a).get("/sign-in/").content.decode()
    client.post(f"/people/sign-on/{row.pk}/end/")
    assert "Company account" not in client_of(tenant_a).get("/sign-in/").content.decode()
    assert "Company account" in client.get("/people/sign-on/").content.decode()


def test_fields_are_checked_and_a_company_makes_members_only_with_the_marketplace(tenant_a: TenantRef) -> None:
    ours, others = company("Ours"), company("Others")
    person("buyer", company_id=ours)
    told = {"kind": "oidc", **OPENID}

    def refusal(actor: Actor = SYSTEM, **wanted: object) -> Refusal:
        with pytest.raises(Refusal) as refused:
            run(create_provider, actor, CreateProvider(**told | wanted))
        return refused.value

    assert refusal(issuer="https://10.0.0.1:8080/x").field == "issuer"
    assert refusal(client_id=" ").field == "client_id"
    assert refusal(sso_url="https://idp.example/sso").field == "sso_url"
    assert refusal(may_begin=True).field == "may_begin"
    assert refusal(reach="members").field == "mail_domains"
    assert refusal(reach="members", mail_domains=["example"]).field == "mail_domains"
    assert refusal(reach="members", mail_domains=["x.example"], role="admin").field == "role", "nobody becomes one"
    of_saml = {"kind": "saml", "client_id": "", "client_secret": "", "sso_url": "https://idp.example/"}
    assert refusal(**of_saml, certificates="x").field == "certificates"
    assert isinstance(refusal(manager(ours), company_id=others), NotFound)
    members = {"reach": "members", "mail_domains": ["ours.example"], "role": "buyer"}
    boss = Actor(
        kind="user", id="b", company_id=ours, fresh_factor=True,
        permissions=manager().permissions | frozenset(person_rights("company_admin")),
    )  # fmt: skip
    made = run(create_provider, boss, CreateProvider(**told | members)).provider_id
    with pytest.raises(NotAllowed):
        run(activate_provider, boss, ActivateProvider(provider_id=made))
    run(activate_provider, manager(), ActivateProvider(provider_id=made))
    with pytest.raises(NotAllowed):
        run(change_provider, boss, ChangeProvider(provider_id=made, mail_domains=["others.example"]))
    with pytest.raises(Conflict):
        run(create_provider, SYSTEM, CreateProvider(**told))


def person_rights(role: str) -> set[str]:
    from shared_apps.accounts.actors import known_permissions
    from shared_apps.foundation.permissions import expand
    from tenant_apps.identity.models import Role

    return set(expand(Role.objects.get(code=role).permissions, known_permissions()))


def test_a_company_is_found_by_its_mail_domain_and_says_nothing_of_accounts(
    tenant_a: TenantRef, client_of: ClientOf
) -> None:
    assert client_of(tenant_a).get("/sign-in/company/").status_code == 404
    provider(company_id=company(), mail_domains=["tarn.example"])
    client = client_of(tenant_a)
    assert "/sign-in/company/" in client.get("/sign-in/").content.decode()
    assert "Directory" not in client.get("/sign-in/").content.decode()
    found = client.post("/sign-in/company/", {"email": "nobody@Tarn.example", "next": "/account/"})
    assert "Directory" in found.content.decode() and "next=%2Faccount%2F" in found.content.decode()
    assert client.post("/sign-in/company/", {"email": "a@other.example"}).status_code == 422


def test_a_proof_of_another_marketplace_or_of_nobody_connects_nothing(tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    who, made = person("buyer", company_id=company()), provider()
    me = Actor(
        kind="user", id=str(who.id), user_id=who.id, permissions=frozenset({"accounts.manage_self"}), fresh_factor=True
    )
    said = Verified(provider_id=made, issuer="https://idp.example/saml", subject="s")
    with scope.enter(tenant_b):
        foreign = seal(said)
    for proof in (foreign, "made up", ""):
        with pytest.raises(Conflict):
            run(link_identity, me, LinkIdentity(proof=proof))
    run(link_identity, me, LinkIdentity(proof=seal(said)))
    with pytest.raises(Conflict):
        run(link_identity, me, LinkIdentity(proof=seal(said)))


def test_the_last_way_in_is_kept_and_others_can_be_ended(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who, made = person("buyer", company_id=company()), provider()
    row = ExternalIdentity.objects.create(
        provider_id=made, user_id=who.id, subject="s", subject_hash="0", how="linked", linked_at=datetime.now(UTC)
    )
    client = signed_in(client_of(tenant_a), who)
    assert "Directory" in client.get("/account/sign-on/").content.decode()
    me = Actor(
        kind="user", id=str(who.id), user_id=who.id, permissions=frozenset({"accounts.manage_self"}), fresh_factor=True
    )
    kept = User.objects.get(pk=who.id).password
    User.objects.filter(pk=who.id).update(password="!")
    with pytest.raises(Conflict):
        run(disconnect, me, Disconnect(identity_id=row.pk))
    User.objects.filter(pk=who.id).update(password=kept)
    client.post(f"/account/sign-on/{row.pk}/end/")
    assert not ExternalIdentity.objects.exists()
