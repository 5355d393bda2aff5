"""An expiring link opens one file of one marketplace, for a while, and nothing else."""

from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.egress.objects import object_store
from shared_apps.tenancy.refs import TenantRef

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture
def link(tenant_a: TenantRef, settings, tmp_path) -> str:
    settings.OBJECT_ROOT, settings.OBJECT_BUCKET = tmp_path, ""
    store = object_store()
    store.put("reports/one.csv", b"ZEBRA-A", "text/csv")
    store.put("reports/two.csv", b"ZEBRA-TWO", "text/csv")
    return store.link("reports/one.csv", 60)


def test_the_link_opens_its_file(link: str, tenant_a: TenantRef, client_of: ClientOf) -> None:
    answer = client_of(tenant_a).get(link)
    assert (answer.status_code, answer.content) == (200, b"ZEBRA-A")
    assert answer["Content-Disposition"].startswith("attachment")


def test_it_opens_no_other_file(link: str, tenant_a: TenantRef, client_of: ClientOf) -> None:
    assert client_of(tenant_a).get(link.replace("one.csv", "two.csv")).status_code == 404


def test_it_is_worth_nothing_in_another_marketplace(
    link: str, tenant_b: TenantRef, tenant_cn: TenantRef, client_of: ClientOf
) -> None:
    for ref in (tenant_b, tenant_cn):
        answer = client_of(ref).get(link)
        assert answer.status_code == 404
        assert b"ZEBRA" not in answer.content


@pytest.mark.parametrize("seal", ["", "0", "é", "f" * 64])
def test_a_forged_seal_is_refused(link: str, tenant_a: TenantRef, client_of: ClientOf, seal: str) -> None:
    path, until = link.split("?")[0], "99999999999"
    assert client_of(tenant_a).get(path, {"until": until, "seal": seal}).status_code == 404


def test_it_expires(tenant_a: TenantRef, settings, tmp_path, client_of: ClientOf) -> None:
    settings.OBJECT_ROOT, settings.OBJECT_BUCKET = tmp_path, ""
    store = object_store()
    store.put("a.txt", b"x", "text/plain")
    assert client_of(tenant_a).get(store.link("a.txt", -1)).status_code == 404
