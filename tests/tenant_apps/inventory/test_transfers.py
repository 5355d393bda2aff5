"""Transfers: asked for, approved, sent, received short, over or damaged, lost; never sold meanwhile."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import InjectedFault, arm
from shared_apps.foundation.invariants import check_all
from shared_apps.foundation.refusals import Conflict, Invalid, NotFound
from shared_apps.outbox import jobs
from shared_apps.outbox.models import Job, OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.commands import (
    AcceptDifference,
    ArrivedIn,
    ClaimDifference,
    CloseTransfer,
    CountDifference,
    OneDifference,
    OneTransfer,
    ReceiveTransfer,
    RequestTransfer,
    SettleDifference,
    TransferLineIn,
    accept_difference,
    approve_transfer,
    cancel_transfer,
    claim_difference,
    close_transfer,
    count_difference,
    dispatch_transfer,
    receive_transfer,
    request_transfer,
    return_surplus,
    settle_difference,
)
from tenant_apps.inventory.models import (
    Quarantine,
    StockHold,
    StockLevel,
    StockMovement,
    Transfer,
    TransferDifference,
    TransferPart,
)
from tenant_apps.inventory.queries import available
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tests.fixtures.goods import Goods, goods, warehouse
from tests.fixtures.lots import keeper, lots
from tests.fixtures.people import SYSTEM, company
from tests.proofs import proves

RIGHTS = frozenset({"inventory.claim_difference"})


def asked(made: Goods, target: UUID, quantity: str, actor: Actor = SYSTEM) -> UUID:
    lines = [TransferLineIn(item_id=made.item_id, quantity=quantity)]
    data = RequestTransfer(source_id=made.warehouse_id, target_id=target, goods=lines)
    return run(request_transfer, actor, data).transfer_id


def sent(made: Goods, target: UUID, quantity: str) -> tuple[UUID, list[TransferPart]]:
    transfer = asked(made, target, quantity)
    run(dispatch_transfer, SYSTEM, OneTransfer(transfer_id=transfer))
    parts = TransferPart.objects.filter(line__transfer=transfer).order_by("lot__expires_on")
    return transfer, list(parts)


def arrived(transfer: UUID, *arrivals: tuple[TransferPart, str, str]) -> str:
    lines = [ArrivedIn(part_id=part.pk, good=good, damaged=damaged) for part, good, damaged in arrivals]
    return run(receive_transfer, SYSTEM, ReceiveTransfer(transfer_id=transfer, arrivals=lines)).state


def there(made: Goods, place: UUID) -> tuple[Decimal, Decimal, Decimal]:
    row = StockLevel.objects.get(item_id=made.item_id, warehouse_id=place)
    return row.on_hand, row.reserved, row.quarantined


def test_goods_on_their_way_are_in_no_warehouse_and_never_free(tenant_a: TenantRef) -> None:
    made = lots(SOON=("4", 10), LATE=("6", 90))
    target = warehouse(made.supplier_id, "SOUTH")
    transfer, parts = sent(made, target, "6")
    assert [(part.lot.code if part.lot else "", part.in_transit) for part in parts] == [("SOON", 4), ("LATE", 2)]
    assert (there(made, made.warehouse_id), there(made, target)) == ((4, 0, 0), (0, 0, 0))
    assert available([made.item_id]) == {made.item_id: 4}
    assert check_all() == []
    assert arrived(transfer, (parts[0], "3", "1")) == "dispatched"
    assert there(made, target) == (4, 0, 1)
    assert Quarantine.objects.get().cause == "damaged"
    assert check_all() == []
    assert arrived(transfer, (parts[1], "2", "0")) == "closed"
    assert there(made, target) == (6, 0, 1)
    with pytest.raises(Conflict):
        arrived(transfer, (parts[1], "1", "0"))
    assert check_all() == []


def test_what_is_asked_for_is_held_until_it_is_cancelled(tenant_a: TenantRef) -> None:
    made = goods("10")
    target = warehouse(made.supplier_id, "SOUTH")
    transfer = asked(made, target, "8")
    with pytest.raises(Conflict) as refused:
        asked(made, target, "3")
    assert refused.value.facts["available"] == "2"
    run(cancel_transfer, SYSTEM, OneTransfer(transfer_id=transfer))
    assert there(made, made.warehouse_id) == (10, 0, 0)
    with pytest.raises(Conflict):
        run(dispatch_transfer, SYSTEM, OneTransfer(transfer_id=transfer))
    assert check_all() == []


def test_what_does_not_come_is_booked_as_a_loss_with_its_reason(tenant_a: TenantRef) -> None:
    made = goods("10")
    target = warehouse(made.supplier_id, "SOUTH")
    transfer, parts = sent(made, target, "6")
    arrived(transfer, (parts[0], "4", "0"))
    with pytest.raises(Invalid):
        run(close_transfer, SYSTEM, CloseTransfer(transfer_id=transfer, reason=""))
    assert run(close_transfer, SYSTEM, CloseTransfer(transfer_id=transfer, reason="fell off")).state == "closed"
    loss = StockMovement.objects.get(kind="loss")
    assert (loss.quantity, loss.warehouse_id, loss.note) == (-2, target, "fell off")
    assert there(made, target) == (4, 0, 0)
    assert json.loads(OutboxMessage.objects.get(name="inventory.transfer_closed").payload)["lost_lines"] == 1
    assert check_all() == []


def test_more_than_was_sent_is_booked_as_found(tenant_a: TenantRef) -> None:
    made = goods("10")
    target = warehouse(made.supplier_id, "SOUTH")
    transfer, parts = sent(made, target, "6")
    assert arrived(transfer, (parts[0], "7", "0")) == "closed"
    assert StockMovement.objects.get(kind="adjustment").quantity == 1
    assert TransferPart.objects.get().over == 1
    assert there(made, target) == (7, 0, 0)
    assert check_all() == []


@proves("stock.transfer_approve_quantity", "stock.transfer_approve_value")
@pytest.mark.parametrize(
    ("rule", "quantity", "state"),
    [("stock.transfer_approve_quantity", "5", "approved"), ("stock.transfer_approve_quantity", "6", "requested"),
     ("stock.transfer_approve_value", "2", "approved"), ("stock.transfer_approve_value", "3", "requested")],
)  # fmt: skip
def test_a_large_transfer_waits_for_another_person(tenant_a: TenantRef, rule: str, quantity: str, state: str) -> None:
    made = goods("10", "2.10")
    target = warehouse(made.supplier_id, "SOUTH")
    run(change_settings, SYSTEM, ChangeSettings(changes={rule: "5"}))
    ann, bob = keeper(made.supplier_id, "ann"), keeper(made.supplier_id, "bob")
    transfer = asked(made, target, quantity, ann)
    assert Transfer.objects.get().state == state
    if state == "requested":
        for step, who in ((dispatch_transfer, bob), (approve_transfer, ann)):
            with pytest.raises(Conflict):
                run(step, who, OneTransfer(transfer_id=transfer))
        run(approve_transfer, bob, OneTransfer(transfer_id=transfer))
    assert run(dispatch_transfer, ann, OneTransfer(transfer_id=transfer)).state == "dispatched"


@proves("stock.transfer_days")
def test_a_transfer_that_is_late_is_said_to_be_so_once(tenant_a: TenantRef) -> None:
    made = goods("10")
    run(change_settings, SYSTEM, ChangeSettings(changes={"stock.transfer_days": 3}))
    transfer, _parts = sent(made, warehouse(made.supplier_id, "SOUTH"), "6")
    row = Transfer.objects.get()
    assert row.due_at - row.requested_at == timedelta(days=3)
    Transfer.objects.update(due_at=clock.now(scope.alias()) - timedelta(seconds=1))
    Job.objects.filter(kind="inventory.transfer_due").update(run_at=clock.now(scope.alias()))
    for _turn in range(2):
        jobs.run_due()
    told = OutboxMessage.objects.get(name="inventory.transfer_overdue").payload
    assert json.loads(told)["transfer_id"] == str(transfer)
    assert Transfer.objects.get().is_overdue


def test_warehouses_of_two_companies_and_strangers_are_refused(tenant_a: TenantRef) -> None:
    made = goods("10", "2.10")
    stranger = company("Stranger", buys=False, sells=True)
    with pytest.raises(Invalid):
        asked(made, warehouse(stranger, "THEIRS"), "1")
    with pytest.raises(Invalid):
        asked(made, made.warehouse_id, "1")
    transfer = asked(made, warehouse(made.supplier_id, "SOUTH"), "1")
    with pytest.raises(NotFound):
        run(dispatch_transfer, keeper(stranger), OneTransfer(transfer_id=transfer))
    assert StockMovement.objects.count() == 1


@pytest.mark.parametrize("step", ["after_hold", "after_issue", "dispatch_before_commit", "after_arrival",
                                  "receive_before_commit", "close_before_commit"])  # fmt: skip
def test_a_step_that_dies_leaves_the_step_before(tenant_a: TenantRef, step: str) -> None:
    made = goods("10")
    target = warehouse(made.supplier_id, "SOUTH")
    arm(f"inventory.transfer.{step}=fail")
    try:
        with pytest.raises(InjectedFault):
            transfer, parts = sent(made, target, "6")
            arrived(transfer, (parts[0], "2", "1"))
            run(close_transfer, SYSTEM, CloseTransfer(transfer_id=transfer, reason="fell off"))
    finally:
        arm("")
    assert check_all() == []
    row = Transfer.objects.first()
    held = StockHold.objects.filter(state="held").count()
    assert (row.state if row else "", held) == {
        "after_hold": ("", 0), "after_issue": ("approved", 1), "dispatch_before_commit": ("approved", 1),
        "after_arrival": ("dispatched", 0), "receive_before_commit": ("dispatched", 0),
        "close_before_commit": ("dispatched", 0),
    }[step]  # fmt: skip


def test_the_price_of_nothing_waits_for_approval(tenant_a: TenantRef) -> None:
    made = goods("10")
    run(change_settings, SYSTEM, ChangeSettings(changes={"stock.transfer_approve_value": "1000"}))
    asked(made, warehouse(made.supplier_id, "SOUTH"), "1")
    assert Transfer.objects.get().state == "requested"


def differing(made: Goods, target: UUID, good: str) -> TransferDifference:
    """Six are sent, so many arrive, nothing more comes."""
    transfer, parts = sent(made, target, "6")
    lines = [ArrivedIn(part_id=parts[0].pk, good=good)]
    result = run(receive_transfer, SYSTEM, ReceiveTransfer(transfer_id=transfer, arrivals=lines, final=True))
    assert result.state == "closed"
    return TransferDifference.objects.get(part=parts[0])


def test_a_last_arrival_that_is_short_is_booked_and_worked_to_its_end(tenant_a: TenantRef) -> None:
    made = goods("20", "2.10")
    target = warehouse(made.supplier_id, "SOUTH")
    row = differing(made, target, "4")
    assert (row.kind, row.quantity, row.value_minor, row.currency) == ("shortage", 2, 420, "EUR")
    assert StockMovement.objects.get(kind="loss").note == row.reason != ""
    assert there(made, target) == (4, 0, 0)
    claim = ClaimDifference(difference_id=row.pk, claim="DHL 4711")
    with pytest.raises(Conflict):
        run(settle_difference, SYSTEM, SettleDifference(difference_id=row.pk, paid=True, reason="sure"))
    with pytest.raises(NotFound):
        run(claim_difference, replace(keeper(company("Elsewhere"), "eve"), permissions=RIGHTS), claim)
    run(claim_difference, SYSTEM, claim)
    planned = run(count_difference, SYSTEM, CountDifference(difference_id=row.pk, where="source"))
    row.refresh_from_db()
    assert (planned.state, row.count.warehouse_id if row.count else None) == ("claimed", made.warehouse_id)
    run(settle_difference, SYSTEM, SettleDifference(difference_id=row.pk, paid=True, reason="they pay"))
    row.refresh_from_db()
    assert (row.state, row.verdict, row.ended_at is not None) == ("compensated", "they pay", True)
    with pytest.raises(Conflict):
        run(accept_difference, SYSTEM, AcceptDifference(difference_id=row.pk, reason="again"))
    assert check_all() == []
    # Books that say otherwise are found.
    TransferDifference.objects.update(quantity=3)
    assert [one for one in check_all() if "differences say otherwise" in str(one)]


def test_a_surplus_is_sent_back_or_accepted_and_never_claimed(tenant_a: TenantRef) -> None:
    made = goods("20")
    target = warehouse(made.supplier_id, "SOUTH")
    row = differing(made, target, "7")
    assert (row.kind, row.quantity, row.value_minor) == ("surplus", 1, None)
    with pytest.raises(Conflict):
        run(claim_difference, SYSTEM, ClaimDifference(difference_id=row.pk, claim="DHL 4711"))
    arm("inventory.surplus.after_request=fail")
    try:
        with pytest.raises(InjectedFault):
            run(return_surplus, SYSTEM, OneDifference(difference_id=row.pk))
    finally:
        arm("")
    assert Transfer.objects.count() == 1
    run(return_surplus, SYSTEM, OneDifference(difference_id=row.pk))
    row.refresh_from_db()
    back = row.sent_back
    assert back is not None
    assert (row.state, back.source_id, back.target_id) == ("returned", target, made.warehouse_id)
    assert there(made, target) == (7, 1, 0)
    other = differing(made, target, "8")
    with pytest.raises(Invalid):
        run(accept_difference, SYSTEM, AcceptDifference(difference_id=other.pk, reason=""))
    run(accept_difference, SYSTEM, AcceptDifference(difference_id=other.pk, reason="counted twice"))
    assert check_all() == []
