"""Clients of OAuth 2.0: made like keys, proved by secrets that overlap, holding tokens that live for minutes."""

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from shared_apps.accounts.commands import (
    CreateClient,
    EndClient,
    RotateClient,
    create_client,
    end_client,
    rotate_client,
)
from shared_apps.accounts.commands.clients import IssueToken, issue_token
from shared_apps.accounts.models import AccessToken, ClientSecret, MachineClient, User
from shared_apps.accounts.queries.clients import access_in_use
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Invalid, NotAllowed
from shared_apps.tenancy import policy, scope
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.people import SYSTEM, company, person, signed_in
from tests.proofs import proves

ClientOf = Callable[[TenantRef | None], Client]
TOKEN = "/api/v1/oauth/token"
FORM = "application/x-www-form-urlencoded"


def made(who: Any = None, **more: Any) -> Any:
    who = who or person("company_admin", company_id=company())
    actor = Actor(
        kind="user", id=str(who.id), user_id=who.id, company_id=who.company_id, fresh_factor=True,
        permissions=frozenset(
            {"accounts.create_api_key", "accounts.rotate_api_key", "parties.view_company", "orders.view_order"}
        ),
    )  # fmt: skip
    asked = CreateClient(name="ERP", permissions=["parties.view_company", "orders.view_order"], **more)
    return run(create_client, actor, asked), actor


def basic(client: Any) -> dict[str, str]:
    pair = f"{quote(str(client.client_id))}:{quote(client.secret)}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def ask(browser: Client, headers: dict[str, str] | None = None, where: str = TOKEN, **fields: str) -> Any:
    body = "&".join(f"{name}={quote(value)}" for name, value in fields.items())
    return browser.post(where, body, content_type=FORM, headers=headers or {})


def token_for(browser: Client, client: Any, **more: str) -> str:
    answer = ask(browser, basic(client), grant_type="client_credentials", **more)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["access_token"])


