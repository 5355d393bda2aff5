"""Two at once: counters of one line, transfers of the last unit, a promise against a transfer. Exactly one passes."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from uuid import UUID, uuid4

from django.db import connections, transaction

from shared_apps.commands import run
from shared_apps.foundation.invariants import check_all
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.commands import (
    HoldLine,
    OneTransfer,
    PlanCount,
    RecordCount,
    RequestTransfer,
    TransferLineIn,
    dispatch_transfer,
    hold_stock,
    plan_count,
    record_count,
    request_transfer,
)
from tenant_apps.inventory.models import CountLine, StockLevel, StockMovement, Transfer
from tests.fixtures.goods import goods, item, stock, warehouse
from tests.fixtures.lots import ctx_of, keeper
from tests.fixtures.people import SYSTEM


def race(ref: TenantRef, *acts: Callable[[], object]) -> Counter[str]:
    """What each came to: done, or the code of its refusal."""
    together = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        try:
            with scope.enter(ref):
                together.wait(timeout=60)
                act()
            return "done"
        except Refusal as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(one, acts))


ONCE = {"done": 1, "inventory.insufficient_stock": 1}


def test_of_two_who_want_the_last_unit_exactly_one_gets_it(committed_tenant: TenantRef) -> None:
    with scope.enter(committed_tenant):
        made = goods("1")
        south = warehouse(made.supplier_id, "SOUTH")
        other = item(made.supplier_id, "ROD-1", "Rod")
        stock(made.warehouse_id, **{other.hex: "1"})

    def ask(wanted: UUID) -> UUID:
        lines = [TransferLineIn(item_id=wanted, quantity="1")]
        data = RequestTransfer(source_id=made.warehouse_id, target_id=south, goods=lines)
        return run(request_transfer, SYSTEM, data).transfer_id

    def promise() -> None:
        with transaction.atomic(using=scope.alias()):
            hold_stock(ctx_of(), [HoldLine(made.item_id, Decimal(1), made.warehouse_id)], "tests.deal", uuid4())

    assert race(committed_tenant, lambda: ask(made.item_id), promise) == ONCE
    assert race(committed_tenant, lambda: ask(other), lambda: ask(other)) == ONCE
    with scope.enter(committed_tenant):
        transfer = OneTransfer(transfer_id=Transfer.objects.get(lines__item_id=other).pk)

    def send() -> None:
        run(dispatch_transfer, SYSTEM, transfer)

    assert race(committed_tenant, send, send) == {"done": 1, "inventory.transfer_state": 1}
    with scope.enter(committed_tenant):
        assert StockLevel.objects.get(item_id=other, warehouse_id=made.warehouse_id).on_hand == 0
        assert check_all() == []


def test_of_two_counters_of_one_line_exactly_one_counts(committed_tenant: TenantRef) -> None:
    with scope.enter(committed_tenant):
        made = goods("100", "1.00")
        run(plan_count, SYSTEM, PlanCount(warehouse_id=made.warehouse_id, count_method="all"))
        line = CountLine.objects.get().pk

    def count(name: str) -> Callable[[], object]:
        return lambda: run(record_count, keeper(made.supplier_id, name), RecordCount(line_id=line, found="99"))

    assert race(committed_tenant, count("ann"), count("bob")) == {"done": 1, "inventory.counted_already": 1}
    with scope.enter(committed_tenant):
        assert StockMovement.objects.get(kind="count").quantity == -1
        assert StockLevel.objects.get().on_hand == 99
        assert check_all() == []
