"""Sign in with OpenID Connect, through the pages, with a provider that is honest and with ones that are not."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client
from joserfc.jwk import ECKey

from shared_apps.accounts.models import OneTimeLink, SignInSession, User
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.federation.commands import (
    ActivateProvider,
    ChangeProvider,
    CreateProvider,
    EndProvider,
    MakeProviderKey,
    activate_provider,
    change_provider,
    create_provider,
    end_provider,
    make_provider_key,
)
from tenant_apps.federation.models import ExternalIdentity, IdentityProvider, ProviderKey
from tests.fixtures.identity_providers import CLIENT, SECRET, OpenId, open_id, shared_secret_key
from tests.fixtures.people import SYSTEM, Person, authenticator, code_of, company, person, signed_in

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture
def idp(settings) -> Iterator[OpenId]:
    with open_id(settings) as provider:
        yield provider


def provider(idp: OpenId, *, company_id: UUID | None = None, active: bool = True, **more: object) -> UUID:
    """A provider of the open marketplace, in use."""
    data = CreateProvider(
        kind="oidc", name="Work account", issuer=idp.issuer, client_id=CLIENT, client_secret=SECRET,
        company_id=company_id, **more,
    )  # fmt: skip
    made = run(create_provider, SYSTEM, data).provider_id
    if active:
        run(activate_provider, SYSTEM, ActivateProvider(provider_id=made))
    return made


def there(client: Client, made: UUID, query: str = "") -> str:
    answer = client.get(f"/sign-in/with/{made}/{query}")
    assert answer.status_code == 302, answer.content.decode()[:800]
    return str(answer["Location"])


def back(client: Client, address: str) -> object:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def come(client: Client, idp: OpenId, made: UUID, query: str = "", **claims: object) -> object:
    """There and back, as `claims` say."""
    return back(client, idp.sign_in(there(client, made, query), **claims))


def connect(client: Client, idp: OpenId, made: UUID, who: Person, subject: str) -> None:
    """Who is signed in connects a subject: there and back, look, say yes."""
    answer = come(client, idp, made, "?for=link", sub=subject)
    assert answer["Location"] == "/account/sign-on/connect/"
    assert subject in client.get("/account/sign-on/connect/").content.decode()
    assert client.post("/account/sign-on/connect/").status_code == 302
    assert ExternalIdentity.objects.filter(user_id=who.id).exists()


def test_connected_once_it_signs_in_and_says_by_what(tenant_a: TenantRef, client_of: ClientOf, idp: OpenId) -> None:
    who, made = person("buyer", company_id=company()), provider(idp)
    connect(signed_in(client_of(tenant_a), who), idp, made, who, "Kim|7")
    client = client_of(tenant_a)
    assert "Work account" in client.get("/sign-in/").content.decode()
    address = there(client, made, "?next=/account/")
    asked = dict(parse_qsl(urlsplit(address).query))
    assert asked["scope"] == "openid email profile" and len(asked["nonce"]) > 30 and len(asked["state"]) > 30
    assert asked["redirect_uri"].endswith(f"/sign-in/with/{made}/back/")
    answer = back(client, idp.sign_in(address, sub="Kim|7", email="somebody@else.example"))
    assert answer.status_code == 302 and answer["Location"] == "/account/", answer.content.decode()[:500]
    row = SignInSession.objects.get(provider_id=made)
    assert (row.user_id, row.method) == (who.id, "provider")
    assert "through Work account" in client.get("/account/").content.decode()
    facts = [one.facts for one in AuditRecord.objects.filter(action="federation.sign_in_by_word")]
    assert len(facts) == 1 and "somebody@else.example" not in str(facts) and "Kim|7" not in str(facts)
    assert b"Kim|7" not in bytes(ExternalIdentity.objects.values_list("subject", flat=True).get())
    # Another capital is another person.
    assert come(client_of(tenant_a), idp, made, sub="kim|7").status_code == 403


LIES: dict[str, dict[str, object]] = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "another audience": {"aud": "another-client"},
    "several audiences, and for another party": {"aud": [CLIENT, "other"], "azp": "other"},
    "several audiences, and for nobody": {"aud": [CLIENT, "other"]},
    "another nonce": {"nonce": "n"},
    "no nonce": {"nonce": None},
    "over": {"exp": int((datetime.now(UTC) - timedelta(minutes=5)).timestamp())},
    "without an end": {"exp": None},
    "made long ago": {"iat": int((datetime.now(UTC) - timedelta(hours=2)).timestamp())},
    "made tomorrow": {"iat": int((datetime.now(UTC) + timedelta(days=1)).timestamp())},
    "without a subject": {"sub": None},
    "with an empty subject": {"sub": ""},
}


def test_no_lie_of_a_provider_signs_anybody_in(tenant_a: TenantRef, client_of: ClientOf, idp: OpenId) -> None:
    who, made = person("buyer", company_id=company()), provider(idp)
    connect(signed_in(client_of(tenant_a), who), idp, made, who, "s")
    before, client = SignInSession.objects.count(), client_of(tenant_a)
    for name, claims in LIES.items():
        idp.claims = claims
        assert come(client, idp, made, sub="s").status_code == 403, name
    idp.claims = {}
    for name, header, key in (
        ("none", {"alg": "none"}, idp.key),
        ("the secret both know", {"alg": "HS256"}, shared_secret_key()),
        ("a key of its own", {}, ECKey.generate_key("P-256", {"kid": "one"})),
        ("a key nobody has", {"kid": "two"}, ECKey.generate_key("P-256", {"kid": "two"})),
    ):
        idp.header, idp.signing = header, key
        assert come(client, idp, made, sub="s").status_code == 403, name
    idp.header, idp.signing = {}, None
    idp.answer = {"iss": "https://elsewhere.example"}
    assert come(client, idp, made, sub="s").status_code == 403, "the answer of another provider"
    idp.answer = {"code": ""}
    assert come(client, idp, made, sub="s").status_code == 403
    assert SignInSession.objects.count() == before
    idp.answer = {}
    assert come(client, idp, made, sub="s").status_code == 302, "and the honest one does"


def test_an_answer_counts_once_and_in_the_browser_that_asked(
    tenant_a: TenantRef, client_of: ClientOf, idp: OpenId
) -> None:
    who, made = person("buyer", company_id=company()), provider(idp)
    connect(signed_in(client_of(tenant_a), who), idp, made, who, "s")
    mine, other = client_of(tenant_a), client_of(tenant_a)
    address = idp.sign_in(there(mine, made), sub="s")
    there(other, made)
    assert back(other, address).status_code == 403, "the link in another browser"
    assert back(mine, address).status_code == 302
    assert back(mine, address).status_code == 403, "the same link once more"
    elsewhere = there(client_of(tenant_a), made, "?next=https://evil.example/")
    assert "evil" not in elsewhere


def test_a_new_key_of_the_provider_is_asked_for_once(tenant_a: TenantRef, client_of: ClientOf, idp: OpenId) -> None:
    who, made = person("buyer", company_id=company()), provider(idp)
    connect(signed_in(client_of(tenant_a), who), idp, made, who, "s")
    idp.key = ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})
    idp.asked.clear()
    assert come(client_of(tenant_a), idp, made, sub="s").status_code == 302
    assert idp.asked == ["/token", "/keys"], "discovery is remembered, keys are asked for anew"
    idp.key = ECKey.generate_key("P-256", {"kid": "three", "use": "sig"})
    assert come(client_of(tenant_a), idp, made, sub="s").status_code == 403, "at most once a minute"
    cache.delete(f"federation-asked-{made}")
    assert come(client_of(tenant_a), idp, made, sub="s").status_code == 302


def test_a_provider_of_one_marketplace_is_nobody_in_another(
    tenant_a: TenantRef, tenant_b: TenantRef, client_of: ClientOf, idp: OpenId
) -> None:
    with scope.enter(tenant_b):
        admin, theirs = person("admin", "admin@tarn.example"), provider(idp)
        ExternalIdentity.objects.create(
            provider_id=theirs, user_id=admin.id, subject="boss", subject_hash="x" * 64, how="linked",
            linked_at=datetime.now(UTC),
        )  # fmt: skip
    mine = provider(idp, reach="members", role="buyer", company_id=company(), mail_domains=["tarn.example"])
    answer = come(client_of(tenant_a), idp, mine, sub="boss", email="admin@tarn.example", email_verified=True)
    assert answer.status_code == 302, "somebody new of marketplace a, with the mail and subject of b's administrator"
    assert not User.objects.filter(pk=admin.id).exists()
    with scope.enter(tenant_b):
        assert not SignInSession.objects.filter(user_id=admin.id).exists()
    # An answer that was asked for in a, carried to b, belongs to no question there.
    address = idp.sign_in(there(client_of(tenant_a), mine), sub="boss")
    assert back(client_of(tenant_b), address.replace(str(mine), str(theirs))).status_code == 403
    assert back(client_of(tenant_b), address).status_code == 403


def test_a_company_speaks_for_its_own_people_and_no_others(
    tenant_a: TenantRef, client_of: ClientOf, idp: OpenId, settings
) -> None:
    ours, others = company("Ours"), company("Others")
    mine = provider(idp, company_id=ours)
    stranger = person("buyer", "b@others.example", company_id=others)
    client = signed_in(client_of(tenant_a), stranger)
    come(client, idp, mine, "?for=link", sub="s")
    client.post("/account/sign-on/connect/")
    assert not ExternalIdentity.objects.exists(), "nobody of another company can even connect it"
    who = person("buyer", "a@ours.example", company_id=ours)
    connect(signed_in(client_of(tenant_a), who), idp, mine, who, "s")
    came = client_of(tenant_a)
    assert come(came, idp, mine, sub="s").status_code == 302
    assert came.get("/account/").status_code == 200
    # A seat in the marketplace itself: from the next click on the company has no say any more.
    person("finance_manager", "a@ours.example", password="")
    assert came.get("/account/")["Location"].startswith("/sign-in/")
    answer = come(client_of(tenant_a), idp, mine, sub="s")
    assert answer.status_code == 403 and "other companies" in answer.content.decode()
    with open_id(settings) as second:
        again = provider(second, company_id=others)
        assert come(client_of(tenant_a), second, again, sub="s").status_code == 403, "the same subject elsewhere"


def test_new_people_become_members_and_known_addresses_are_not_handed_over(
    tenant_a: TenantRef, client_of: ClientOf, idp: OpenId
) -> None:
    ours = company()
    known = person("company_admin", "boss@tarn.example", company_id=ours)
    made = provider(idp, company_id=ours, reach="members", role="buyer", mail_domains=["tarn.example"])
    client = client_of(tenant_a)
    mail = {"email": "Kim@tarn.example", "email_verified": True, "name": "Kim Berg"}
    assert come(client, idp, made, sub="k", **mail).status_code == 302
    user = User.objects.get(email="kim@tarn.example")
    assert (user.name, user.has_usable_password()) == ("Kim Berg", False)
    assert client.get("/account/").status_code == 200
    assert come(client_of(tenant_a), idp, made, sub="k2", **mail | {"email_verified": False}).status_code == 403
    answer = come(client_of(tenant_a), idp, made, sub="evil", email=known.email, email_verified=True)
    assert answer.status_code == 403 and "connect your provider" in answer.content.decode()
    assert not SignInSession.objects.filter(user_id=known.id).exists()
    answer = come(client_of(tenant_a), idp, made, sub="x", email="x@other.example", email_verified=True)
    assert answer.status_code == 403 and "No account here" in answer.content.decode()


def test_an_invitation_is_taken_without_a_password(tenant_a: TenantRef, client_of: ClientOf, idp: OpenId) -> None:
    from shared_apps.accounts import links
    from shared_apps.foundation import clock

    made = provider(idp, reach="invited")
    who = person("buyer", company_id=company(), password="")
    token = links.mint(User.objects.get(pk=who.id), "invitation", clock.now(scope.alias()))
    client = client_of(tenant_a)
    assert "Work account" in client.get(f"/sign-in/link/{token}/").content.decode()
    assert come(client, idp, made, f"?for=invitation&token={token}", sub="new").status_code == 302
    assert client.get("/account/").status_code == 200
    assert not OneTimeLink.objects.filter(user_id=who.id, used_at=None).exists()
    assert come(client_of(tenant_a), idp, made, f"?for=invitation&token={token}", sub="other").status_code == 403


def test_the_own_factor_is_asked_for_unless_the_provider_says_it_did(
    tenant_a: TenantRef, client_of: ClientOf, idp: OpenId
) -> None:
    who, made = person("buyer", company_id=company()), provider(idp)
    connect(signed_in(client_of(tenant_a), who), idp, made, who, "s")
    device, client = authenticator(who.id), client_of(tenant_a)
    answer = come(client, idp, made, sub="s", amr=["mfa"])
    assert answer["Location"] == "/sign-in/code/", "its word counts for nothing yet"
    assert client.post("/sign-in/code/", {"code": code_of(device)}).status_code == 302
    assert SignInSession.objects.get(provider_id=made).factor_at is not None
    run(change_provider, SYSTEM, ChangeProvider(provider_id=made, factors=["mfa"]))
    assert come(client_of(tenant_a), idp, made, sub="s", amr=["pwd"])["Location"] == "/sign-in/code/"
    ends = int((datetime.now(UTC) + timedelta(minutes=30)).timestamp())
    client = client_of(tenant_a)
    assert come(client, idp, made, sub="s", amr=["pwd", "mfa"], session_expiry=ends)["Location"] == "/"
    row = SignInSession.objects.filter(ends_at__isnull=False).get()
    assert row.factor_at is not None
    SignInSession.objects.filter(pk=row.pk).update(ends_at=datetime.now(UTC) - timedelta(seconds=1))
    assert client.get("/account/")["Location"].startswith("/sign-in/"), "its session ends when the provider's does"


def test_a_fresh_proof_needs_that_the_provider_asked_anew(
    tenant_a: TenantRef, client_of: ClientOf, idp: OpenId
) -> None:
    who, made = person("buyer", company_id=company()), provider(idp)
    client = signed_in(client_of(tenant_a), who)
    connect(client, idp, made, who, "s")
    old = datetime.now(UTC) - timedelta(hours=1)
    SignInSession.objects.update(confirmed_at=old)
    page = client.post("/account/sign-on/connect/").content.decode()
    assert "Confirm through Work account" in client.get("/account/confirm/").content.decode(), page[:200]
    address = there(client, made, "?for=confirm&next=/account/password/")
    asked = dict(parse_qsl(urlsplit(address).query))
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    for claims in ({"auth_time": int(old.timestamp())}, {"auth_time": None}, {"sub": "another"}):
        assert come(client, idp, made, "?for=confirm", **{"sub": "s"} | claims).status_code == 403, claims
        assert SignInSession.objects.get().confirmed_at == old
    assert back(client, idp.sign_in(address, sub="s"))["Location"] == "/account/password/"
    assert client.get("/account/password/").status_code == 200


def test_ending_a_provider_ends_what_it_signed_in(tenant_a: TenantRef, client_of: ClientOf, idp: OpenId) -> None:
    who, made = person("buyer", company_id=company()), provider(idp)
    own = signed_in(client_of(tenant_a), who)
    connect(own, idp, made, who, "s")
    came = client_of(tenant_a)
    come(came, idp, made, sub="s")
    assert run(end_provider, SYSTEM, EndProvider(provider_id=made)).sessions == 1
    assert came.get("/account/")["Location"].startswith("/sign-in/")
    assert own.get("/account/").status_code == 200
    assert client_of(tenant_a).get(f"/sign-in/with/{made}/").status_code == 404
    assert IdentityProvider.objects.get(pk=made).client_secret == ""


def test_what_a_provider_says_of_itself_is_checked(tenant_a: TenantRef, client_of: ClientOf, idp: OpenId) -> None:
    made = provider(idp)
    for said in (
        {"issuer": "https://elsewhere.example"},
        {"authorization_endpoint": "http://10.0.0.1/authorize"},
        {"token_endpoint": "https://10.0.0.1:8443/token"},
        {"jwks_uri": 7},
    ):
        idp.discovery = said
        assert client_of(tenant_a).get(f"/sign-in/with/{made}/").status_code == 403, said
    idp.discovery = {"authorization_response_iss_parameter_supported": True}
    idp.answer = {"iss": ""}
    assert come(client_of(tenant_a), idp, made, sub="s").status_code == 403


def test_a_draft_can_be_tried_by_who_manages_it_and_signs_nobody_in(
    tenant_a: TenantRef, client_of: ClientOf, idp: OpenId
) -> None:
    made = provider(idp, active=False)
    admin = person("admin", totp=False)
    device = authenticator(admin.id)
    client = signed_in(client_of(tenant_a), admin, device=device)
    answer = come(client, idp, made, "?for=try", sub="s", email="x@y.example", groups=["staff"])
    page = answer.content.decode()
    assert answer.status_code == 200 and "staff" in page and "x@y.example" in page
    assert not ExternalIdentity.objects.exists()
    assert client_of(tenant_a).get(f"/sign-in/with/{made}/").status_code == 404
    assert client_of(tenant_a).get(f"/sign-in/with/{made}/?for=try").status_code == 404


def test_we_prove_ourselves_by_a_key_that_the_provider_reads_here(
    tenant_a: TenantRef, client_of: ClientOf, idp: OpenId
) -> None:
    who, made = person("buyer", company_id=company()), provider(idp)
    address = f"/sign-in/with/{made}/keys/"
    connect(signed_in(client_of(tenant_a), who), idp, made, who, "s")
    assert client_of(tenant_a).get(address).json() == {"keys": []}
    run(change_provider, SYSTEM, ChangeProvider(provider_id=made, auth_method="private_key_jwt"))
    assert IdentityProvider.objects.get(pk=made).client_secret == "", "no secret is left to be taken"
    told = client_of(tenant_a).get(address)
    assert told["Content-Type"] == "application/jwk-set+json"
    (shown,) = told.json()["keys"]
    assert (shown["kty"], shown["alg"], shown["use"], "d" in shown) == ("EC", "ES256", "sig", False)
    idp.client_keys = told.json()
    assert come(client_of(tenant_a), idp, made, sub="s").status_code == 302
    # A new key signs at once, and both are told until the old one is ended.
    run(make_provider_key, SYSTEM, MakeProviderKey(provider_id=made))
    assert come(client_of(tenant_a), idp, made, sub="s").status_code == 403, "the provider has not looked again"
    idp.client_keys = client_of(tenant_a).get(address).json()
    assert len(idp.client_keys["keys"]) == 2
    assert come(client_of(tenant_a), idp, made, sub="s").status_code == 302
    run(end_provider, SYSTEM, EndProvider(provider_id=made))
    assert not ProviderKey.objects.filter(ended_at=None).exists()
    assert client_of(tenant_a).get(address).status_code == 404
