"""Confirm a change of an event: the company's bids count again, as they stand, and it may bid on."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.trading.kernel.commands import acting_company
from tenant_apps.trading.kernel.commands.running import lock_lot_of
from tenant_apps.trading.kernel.errors import event_over, event_unknown
from tenant_apps.trading.kernel.models import Participant
from tenant_apps.trading.questions import errors
from tenant_apps.trading.questions.events import AmendmentConfirmed
from tenant_apps.trading.questions.models import Confirmation
from tenant_apps.trading.questions.queries.amendments import has_confirmed, last_binding


class ConfirmAmendment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`number` is that of the last change that was read: a later one refuses it."""

    event_id: UUID
    number: int
    company_id: UUID | None = None


class AmendmentConfirmedResult(msgspec.Struct, frozen=True, kw_only=True):
    event_id: UUID
    number: int


@command("trading.confirm_amendment", input=ConfirmAmendment)
def confirm_amendment(ctx: Context, data: ConfirmAmendment) -> AmendmentConfirmedResult:
    """Confirm that the company goes on under the changed terms. What it has bid counts again.

    Locks the lot. Refuses companies that do not take part, and a number that is not the last.
    """
    company_id = acting_company(ctx, "trading.confirm_amendment", data.company_id, field="company_id")
    running = lock_lot_of(ctx, data.event_id)
    run, lot = running.run, running.lot
    row = Participant.objects.filter(trading_event_id=run.pk, company_id=company_id).first()
    if row is None and (run.audience == "named" or company_id == run.initiator_id):
        raise event_unknown(data.event_id) if company_id != run.initiator_id else errors.nothing_to_confirm()
    if run.final_state:
        raise event_over(run.number)
    number = last_binding(run.rules)
    joined = row is not None and row.joined_at is not None
    if not joined or not number or has_confirmed(lot.pk, company_id, number):
        raise errors.nothing_to_confirm()
    if data.number != number:
        raise errors.stale_amendment(number)
    Confirmation.objects.create(
        lot_id=lot.pk, company_id=company_id, number=number, after_seq=lot.last_seq, at=running.now
    )
    ctx.emit(AmendmentConfirmed(trading_event_id=run.pk, number=number, company_id=company_id))
    ctx.audit(target="trading.trading_event", target_id=run.pk, facts={"number": run.number, "amendment": number})
    return AmendmentConfirmedResult(event_id=run.pk, number=number)
