"""Clients that prove themselves by a signature (`private_key_jwt`): what is taken, what not, and keys that change."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from shared_apps.accounts import assertions
from shared_apps.accounts.assertions import Unproved, client_named, public_keys, read
from shared_apps.accounts.commands import CreateApiKey, RotateClient, create_api_key, rotate_client
from shared_apps.accounts.models import ClientAssertion, ClientSecret, MachineClient
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Invalid
from shared_apps.outbox.cleaning import REGISTRY
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.people import company, person, signed_in
from tests.shared_apps.accounts.test_clients import TOKEN, ask, basic, made, status, token_for

ClientOf = Callable[[TenantRef | None], Client]
NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
HERE = ("https://market.example", "https://market.example/api/v1/oauth/token")
MAKERS = {
    "ES256": lambda: ECKey.generate_key("P-256", {"kid": "ES256"}),
    "EdDSA": lambda: OKPKey.generate_key("Ed25519", {"kid": "EdDSA"}),
    "PS256": lambda: RSAKey.generate_key(2048, {"kid": "PS256"}),
}


@cache
def key(algorithm: str, _name: str = "") -> Any:
    return MAKERS[algorithm]()


def key_set(*keys: Any) -> str:
    return json.dumps({"keys": [one.as_dict(private=False) for one in keys]})


def signed(
    client: str, *, now: datetime = NOW, by: Any = None, header: Mapping[str, Any] | None = None, **claims: Any
) -> str:
    said = {"iss": client, "sub": client, "aud": HERE[1], "exp": int(now.timestamp()) + 60, "jti": "1"} | claims
    said = {name: value for name, value in said.items() if value is not None}
    head = {"alg": "ES256", "kid": "ES256"} | dict(header or {})
    names = ["ES256", "EdDSA", "Ed25519", "PS256", "RS256", "HS256", "none"]
    return str(jwt.encode(head, said, by or key("ES256"), algorithms=names))


def test_each_kind_of_key_proves_its_client() -> None:
    kept = public_keys(key_set(key("ES256"), key("EdDSA"), key("PS256")))
    assert [one["alg"] for one in kept] == ["ES256", "EdDSA", "PS256"] and all("d" not in one for one in kept)
    for algorithm in MAKERS:
        for name in {algorithm, "Ed25519" if algorithm == "EdDSA" else algorithm}:
            text = signed("c", by=key(algorithm), header={"alg": name, "kid": algorithm}, aud=list(HERE))
            proof = read(text, client_named(text), kept, HERE, NOW)
            assert (proof.jti, proof.thumbprint) == ("1", key(algorithm).thumbprint())
    alone = public_keys(json.dumps(key("ES256").as_dict(private=False) | {"kid": "x"}))
    assert alone[0]["kid"] == "x"


def test_no_other_assertion_proves_anything() -> None:
    moment = int(NOW.timestamp())
    kept = public_keys(key_set(key("ES256"), key("PS256")))
    public = json.dumps(key("ES256").as_dict(private=False))
    for what, text in {
        "of another client": signed("c", iss="d"),
        "for another": signed("c", aud="https://other.example"),
        "for us and another": signed("c", aud=[HERE[0], "https://other.example"]),
        "for nobody": signed("c", aud=None),
        "for nobody in a list": signed("c", aud=[]),
        "without an end": signed("c", exp=None),
        "over": signed("c", exp=moment),
        "for longer than minutes": signed("c", exp=moment + 331),
        "with an end that is no time": signed("c", exp=True),
        "not yet": signed("c", nbf=moment + 60),
        "made tomorrow": signed("c", iat=moment + 86_400),
        "without an id": signed("c", jti=None),
        "with an empty id": signed("c", jti=""),
        "with a long id": signed("c", jti="x" * 201),
        "with an id that cannot be kept": signed("c", jti="a\x00"),
        "by no key": signed("c", header={"alg": "none"}),
        "by a public key as a secret": signed("c", by=OctKey.import_key(public), header={"alg": "HS256"}),
        "by a key of its own": signed("c", by=key("ES256", "own")),
        "by a key nobody registered": signed("c", header={"kid": "two"}),
        "by the right key in another way": signed("c", by=key("PS256"), header={"alg": "RS256", "kid": "PS256"}),
        "without a signature": signed("c").rsplit(".", 1)[0] + ".",
    }.items():
        with pytest.raises(Unproved):
            read(text, "c", kept, HERE, NOW)
            pytest.fail(f"taken: {what}")
    for text in ("", "a.b.c", "x" * 8_001, signed("c", sub=None), signed("c", sub=7), "\udcff.a.b"):
        with pytest.raises(Unproved):
            client_named(text)
    with pytest.raises(Unproved):
        read(signed("c"), "c", [], HERE, NOW)


def test_keys_that_are_private_weak_or_none_are_refused_by_name() -> None:
    good = key("ES256").as_dict(private=False)
    for what, text in {
        "no JSON": "-----BEGIN PUBLIC KEY-----",
        "a list": "[]",
        "none": '{"keys": []}',
        "four": json.dumps({"keys": [good] * 4}),
        "twice the same": json.dumps({"keys": [good] * 2}),
        "a private one": json.dumps(key("ES256").as_dict(private=True)),
        "a secret": '{"kty": "oct", "k": "AAAA"}',
        "another curve": json.dumps(ECKey.generate_key("P-384").as_dict(private=False)),
        "no point": json.dumps(good | {"y": "AAAA"}),
        "a number": json.dumps(good | {"x": 7}),
        "signs that are passed over": json.dumps(good | {"x": good["x"] + "\x00"}),
        "for encryption": json.dumps(good | {"use": "enc"}),
        "for another algorithm": json.dumps(good | {"alg": "ES512"}),
        "without a name": json.dumps(good | {"kid": ""}),
        "a short one": json.dumps(RSAKey.generate_key(1024).as_dict(private=False)),
        "too long": " " * 20_001,
    }.items():
        with pytest.raises(Invalid) as refused:
            public_keys(text)
            pytest.fail(f"taken: {what}")
        assert refused.value.field == "jwks" and refused.value.remedy, what


def proved(browser: Client, client: Any, where: str = TOKEN, by: Any = None, **more: Any) -> Any:
    told = browser.get("/.well-known/oauth-authorization-server").json()
    claims = {"now": datetime.now(UTC), "aud": told["issuer"], "jti": "1"} | more
    fields = {"grant_type": "client_credentials"} if where == TOKEN else {"token": "kt_x"}
    assertion = signed(str(client.client_id), by=by, **claims)
    return ask(browser, where=where, client_assertion_type=assertions.TYPE, client_assertion=assertion, **fields)


def test_a_client_with_keys_gets_a_token_once_for_each_assertion(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client, _actor = made(jwks=key_set(key("ES256")))
    assert client.secret == "" and ClientSecret.objects.get().secret_hash is None
    browser = client_of(tenant_a)
    told = browser.get("/.well-known/oauth-authorization-server").json()
    assert "private_key_jwt" in told["token_endpoint_auth_methods_supported"]
    assert "ES256" in told["token_endpoint_auth_signing_alg_values_supported"]
    answer = proved(browser, client)
    assert answer.status_code == 200, answer.content
    assert status(browser, answer.json()["access_token"]) == 200
    again = proved(browser, client)
    assert (again.status_code, again.json()["error"], "jti" in again.json()["error_description"]) == (
        401, "invalid_client", True,
    )  # fmt: skip
    assert proved(browser, client, where="/api/v1/oauth/introspect").status_code == 401, "nor for anything else"
    assert proved(browser, client, where="/api/v1/oauth/introspect", jti="2").json() == {"active": False}
    assert proved(browser, client, where="/api/v1/oauth/revoke", jti="3").status_code == 200
    # An unknown client and a wrong key look the same.
    wrong, unknown = key("ES256", "own"), type(client)(client_id="018f0000-0000-7000-8000-000000000000", secret="")
    assert proved(browser, client, by=wrong).content == proved(browser, unknown).content
    two = {"client_assertion_type": assertions.TYPE, "client_assertion": signed(str(client.client_id))}
    for fields, code in (
        (two | {"client_secret": "x", "client_id": str(client.client_id)}, 400),
        (two | {"client_id": "another"}, 401),
        (two | {"client_assertion_type": "urn:other"}, 401),
        ({"client_id": str(client.client_id), "client_secret": ""}, 401),
    ):
        assert ask(browser, grant_type="client_credentials", **fields).status_code == code, fields
    past = datetime.now(UTC) + timedelta(days=2)
    assert REGISTRY["accounts.assertions"].rows(past).count() == ClientAssertion.objects.count() == 3


def test_new_keys_take_the_place_of_a_secret_or_of_old_keys(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client, actor = made()
    browser = client_of(tenant_a)
    token_for(browser, client)
    run(rotate_client, actor, RotateClient(client_id=client.client_id, jwks=key_set(key("ES256"))))
    token_for(browser, client)
    before = proved(browser, client).json()["access_token"]
    for jwks, code in (("", "accounts.keys_needed"), (key_set(key("ES256", "own")), "accounts.key_name_taken")):
        with pytest.raises(Invalid) as refused:
            run(rotate_client, actor, RotateClient(client_id=client.client_id, jwks=jwks))
        assert refused.value.code == code
    new = ECKey.generate_key("P-256", {"kid": "new"})
    run(rotate_client, actor, RotateClient(client_id=client.client_id, jwks=key_set(new)))
    assert ask(browser, basic(client), grant_type="client_credentials").status_code == 401, "the secret is long over"
    assert proved(browser, client, jti="2").status_code == 200, "the old key counts on for a day"
    after = proved(browser, client, by=new, header={"kid": "new"}, jti="3").json()["access_token"]
    ClientSecret.objects.exclude(expires_at=None).update(expires_at=datetime.now(UTC))
    assert (status(browser, before), status(browser, after)) == (401, 200), "a token ends with its key"
    assert proved(browser, client, jti="4").status_code == 401


def test_keys_are_registered_on_pages(tenant_a: TenantRef, client_of: ClientOf) -> None:
    browser = signed_in(client_of(tenant_a), person("company_admin", company_id=company()))
    form = {"name": "ERP", "rate_per_minute": "60", "reach": "read"}
    wrong = browser.post("/account/clients/new/", form | {"jwks": json.dumps(key("ES256").as_dict(private=True))})
    assert (wrong.status_code, "private key in it" in wrong.content.decode()) == (422, True)
    page = browser.post("/account/clients/new/", form | {"jwks": key_set(key("ES256"))}).content.decode()
    assert "It has no secret" in page and "Copy it now" not in page
    row = MachineClient.objects.get()
    address = f"/account/clients/{row.pk}/keys/"
    assert "ES256" in browser.get(address).content.decode()
    assert browser.post(address, {"jwks": "{}"}).status_code == 422
    new = ECKey.generate_key("P-256", {"kid": "second-key"})
    assert browser.post(address, {"jwks": key_set(new)}).status_code == 302
    shown = browser.get("/account/clients/").content.decode()
    assert "second-key" in shown and "Keys being replaced" in shown and "New secret" not in shown


def test_a_key_lists_clients_and_ends_one_by_the_api(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("company_admin", company_id=company("Ours"))
    client, _actor = made(who, jwks=key_set(key("ES256")))
    other, _other = made(person("company_admin", "b@others.example", company_id=company("Others")))
    rights = frozenset({"accounts.create_api_key", "accounts.view_api_key", "accounts.revoke_api_key"})
    actor = Actor(kind="user", id="u", user_id=who.id, company_id=who.company_id, fresh_factor=True, permissions=rights)
    asked = CreateApiKey(name="Watch", permissions=["accounts.view_api_key", "accounts.revoke_api_key"])
    secret = run(create_api_key, actor, asked).secret
    browser, headers = client_of(tenant_a), {"Authorization": f"Bearer {secret}", "Idempotency-Key": "1" * 32}
    (told,) = browser.get("/api/v1/machine-clients?ended=false", headers=headers).json()["data"]
    assert (told["id"], told["keys"], told["secrets"]) == (str(client.client_id), ["ES256"], 0)
    ends = f"/api/v1/machine-clients/{client.client_id}:end"
    assert browser.post(ends, headers=headers, content_type="application/json").status_code == 200
    assert proved(browser, client).status_code == 401
    foreign = f"/api/v1/machine-clients/{other.client_id}:end"
    headers["Idempotency-Key"] = "2" * 32
    assert browser.post(foreign, headers=headers, content_type="application/json").status_code == 404