def status(browser: Client, token: str, path: str = "/api/v1/companies") -> int:
    return browser.get(path, headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_client_gets_a_token_and_uses_it_as_a_key(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client, _actor = made()
    browser = client_of(tenant_a)
    answer = ask(browser, basic(client), grant_type="client_credentials")
    told = answer.json()
    assert (answer.status_code, told["token_type"], told["expires_in"]) == (200, "Bearer", 900)
    assert set(told["scope"].split()) == {"parties.view_company", "orders.view_order"}
    assert (answer["Cache-Control"], answer["Pragma"]) == ("no-store", "no-cache")
    used = browser.get("/api/v1/companies", headers={"Authorization": f"Bearer {told['access_token']}"})
    assert (used.status_code, "RateLimit" in used.headers) == (200, True)
    assert status(browser, told["access_token"], "/api/v1/orders") == 200
    posted = ask(
        browser, grant_type="client_credentials", client_id=str(client.client_id), client_secret=client.secret,
        scope="parties.view_company",
    )  # fmt: skip
    narrow = posted.json()["access_token"]
    assert posted.json()["scope"] == "parties.view_company"
    assert (status(browser, narrow), status(browser, narrow, "/api/v1/orders")) == (200, 403)
    # Neither secret nor token is in the database as it is, and the log says how the system proved itself.
    kept = list(ClientSecret.objects.values_list("secret_hash", "prefix")) + list(
        AccessToken.objects.values_list("token_hash", "permissions")
    )
    assert all(client.secret not in str(row) and narrow not in str(row) for row in kept)
    assert AuditRecord.objects.filter(actor_id=str(client.client_id), action="accounts.issue_token").count() == 2


@pytest.mark.parametrize(
    ("fields", "headers", "code", "error"),
    [
        ({}, {}, 400, "invalid_request"),
        ({"grant_type": "password"}, {}, 400, "unsupported_grant_type"),
        ({"grant_type": 'x"\\\u20ac'}, {}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, {}, 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, {"Authorization": "Basic %%%"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, {"Authorization": "Basic /w=="}, 401, "invalid_client"),
        (
            {"grant_type": "client_credentials", "client_id": "nobody", "client_secret": "x"}, {}, 401,
            "invalid_client",
        ),
        (
            {"grant_type": "client_credentials", "client_id": "a\x00", "client_secret": "x"}, {}, 400,
            "invalid_request",
        ),
    ],
)  # fmt: skip
def test_a_refusal_is_in_the_words_of_the_standard(
    tenant_a: TenantRef, client_of: ClientOf, fields: dict[str, str], headers: dict[str, str], code: int, error: str
) -> None:
    answer = ask(client_of(tenant_a), headers, **fields)
    assert (answer.status_code, answer.json()["error"]) == (code, error)
    assert answer["Cache-Control"] == "no-store"
    assert ("WWW-Authenticate" in answer.headers) == (code == 401)


def test_a_wrong_secret_and_an_unknown_client_look_the_same_and_are_counted(
    tenant_a: TenantRef, client_of: ClientOf
) -> None:
    client, _actor = made()
    browser = client_of(tenant_a)
    wrong = {"grant_type": "client_credentials", "client_secret": "ks_no"}
    known = ask(browser, client_id=str(client.client_id), **wrong)
    unknown = ask(browser, client_id="018f0000-0000-7000-8000-000000000000", **wrong)
    assert known.content == unknown.content
    for _ in range(40):
        if ask(browser, client_id="x", **wrong).status_code == 429:
            break
    shut = ask(browser, basic(client), grant_type="client_credentials")
    assert (shut.status_code, int(shut["Retry-After"]) > 0) == (429, True)
    elsewhere = browser.post(
        TOKEN, "grant_type=client_credentials", content_type=FORM, headers=basic(client), REMOTE_ADDR="203.0.113.9"
    )
    assert elsewhere.status_code == 200, "nobody locks a client out"


def test_more_than_the_client_holds_is_invalid_scope(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client, _actor = made()
    answer = ask(client_of(tenant_a), basic(client), grant_type="client_credentials", scope="orders.place_order")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


def test_two_secrets_count_while_one_takes_the_place_of_the_other(tenant_a: TenantRef, client_of: ClientOf) -> None:
    old, actor = made()
    browser = client_of(tenant_a)
    before = token_for(browser, old)
    new = run(rotate_client, actor, RotateClient(client_id=old.client_id, overlap_hours=2))
    assert new.client_id == old.client_id
    token_for(browser, old)
    after = token_for(browser, new)
    ClientSecret.objects.exclude(expires_at=None).update(expires_at=datetime.now(UTC))
    assert ask(browser, basic(old), grant_type="client_credentials").status_code == 401
    assert (status(browser, before), status(browser, after)) == (401, 200), "a token ends with its secret"
    with pytest.raises(Invalid):
        run(rotate_client, actor, RotateClient(client_id=old.client_id, overlap_hours=169))


def test_what_ends_a_token(tenant_a: TenantRef, tenant_b: TenantRef, client_of: ClientOf) -> None:
    with scope.enter(tenant_a):
        who = person("company_admin", company_id=company())
        client, _actor = made(who)
    browser = client_of(tenant_a)
    token = token_for(browser, client)
    assert status(client_of(tenant_b), token) == 401, "of one marketplace it is nothing in another"
    assert ask(client_of(tenant_b), basic(client), grant_type="client_credentials").status_code == 401
    with scope.enter(tenant_a):
        User.objects.filter(pk=who.id).update(is_active=False)
        assert (access_in_use(token), status(browser, token)) == (None, 401)
        User.objects.filter(pk=who.id).update(is_active=True)
    told = ask(browser, basic(client), where="/api/v1/oauth/introspect", token=token).json()
    assert (told["active"], told["client_id"], told["token_type"]) == (True, str(client.client_id), "Bearer")
    assert ask(browser, basic(client), where="/api/v1/oauth/revoke", token=token).status_code == 200
    assert status(browser, token) == 401
    assert ask(browser, basic(client), where="/api/v1/oauth/introspect", token=token).json() == {"active": False}
    assert ask(browser, basic(client), where="/api/v1/oauth/revoke", token="kt_other").status_code == 200
    again = token_for(browser, client)
    with scope.enter(tenant_a):
        run(end_client, SYSTEM, EndClient(client_id=client.client_id))
    assert status(browser, again) == 401
    assert ask(browser, basic(client), grant_type="client_credentials").status_code == 401


def test_a_client_works_from_its_networks_alone(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client, _actor = made(networks=["203.0.113.0/24"])
    browser = client_of(tenant_a)
    assert ask(browser, basic(client), grant_type="client_credentials").status_code == 401
    fields = {"content_type": FORM, "headers": basic(client), "REMOTE_ADDR": "203.0.113.7"}
    token = browser.post(TOKEN, "grant_type=client_credentials", **fields).json()["access_token"]
    assert status(browser, token) == 401


def test_nobody_issues_a_token_for_a_client_that_has_not_proved_itself(tenant_a: TenantRef) -> None:
    client, actor = made()
    secret = ClientSecret.objects.get()
    with pytest.raises(NotAllowed):
        run(issue_token, actor, IssueToken(client_id=client.client_id, secret_id=secret.pk, permissions=[]))
    itself = Actor(kind="api_key", id=str(client.client_id))
    more = IssueToken(client_id=client.client_id, secret_id=secret.pk, permissions=["orders.place_order"])
    with pytest.raises(NotAllowed):
        run(issue_token, itself, more)


@proves("auth.token_minutes")
def test_a_token_lasts_as_long_as_the_policy_says(
    tenant_a: TenantRef, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _actor = made()
    value = policy.value
    monkeypatch.setattr(policy, "value", lambda key, *more: 5 if key == "auth.token_minutes" else value(key, *more))
    token_for(client_of(tenant_a), client)
    row = AccessToken.objects.get()
    assert row.expires_at - row.created_at == timedelta(minutes=5)
    AccessToken.objects.update(expires_at=datetime.now(UTC))
    assert AccessToken.objects.count() == 1


def test_the_marketplace_says_how_tokens_are_got(tenant_a: TenantRef, client_of: ClientOf) -> None:
    told = client_of(tenant_a).get("/.well-known/oauth-authorization-server").json()
    assert told["token_endpoint"] == told["issuer"] + TOKEN
    assert told["grant_types_supported"] == ["client_credentials"]


def test_clients_are_made_replaced_and_ended_on_pages(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("company_admin", company_id=company())
    browser = signed_in(client_of(tenant_a), who)
    assert "No clients yet" in browser.get("/account/clients/").content.decode()
    page = browser.post("/account/clients/new/", {"name": "ERP", "rate_per_minute": "60", "reach": "read"})
    row = MachineClient.objects.get()
    assert (page.status_code, str(row.pk) in page.content.decode(), row.created_by_id) == (200, True, who.id)
    again = browser.post(f"/account/clients/{row.pk}/rotate/")
    assert "24 more hours" in again.content.decode()
    assert "Secret being replaced" in browser.get("/account/clients/").content.decode()
    browser.post(f"/account/clients/{row.pk}/end/")
    row.refresh_from_db()
    assert row.revoked_at is not None
