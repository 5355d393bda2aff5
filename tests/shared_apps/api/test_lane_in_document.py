"""Where a region has a lane, the document says which requests go there, and is still a valid one."""

import json
from collections.abc import Callable
from typing import Any

from drf_spectacular.validation import validate_schema

from shared_apps.api import document
from shared_apps.tenancy.refs import TenantRef


def test_the_address_of_the_lane_is_told_for_what_it_takes(
    tenant_a: TenantRef, client_of: Callable[..., Any], settings: Any
) -> None:
    settings.LANE_URLS = {tenant_a.region: "http://{host}:24999"}
    found = json.loads(client_of(tenant_a).get("/api/v1/openapi.json").content)
    with_lane = {path: methods for path, methods in found["paths"].items() if "servers" in str(methods)}
    validate_schema(found | {"paths": with_lane, "components": {}})
    told = {
        (path, method): one["servers"]
        for path, methods in found["paths"].items()
        for method, one in methods.items()
        if "servers" in one
    }
    host = f"{tenant_a.slug}.{settings.ENV.base_domain}"
    taken = ("/api/v1/lots/{lot_id}/bids", "/api/v1/orders", "/api/v1/orders:batch")
    assert told == {(path, "post"): [{"url": f"http://{host}:24999"}, {"url": "/"}] for path in taken}
    for path, method in told:
        del found["paths"][path][method]["servers"]
    assert found == document.openapi(), "all else is the document that test_schema.py finds valid"


def test_without_a_lane_nothing_is_said(tenant_a: TenantRef, client_of: Callable[..., Any]) -> None:
    assert b'"servers"' not in client_of(tenant_a).get("/api/v1/openapi.json").content
