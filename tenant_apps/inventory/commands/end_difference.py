"""Work on what arrived less or more than was sent: count, accept, claim from the carrier, send the surplus back."""

from typing import Literal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.quantity import plain
from tenant_apps.inventory import errors
from tenant_apps.inventory.commands.differing import tell
from tenant_apps.inventory.commands.plan_count import PlanCount, plan_count
from tenant_apps.inventory.commands.quarantine_stock import check_reason
from tenant_apps.inventory.commands.request_transfer import RequestTransfer, TransferLineIn, request_transfer
from tenant_apps.inventory.models import Transfer, TransferDifference


class OneDifference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    difference_id: UUID


class CountDifference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the goods are counted: in the warehouse that sent them, or in the one that got them."""

    difference_id: UUID
    where: Literal["source", "target"] = "source"


class AcceptDifference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    difference_id: UUID
    reason: str


class ClaimDifference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`claim` names the carrier and the number of the claim."""

    difference_id: UUID
    claim: str


class SettleDifference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the carrier said: it pays, or it does not."""

    difference_id: UUID
    paid: bool
    reason: str


class DifferenceResult(msgspec.Struct, frozen=True, kw_only=True):
    difference_id: UUID
    transfer_id: UUID
    state: str


@command("inventory.count_difference", input=CountDifference)
def count_difference(ctx: Context, data: CountDifference) -> DifferenceResult:
    """Plan a count of the item where it came from or where it went. What is found there is booked by the count."""
    row, transfer = _lock(ctx, data.difference_id, "open", "claimed")
    place = transfer.source_id if data.where == "source" else transfer.target_id
    planned = ctx.call(plan_count, PlanCount(warehouse_id=place, count_method="list", item_ids=[row.part.line.item_id]))
    row.count_id = planned.count_id
    row.save(update_fields=["count"])
    ctx.audit(
        target="inventory.transfer", target_id=transfer.pk, facts={"number": transfer.number, "count": planned.number}
    )
    return _answer(row, transfer)


@command("inventory.accept_difference", input=AcceptDifference)
def accept_difference(ctx: Context, data: AcceptDifference) -> DifferenceResult:
    """Leave the books as they are, and say why."""
    row, transfer = _lock(ctx, data.difference_id, "open", "claimed")
    return _end(ctx, row, transfer, "accepted", check_reason(data.reason))


@command("inventory.claim_difference", input=ClaimDifference)
def claim_difference(ctx: Context, data: ClaimDifference) -> DifferenceResult:
    """Say that the carrier was asked to pay for what is missing; its answer is waited for."""
    row, transfer = _lock(ctx, data.difference_id, "open")
    if row.kind != "shortage":
        raise errors.wrong_state(
            "difference_kind", _("A carrier pays for what is missing, not for what is too much."),
            _("Send the surplus back, or accept it."),
        )  # fmt: skip
    row.state, row.claim = "claimed", check_reason(data.claim)[:200]
    row.save(update_fields=["state", "claim"])
    tell(ctx, transfer, row)
    ctx.audit(target="inventory.transfer", target_id=transfer.pk, facts={"number": transfer.number, "claim": row.claim})
    return _answer(row, transfer)


@command("inventory.settle_difference", input=SettleDifference)
def settle_difference(ctx: Context, data: SettleDifference) -> DifferenceResult:
    """Write down the carrier's answer to a claim; the difference is over."""
    row, transfer = _lock(ctx, data.difference_id, "claimed")
    return _end(ctx, row, transfer, "compensated" if data.paid else "refused", check_reason(data.reason))


@command("inventory.return_surplus", input=OneDifference)
def return_surplus(ctx: Context, data: OneDifference) -> DifferenceResult:
    """Ask for a transfer of the surplus back to where it came from. Refuses what is promised meanwhile."""
    row, transfer = _lock(ctx, data.difference_id, "open")
    if row.kind != "surplus":
        raise errors.wrong_state(
            "difference_kind", _("What is missing cannot be sent back."),
            _("Count it, claim it from the carrier, or accept it."),
        )  # fmt: skip
    reason = _("Surplus of %(number)s") % {"number": transfer.number}
    goods = [TransferLineIn(item_id=row.part.line.item_id, quantity=plain(row.quantity))]
    back = ctx.call(
        request_transfer,
        RequestTransfer(source_id=transfer.target_id, target_id=transfer.source_id, goods=goods, reason=reason),
    )
    faultpoint("inventory.surplus.after_request")
    row.sent_back_id = back.transfer_id
    return _end(ctx, row, transfer, "returned", back.number)


def _lock(ctx: Context, difference_id: UUID, *states: str) -> tuple[TransferDifference, Transfer]:
    rows = TransferDifference.objects.select_for_update(of=("self",)).select_related("part__line__transfer")
    if ctx.actor.company_id is not None:
        rows = rows.filter(part__line__transfer__company_id=ctx.actor.company_id)
    row = rows.filter(pk=difference_id).first()
    if row is None:
        raise errors.unknown("difference_id", _("There is no such difference."))
    if row.state not in states:
        raise errors.wrong_state(
            "difference_state", _("This difference is past this step."),
            _("Look at the transfer again; nothing was changed."),
        )  # fmt: skip
    return row, row.part.line.transfer


def _end(ctx: Context, row: TransferDifference, transfer: Transfer, state: str, verdict: str) -> DifferenceResult:
    row.state, row.verdict, row.ended_at = state, verdict[:300], ctx.now
    row.ended_by_name = (ctx.actor.display or ctx.actor.id)[:120]
    row.save(update_fields=["state", "verdict", "ended_at", "ended_by_name", "sent_back"])
    tell(ctx, transfer, row)
    facts = {"number": transfer.number, "difference": state, "reason": row.verdict}
    ctx.audit(target="inventory.transfer", target_id=transfer.pk, facts=facts)
    faultpoint("inventory.difference.before_commit")
    return _answer(row, transfer)


def _answer(row: TransferDifference, transfer: Transfer) -> DifferenceResult:
    return DifferenceResult(difference_id=row.pk, transfer_id=transfer.pk, state=row.state)
