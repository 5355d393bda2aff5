"""Demands that lower floors read: the rule book's value in a marketplace, the declaration's elsewhere."""

from collections.abc import Iterator

import pytest

from shared_apps.tenancy import policy, scope
from shared_apps.tenancy.errors import NoTenant
from shared_apps.tenancy.refs import TenantRef


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(policy, "KEYS", {})
    policy.declare(policy.Key("test.minutes", "int", 30, "min", "Minutes", control=15))
    yield "test.minutes"


def test_the_marketplace_is_asked(key: str, tenant_a: TenantRef, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "_resolver", {"test.minutes": 20}.__getitem__)
    with scope.enter(tenant_a):
        assert policy.value(key) == 20


def test_the_control_plane_has_its_own_value(key: str) -> None:
    with scope.enter(scope.CONTROL):
        assert policy.value(key) == 15


def test_nothing_in_scope_is_an_error(key: str) -> None:
    with pytest.raises(NoTenant):
        policy.value(key)


def test_a_key_has_one_owner(key: str) -> None:
    with pytest.raises(RuntimeError, match=r"two policies are named test\.minutes"):
        policy.declare(policy.Key("test.minutes", "int", 31, "min", "Minutes"))
