"""What can be promised for which day."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import NotFound
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.commands import (
    HoldLine,
    OneTransfer,
    RequestTransfer,
    TransferLineIn,
    dispatch_transfer,
    hold_stock,
    request_transfer,
)
from tenant_apps.inventory.decisions.promise import Coming, Expiring, first_day, steps_of
from tenant_apps.inventory.models import Transfer
from tenant_apps.inventory.queries.promising import promise_of
from tests.fixtures.goods import warehouse
from tests.fixtures.lots import ctx_of, keeper, lots, today
from tests.fixtures.people import SYSTEM, company

DAY = date(2026, 3, 1)


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def test_forty_can_be_had_when_the_second_lorry_has_come() -> None:
    coming = [Coming(later(2), Decimal(10), "TR-1"), Coming(later(5), Decimal(20), "TR-2"),
              Coming(later(-1), Decimal(99), "TR-0")]  # fmt: skip
    steps = steps_of(DAY, Decimal(12), Decimal(3), coming, [])
    assert [(step.why, step.available) for step in steps] == [
        ("free", 12),
        ("arrives", 22),
        ("arrives", 42),
        ("late", 42),
    ]
    assert first_day(steps, Decimal(12)) == DAY
    assert first_day(steps, Decimal(40)) == later(5)
    assert first_day(steps, Decimal(43)) is None, "an overdue lorry is no promise"


def test_promises_eat_the_lots_that_expire_first() -> None:
    expiring = [Expiring(later(3), Decimal(5), "OLD"), Expiring(later(9), Decimal(4), "NEW")]
    steps = steps_of(DAY, Decimal(6), Decimal(3), [], expiring)
    assert [(step.day, step.change, step.available) for step in steps] == [
        (DAY, 6, 6), (later(4), -2, 4), (later(10), -4, 0),
    ]  # fmt: skip


def test_goods_on_their_way_expire_like_those_that_are_there() -> None:
    coming = [Coming(later(2), Decimal(10), "TR-1", later(5)), Coming(later(4), Decimal(7), "TR-2", later(3))]
    steps = steps_of(DAY, Decimal(1), Decimal(0), coming, [])
    assert [(step.day, step.available) for step in steps] == [(DAY, 1), (later(2), 11), (later(6), 1)]


def test_no_day_promises_more_than_there_is_or_less_than_nothing() -> None:
    random = Random(20260302)
    for _case in range(500):
        lots_ = [Expiring(later(random.randint(0, 9)), Decimal(random.randint(1, 9)), str(n)) for n in range(3)]
        loose = Decimal(random.randint(0, 9))
        there = loose + sum((lot.quantity for lot in lots_), Decimal(0))
        reserved = Decimal(random.randint(0, int(there)))
        coming = [Coming(later(random.randint(0, 9)), Decimal(random.randint(1, 9)), str(n)) for n in range(2)]
        # The last step of a day is what holds for the day.
        days = {step.day: step for step in steps_of(DAY, there - reserved, reserved, coming, lots_)}
        for step in days.values():
            assert step.day is not None
            arrived = sum((one.quantity for one in coming if one.due <= step.day), Decimal(0))
            gone = sum((lot.quantity for lot in lots_ if lot.last_day < step.day), Decimal(0))
            assert 0 <= step.available <= there + arrived - reserved
            # What is left beyond all promises, if promises took the expired lots first.
            assert step.available <= there - max(gone, reserved) + arrived


def test_an_item_is_promised_from_stock_transfers_and_lots(tenant_a: TenantRef) -> None:
    made = lots(SOON=("4", 3), LATE=("30", 300))
    hold_stock(ctx_of(), [HoldLine(made.item_id, Decimal(1))], "tests.deal", uuid4())
    due = clock.now(scope.alias()) + timedelta(days=2)
    data = RequestTransfer(
        source_id=made.warehouse_id, target_id=warehouse(made.supplier_id, "SOUTH"), due_at=due,
        goods=[TransferLineIn(item_id=made.item_id, quantity="10")],
    )  # fmt: skip
    run(dispatch_transfer, SYSTEM, OneTransfer(transfer_id=run(request_transfer, SYSTEM, data).transfer_id))
    found = promise_of(keeper(made.supplier_id), made.item_id)
    assert (found.on_hand, found.reserved, found.in_transit) == (24, 1, 10)
    assert found.first_day(Decimal(23)) == today()
    assert found.first_day(Decimal(33)) == due.date()
    assert [step.what for step in found.steps if step.why == "arrives"] == [Transfer.objects.get().number] * 2
    with pytest.raises(NotFound):
        promise_of(keeper(company("Stranger")), made.item_id)
