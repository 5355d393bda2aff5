"""The API as a program meets it, and headers that a client may send to look like somebody else: ASVS V4, 13.4, 15.3."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from django.test import Client

import config.api_v1  # noqa: F401  # fills ADDRESSES
from shared_apps.api.endpoint import ADDRESSES
from shared_apps.api.operations import Batch, Edit, Write
from shared_apps.commands import inputs
from shared_apps.commands.registry import REGISTRY
from shared_apps.foundation.refusals import Invalid
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.parties.models import Company
from tests.fixtures.api import caller, host_of, problem

ClientOf = Callable[[TenantRef | None], Client]
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
FORWARDED = {
    "X-Forwarded-Host": "market-b.localhost", "X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9",
    "X-Forwarded-Proto": "https", "Forwarded": "for=203.0.113.9;host=market-b.localhost", "X-User-ID": "1",
    "X-Original-URL": "/console/", "X-Rewrite-URL": "/console/", "X-Host": "market-b.localhost", "Remote-User": "owner",
}  # fmt: skip
# Acts that are about the thing itself.
ABOUT: dict[str, set[str]] = {
    "role": {
        "identity.invite_person",
        "identity.change_role",
        "privacy.register_breach",
        "federation.create_provider",
        "federation.change_provider",
    },
    "permissions": {"identity.define_role", "identity.redefine_role"},
    "state": {"integrations.change_connection"},
}
WHO_MAKES = ("id", "created_at", "tenant_id", "schema_name", "permissions", "is_staff", "is_superuser", "role", "state")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DEBUG", "PROPFIND", "MKCOL"])
def test_unknown_methods_are_refused_and_nothing_is_echoed(tenant_a: TenantRef, method: str) -> None:
    answer = Client(headers={"host": host_of(tenant_a), "x-secret": "do-not-echo"}).generic(method, "/sign-in/")
    assert answer.status_code == 405
    assert "TRACE" not in answer.headers["Allow"]
    assert b"do-not-echo" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("header", OVERRIDES)
def test_a_method_in_a_header_counts_for_nothing(tenant_a: TenantRef, header: str) -> None:
    api = caller(tenant_a, "parties.view_company", "parties.add_company")
    answer = api.get("companies", **{header.replace("-", "_"): "POST"})
    assert answer.status_code == 200 and "data" in answer.json()
    assert api.send("GET", "companies?_method=POST").status_code == 400


@pytest.mark.django_db
def test_only_methods_of_an_address_are_taken(tenant_a: TenantRef) -> None:
    api = caller(tenant_a, "parties.view_company")
    answer = api.send("DELETE", "companies")
    assert answer.status_code == 405
    assert "DELETE" not in answer.headers["Allow"]


@pytest.mark.django_db
@pytest.mark.parametrize("header", sorted(FORWARDED))
def test_headers_of_a_proxy_change_nothing_for_who_sends_them(
    tenant_a: TenantRef, tenant_b: TenantRef, client_of: ClientOf, header: str
) -> None:
    plain = client_of(tenant_a).get("/sign-in/")
    other = client_of(tenant_a).get("/sign-in/", headers={header: FORWARDED[header]})
    assert other.status_code == plain.status_code == 200
    assert b"market-b" not in other.content and b"Market B" not in other.content


@pytest.mark.django_db
def test_an_address_in_a_header_does_not_escape_the_lock(tenant_a: TenantRef, client_of: ClientOf) -> None:
    from shared_apps.accounts.models import SignInThrottle

    client = client_of(tenant_a)
    for at in range(6):
        client.post(
            "/sign-in/", {"email": f"p{at}@x.example", "password": "no"}, headers={"X-Forwarded-For": f"9.9.9.{at}"}
        )
    assert not any("9.9.9" in str(row.__dict__) for row in SignInThrottle.objects.all())


@pytest.mark.django_db
def test_every_body_says_what_it_is(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client = client_of(tenant_a)
    for path, kind in (
        ("/sign-in/", "text/html; charset=utf-8"), ("/nowhere/", "text/html; charset=utf-8"),
        ("/.well-known/security.txt", "text/plain; charset=utf-8"), ("/api/v1/nowhere", "application/problem+json"),
        ("/api/v1/health", "application/json"),
    ):  # fmt: skip
        assert client.get(path).headers["Content-Type"] == kind, path


@pytest.mark.django_db
def test_the_api_is_not_led_to_https(tenant_a: TenantRef) -> None:
    """A key that was sent in the clear must fail where it is seen, not work after a redirect."""
    answer = Client(headers={"host": host_of(tenant_a)}).get("/api/v1/companies")
    assert answer.status_code == 401 and "Location" not in answer.headers


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value", ["evil.example", "market-a.localhost.evil.example", "market-a.localhost@evil.example"]
)
def test_the_host_header_names_a_marketplace_or_nothing(tenant_a: TenantRef, value: str) -> None:
    answer = Client(headers={"host": value}).get("/sign-in/")
    assert answer.status_code == 404
    assert b"evil.example" not in answer.content


@pytest.mark.django_db
def test_a_header_of_two_lines_never_leaves(tenant_a: TenantRef) -> None:
    api = caller(tenant_a, "parties.view_company")
    answer = api.get("companies", X_Request_Id="a\r\nSet-Cookie: k=1")
    assert answer.status_code == 200
    assert "\n" not in answer.headers["X-Request-Id"] and "Set-Cookie" not in answer.headers


@pytest.mark.django_db
def test_a_null_character_is_named_and_never_reaches_the_database(tenant_a: TenantRef) -> None:
    api = caller(tenant_a, "parties.add_company")
    answer = api.post("companies", b'{"name":"A\\u0000","country":"DK"}')
    assert answer.status_code == 422
    assert problem(answer)["field"] == "name"
    # A backslash before six plain signs is no null character.
    assert api.post("companies", b'{"name":"A\\\\u0000","country":"DK"}').status_code == 201


def structs(kind: Any, seen: set[Any]) -> Iterator[type[msgspec.Struct]]:
    """Every struct that stands anywhere inside a type."""
    from typing import get_args

    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind in seen:
            return
        seen.add(kind)
        yield kind
        for field in msgspec.structs.fields(kind):
            yield from structs(field.type, seen)
    for part in get_args(kind):
        yield from structs(part, seen)


@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_no_input_takes_a_field_it_does_not_know(code: str) -> None:
    """Mass assignment: at every depth of every input, whatever is not declared is refused, not dropped."""
    found = list(structs(REGISTRY[code].input, set()))
    assert [one.__name__ for one in found if not one.__struct_config__.forbid_unknown_fields] == []


def test_inputs_are_looked_into() -> None:
    everything: set[Any] = set()
    for one in REGISTRY.values():
        list(structs(one.input, everything))
    assert len(REGISTRY) > 200 and len(everything) > len(REGISTRY)


WRITES = [
    operation
    for address in ADDRESSES
    for operation in address.operations.values()
    if isinstance(operation, Write | Edit | Batch)
]


@pytest.mark.parametrize("name", WHO_MAKES)
def test_fields_that_only_kontor_sets_are_refused_by_every_write(name: str) -> None:
    """Names that nobody but Kontor writes are unknown to every input, unless the act is about that very thing."""
    taken, lets = [], set()
    for operation in WRITES:
        known = {field.encode_name for field in msgspec.structs.fields(operation.command.input)}
        if name in known:
            lets.add(operation.command.code)
            continue
        with pytest.raises(Invalid) as refused:
            inputs.from_json(json.dumps({name: "x"}).encode(), operation.command.input)
        if refused.value.status not in (400, 422):
            taken.append(operation.command.code)
    assert taken == []
    assert lets == ABOUT.get(name, set())


def test_writes_are_looked_at() -> None:
    assert len(WRITES) > 100


@pytest.mark.django_db
@pytest.mark.parametrize("name", WHO_MAKES)
def test_a_field_too_many_writes_nothing(tenant_a: TenantRef, name: str) -> None:
    api = caller(tenant_a, "parties.add_company")
    before = Company.objects.count()
    answer = api.post("companies", {"name": "Nord", "country": "DK", name: "x"})
    assert answer.status_code == 422
    assert problem(answer)["field"] == name
    assert Company.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        b'{"name":["A"],"country":"DK"}', b'{"name":{"$ne":1},"country":"DK"}', b'{"name":true,"country":"DK"}',
        b'{"name":1,"country":"DK"}', b'{"name":null,"country":"DK"}', b"[]", b"1", b"{", b"\xff\xfe{",
        b'{"name":NaN}', b"[" * 100_000, b'{"name":"A\\u0000","country":"DK"}',
    ],
    ids=lambda one: ascii(one[:24]),
)  # fmt: skip
def test_a_body_of_the_wrong_shape_is_refused_and_never_fails(tenant_a: TenantRef, body: bytes) -> None:
    api = caller(tenant_a, "parties.add_company")
    before = Company.objects.count()
    answer = api.post("companies", body)
    assert answer.status_code in (400, 422)
    assert Company.objects.count() == before


@pytest.mark.django_db
def test_parameters_do_not_mix_with_the_body(tenant_a: TenantRef) -> None:
    api = caller(tenant_a, "parties.add_company", "parties.view_company")
    assert api.post("companies?name=Evil&country=DK", {"country": "DK"}).status_code == 422
    assert api.get("companies?limit=1&limit=2&cursor=").status_code in (200, 400)
    assert not Company.objects.filter(name="Evil").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/.git/config", "/.env", "/manage.py", "/config/settings/base.py", "/static/", "/files/", "/server-status",
        "/static/../config/environment.py", "/static/%2e%2e/manage.py", "/files/../manage.py", "/debug/", "/admin/",
        "/metrics", "/ui/",
    ],
)  # fmt: skip
def test_there_is_nothing_to_find_beside_the_product(tenant_a: TenantRef, client_of: ClientOf, path: str) -> None:
    answer = client_of(tenant_a).get(path)
    assert answer.status_code == 404
    assert b"Index of" not in answer.content and b"import" not in answer.content[:200]


@pytest.mark.django_db
def test_no_answer_names_what_it_is_made_with(tenant_a: TenantRef, client_of: ClientOf) -> None:
    for path in ("/sign-in/", "/nowhere/", "/api/v1/nowhere", "/api/v1/health"):
        answer = client_of(tenant_a).get(path)
        assert not {"Server", "X-Powered-By", "X-Version"} & set(answer.headers)
        assert not [word for word in (b"Django", b"PostgreSQL", b"granian", b"Python/") if word in answer.content], path
