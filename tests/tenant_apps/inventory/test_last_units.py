"""Fifty at once for the last units: exactly as many holds as there is stock."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from uuid import UUID, uuid4

from django.db import connections, transaction

from shared_apps.commands import Context
from shared_apps.foundation import clock
from shared_apps.foundation.invariants import check_all
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.commands import HoldLine, hold_stock
from tenant_apps.inventory.models import StockHold, StockLevel
from tests.fixtures.goods import goods, item, stock
from tests.fixtures.people import SYSTEM

THREADS = 50
UNITS = 17


def _take(ref: TenantRef, lines: list[HoldLine], together: Barrier) -> str:
    try:
        with scope.enter(ref):
            together.wait(timeout=60)
            with transaction.atomic(using=scope.alias()):
                ctx = Context(actor=SYSTEM, now=clock.now(scope.alias()), using=scope.alias())
                hold_stock(ctx, lines, "tests.deal", uuid4())
            return "held"
    except Refusal as refusal:
        return refusal.code
    finally:
        connections.close_all()


def _race(ref: TenantRef, asked: list[list[HoldLine]]) -> Counter[str]:
    together = Barrier(len(asked))
    with ThreadPoolExecutor(len(asked)) as pool:
        return Counter(pool.map(lambda lines: _take(ref, lines, together), asked))


def test_the_last_units_are_held_exactly_once_each(committed_tenant: TenantRef) -> None:
    with scope.enter(committed_tenant):
        made = goods(str(UNITS))
    found = _race(committed_tenant, [[HoldLine(made.item_id, Decimal(1))] for _ in range(THREADS)])
    assert found == {"held": UNITS, "inventory.insufficient_stock": THREADS - UNITS}
    with scope.enter(committed_tenant):
        level = StockLevel.objects.get()
        assert (level.on_hand, level.reserved) == (UNITS, UNITS)
        assert StockHold.objects.filter(state="held").count() == UNITS
        assert check_all() == []


def test_orders_that_name_the_same_items_in_any_order_never_deadlock(committed_tenant: TenantRef) -> None:
    with scope.enter(committed_tenant):
        made = goods(str(THREADS))
        others = [item(made.supplier_id, f"WIRE-{size}", f"Wire {size} mm") for size in (10, 16, 25)]
        stock(made.warehouse_id, **{pk.hex: str(THREADS) for pk in others})
    ids: list[UUID] = [made.item_id, *others]
    asked = []
    for turn in range(THREADS):
        mine = ids[turn % 4 :] + ids[: turn % 4]
        asked.append([HoldLine(pk, Decimal(1)) for pk in (mine if turn % 2 else reversed(mine))])
    assert _race(committed_tenant, asked) == {"held": THREADS}
    with scope.enter(committed_tenant):
        assert {(level.on_hand, level.reserved) for level in StockLevel.objects.all()} == {(THREADS, THREADS)}
        assert check_all() == []
