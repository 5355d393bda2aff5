"""Keys, cache, sessions and messages are worth nothing in another marketplace."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from celery import Celery
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import cache

from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy import directory, keys, scope
from shared_apps.tenancy.errors import NoTenant, NotServedHere
from shared_apps.tenancy.refs import TenantRef
from shared_apps.tenancy.sessions import SessionStore
from shared_apps.tenancy.tasks import HEADER, TenantTask
from tenants.models import Tenant


def test_keys_differ_by_scope_and_purpose(tenant_a: TenantRef, tenant_b: TenantRef, tenant_cn: TenantRef) -> None:
    found = {keys.tenant_key("one"), keys.tenant_key("two")}
    for ref in (tenant_b, tenant_cn):
        with scope.enter(ref):
            found.add(keys.tenant_key("one"))
    with scope.enter(scope.CONTROL):
        found.add(keys.tenant_key("one"))
    moved = replace(tenant_a, region="us")
    with scope.enter(moved):
        found.add(keys.tenant_key("one"))
    assert len(found) == 6


def test_a_signature_of_a_does_not_open_in_b(tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    sealed = keys.signer("link").sign("invoice-1")
    assert keys.signer("link").unsign(sealed) == "invoice-1"
    with pytest.raises(signing.BadSignature):
        keys.signer("other").unsign(sealed)
    with scope.enter(tenant_b), pytest.raises(signing.BadSignature):
        keys.signer("link").unsign(sealed)


def test_cache_is_separate_and_refuses_without_scope(tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    cache.set("answer", "of a")
    with scope.enter(tenant_b):
        assert cache.get("answer") is None
    assert cache.get("answer") == "of a"


def test_cache_without_scope_is_an_error() -> None:
    with pytest.raises(NoTenant):
        cache.get("answer")


def test_session_of_a_is_empty_in_b_even_when_its_row_is_copied(tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    store = SessionStore()
    store["who"] = "anna"
    store.save()
    assert SessionStore(store.session_key)["who"] == "anna"
    row = Session.objects.get(pk=store.session_key)
    with scope.enter(tenant_b):
        assert SessionStore(store.session_key).get("who") is None
        Session.objects.create(session_key=row.session_key, session_data=row.session_data, expire_date=row.expire_date)
        assert SessionStore(store.session_key).get("who") is None


@pytest.fixture
def noted() -> tuple[Any, list[str]]:
    """A task that notes the schema in which it ran."""
    app, seen = Celery("tests", set_as_current=False), []
    app.conf.update(task_always_eager=True, task_eager_propagates=True)

    @app.task(base=TenantTask, name="tests.note", bind=True)
    def note(self: Any) -> None:
        seen.append(scope.tenant().schema_name)

    return note, seen


def header_of(ref: TenantRef, **changes: str) -> dict[str, Any]:
    return {HEADER: {"id": str(ref.id), "schema": ref.schema_name, "region": ref.region, **changes}}


Sender = Callable[[dict[str, Any]], Any]


@pytest.fixture
def send(noted: tuple[Any, list[str]]) -> Sender:
    """Deliver a message with these headers as a worker would get it."""
    return lambda headers: super(TenantTask, noted[0]).apply_async(headers=headers)


def test_a_message_carries_its_marketplace(tenant_b: TenantRef, noted: tuple[Any, list[str]]) -> None:
    with scope.enter(tenant_b):
        noted[0].apply_async()
    assert noted[1] == [tenant_b.schema_name]


def test_sending_without_scope_is_refused(marketplaces: dict[str, TenantRef], noted: tuple[Any, list[str]]) -> None:
    with pytest.raises(NoTenant):
        noted[0].apply_async()
    assert noted[1] == []


def test_a_message_without_header_is_refused(tenant_b: TenantRef, send: Sender, noted: tuple[Any, list[str]]) -> None:
    with pytest.raises(NoTenant):
        send({})
    assert noted[1] == []


def test_a_stale_message_is_refused(tenant_b: TenantRef, send: Sender, noted: tuple[Any, list[str]]) -> None:
    for headers in (
        header_of(tenant_b, region="cn"),
        header_of(tenant_b, schema="t_other"),
        header_of(tenant_b, id=str(uuid7())),
    ):
        with pytest.raises(NoTenant):
            send(headers)
    assert noted[1] == []


def test_a_suspended_marketplace_gets_no_tasks(tenant_b: TenantRef, send: Sender, noted: tuple[Any, list[str]]) -> None:
    Tenant.objects.filter(pk=tenant_b.id).update(state="suspended")
    directory.forget()
    with pytest.raises(NoTenant):
        send(header_of(tenant_b))
    assert noted[1] == []


def test_a_region_not_served_here_is_refused(tenant_b: TenantRef, send: Sender, noted: tuple[Any, list[str]]) -> None:
    Tenant.objects.filter(pk=tenant_b.id).update(region="us")
    directory.forget()
    with pytest.raises(NotServedHere):
        send(header_of(tenant_b, region="us"))
    assert noted[1] == []
