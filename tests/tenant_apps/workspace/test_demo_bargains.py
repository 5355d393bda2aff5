"""The demo waits for what a worker is making of an order, instead of falling over it."""

from uuid import UUID, uuid4

import pytest

from shared_apps.tenancy.refs import TenantRef
from tenant_apps.workspace.demo import bargains


def test_what_comes_a_moment_later_is_waited_for(tenant_a: TenantRef, system: object) -> None:
    answers: list[list[str]] = [[], [], ["invoice"]]

    def list_of(order_id: UUID) -> list[str]:
        return answers.pop(0)

    assert bargains.formed(list_of, uuid4()) == "invoice"
    assert answers == []


def test_what_never_comes_is_named(tenant_a: TenantRef, system: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bargains, "PATIENCE_S", 0)
    order_id = uuid4()
    with pytest.raises(RuntimeError, match=str(order_id)):
        bargains.formed(lambda _order_id: [], order_id)
