"""The demo shows processes in every state: a basket ordered, one let go, orders that wait for a payment or had it."""

from shared_apps.foundation.actor import Actor
from shared_apps.outbox.models import Saga
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.orders.tentative.models import OrderGroup
from tenant_apps.prepayment.models import Prepayment
from tenant_apps.workspace.demo import seed
from tenant_apps.workspace.demo.plans import NORRLAND
from tenant_apps.workspace.demo.processes import seed_processes


def test_the_demo_has_processes_of_every_kind_once(tenant_a: TenantRef, system: Actor) -> None:
    firms = seed._firms(NORRLAND)
    items = seed._goods(NORRLAND, firms)
    for _ in range(2):
        seed_processes(NORRLAND, firms, items)
        assert sorted(OrderGroup.objects.values_list("state", flat=True)) == ["confirmed", "released"]
        assert sorted(Prepayment.objects.values_list("state", flat=True)) == ["awaiting", "awaiting", "ordered"]
    assert set(Saga.objects.values_list("state", flat=True)) == {"done", "undone", "forward"}
