"""The OpenAPI document is valid, complete and rendered without another host."""

import re

import pytest
from django.test import Client
from openapi_spec_validator import validate

from shared_apps.api import document
from shared_apps.api.endpoint import ADDRESSES
from shared_apps.api.operations import has_effect
from shared_apps.api.reference import describe
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.api import host_of


def test_the_document_is_valid_openapi_3_1() -> None:
    assert document.openapi()["openapi"] == "3.1.1"
    document.validate()
    validate(document.openapi())


def test_every_operation_that_is_served_is_described() -> None:
    described = sum(len(methods) for methods in document.openapi()["paths"].values())
    assert described == sum(len(address.operations) for address in ADDRESSES)


def test_operation_names_are_unique() -> None:
    names = [one["operationId"] for methods in document.openapi()["paths"].values() for one in methods.values()]
    assert len(names) == len(set(names))


def test_every_effect_asks_for_an_idempotency_key() -> None:
    served = sum(has_effect(one) for address in ADDRESSES for one in address.operations.values())
    asking = [
        name
        for methods in document.openapi()["paths"].values()
        for method, one in methods.items()
        if method == "post"
        for name in [p["name"] for p in one["parameters"] if p.get("required") and p["in"] == "header"]
    ]
    assert asking == ["Idempotency-Key"] * served


def test_bodies_refuse_unknown_fields() -> None:
    components = document.openapi()["components"]["schemas"]
    for methods in document.openapi()["paths"].values():
        for one in methods.values():
            if "requestBody" in one:
                schema = one["requestBody"]["content"]["application/json"]["schema"]
                whole = components[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
                assert whole["additionalProperties"] is False, one["operationId"]


def test_the_reference_names_every_operation() -> None:
    found = describe(document.openapi(), "http://market.localhost")
    assert found.count == sum(len(methods) for methods in document.openapi()["paths"].values())
    for group in found.groups:
        for entry in group.operations:
            assert entry.summary and entry.answers and entry.example.startswith("curl"), entry.id


@pytest.mark.django_db
def test_the_reference_page_asks_no_other_host(tenant_a: TenantRef) -> None:
    answer = Client().get("/api/", headers={"Host": host_of(tenant_a)})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
    assert "style=" not in html and "<script>" not in html


@pytest.mark.django_db
def test_the_document_is_served(tenant_a: TenantRef) -> None:
    answer = Client().get("/api/v1/openapi.json", headers={"Host": host_of(tenant_a)})
    assert answer.json() == document.openapi()
