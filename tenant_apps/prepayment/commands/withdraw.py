"""Withdraw a prepaid order that is not paid yet."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.outbox.sagas.begin import turn_back
from tenant_apps.prepayment import errors
from tenant_apps.prepayment.models import Prepayment
from tenant_apps.prepayment.saga import PREPAID


class WithdrawPrepayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    prepayment_id: UUID
    reason: str = ""


class PrepaymentWithdrawn(msgspec.Struct, frozen=True, kw_only=True):
    prepayment_id: UUID
    number: str


@command("prepayment.withdraw_prepayment", input=WithdrawPrepayment)
def withdraw_prepayment(ctx: Context, data: WithdrawPrepayment) -> PrepaymentWithdrawn:
    """Withdraw an order of one's own company, as buyer or seller, while it waits for its payment.

    What is held is let go right after; what was paid in part stays the buyer's money on account. Locks the saga.
    """
    row = Prepayment.objects.visible_to(ctx.actor).filter(pk=data.prepayment_id).first()
    if row is None:
        raise errors.unknown()
    reason = data.reason.strip() or _("Withdrawn by %(who)s.") % {"who": ctx.actor.display or ctx.actor.id}
    if row.state != "awaiting" or not turn_back(PREPAID.name, row.number, ctx.now, reason):
        raise errors.too_late(row.number)
    ctx.audit(target="prepayment.prepayment", target_id=row.pk, facts={"number": row.number, "reason": reason[:200]})
    return PrepaymentWithdrawn(prepayment_id=row.pk, number=row.number)
