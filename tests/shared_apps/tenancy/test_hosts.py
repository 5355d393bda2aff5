"""The host decides: unknown 404, other region 421, suspended 403, frozen 503 for writes."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from shared_apps.tenancy import directory, scope
from shared_apps.tenancy.middleware import TenantMiddleware
from shared_apps.tenancy.refs import TenantRef
from tenants.models import Tenant


def reply(request: HttpRequest) -> HttpResponse:
    ref = scope.current()
    return HttpResponse(ref.schema_name if isinstance(ref, TenantRef) else "control")


def visit(host: str, method: str = "GET", path: str = "/", accept: str = "text/html") -> HttpResponse:
    request = RequestFactory().generic(method, path, headers={"host": host, "accept": accept})
    return TenantMiddleware(reply)(request)  # type: ignore[return-value]


def set_state(ref: TenantRef, state: str) -> None:
    Tenant.objects.filter(pk=ref.id).update(state=state)
    directory.forget()


@pytest.mark.parametrize("form", ["{}", "{}:8001", "{}.", "{}.:8001"])
def test_host_leads_to_its_marketplace(tenant_b: TenantRef, form: str) -> None:
    host = form.format(f"market-b.{settings.ENV.base_domain}")
    assert visit(host).content.decode() == tenant_b.schema_name
    assert visit(host.upper()).content.decode() == tenant_b.schema_name


def test_control_host_leads_to_the_control_plane(marketplaces: dict[str, TenantRef]) -> None:
    assert visit("localhost:8000").content == b"control"


@pytest.mark.parametrize("host", ["nobody.localhost", "market-b.evil.example", "", "a b", "market-b.localhost@x"])
def test_unknown_host_is_not_found(marketplaces: dict[str, TenantRef], host: str) -> None:
    response = visit(host, path="/api/v1/items")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("state", ["provisioning", "provision_failed", "erased"])
def test_marketplace_that_is_not_open_is_not_found(tenant_b: TenantRef, state: str) -> None:
    set_state(tenant_b, state)
    assert visit("market-b.localhost", path="/api/x").status_code == 404


def test_other_region_is_misdirected(tenant_cn: TenantRef, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ALIAS_OF", {"eu": "default"})
    directory.forget()
    assert visit("market-c.localhost", path="/api/x").status_code == 421
    assert visit("market-b.localhost").status_code == 200


def test_suspended_is_forbidden(tenant_b: TenantRef) -> None:
    set_state(tenant_b, "suspended")
    assert visit("market-b.localhost", path="/api/x").status_code == 403


def test_frozen_is_readable_and_not_writable(tenant_b: TenantRef) -> None:
    set_state(tenant_b, "frozen")
    assert visit("market-b.localhost").status_code == 200
    response = visit("market-b.localhost", "POST", "/api/x")
    assert (response.status_code, response["Retry-After"]) == (503, "60")


def test_a_person_gets_a_page_and_not_json(tenant_b: TenantRef) -> None:
    set_state(tenant_b, "suspended")
    response = visit("market-b.localhost")
    assert response.status_code == 403
    assert response["Content-Type"].startswith("text/html")


def test_a_stream_runs_in_the_scope(tenant_b: TenantRef) -> None:
    def parts():  # type: ignore[no-untyped-def]
        for _ in range(2):
            yield scope.tenant().slug.encode()

    middleware = TenantMiddleware(lambda request: StreamingHttpResponse(parts()))
    request = RequestFactory().get("/", headers={"host": "market-b.localhost"})
    response = middleware(request)
    assert scope.current_or_none() is None
    assert b"".join(response) == b"market-bmarket-b"  # type: ignore[arg-type]


def test_sign_in_page_opens_on_both_hosts(tenant_b: TenantRef, client_of: Callable[[TenantRef | None], Client]) -> None:
    assert client_of(tenant_b).get(settings.LOGIN_URL).status_code == 200
    assert client_of(None).get(settings.LOGIN_URL).status_code == 200
