"""What would be paid by itself and is held: it is asked again every hour, and paid once nothing holds it any more."""

from datetime import timedelta
from uuid import UUID

from shared_apps.commands import Context
from shared_apps.outbox import jobs
from tenant_apps.payments.types import is_held

AGAIN = "settlement.pay_again"
EVERY = timedelta(hours=1)


def waits(ctx: Context, payer_id: UUID, payee_id: UUID, *, what: str, which: UUID) -> bool:
    """Whether money between these two is held; then it is owed that it is asked again, once for each thing."""
    if not is_held(ctx.actor, payer_id, payee_id):
        return False
    payload = {what: str(which)}
    # The one that runs now may be what asks.
    if not jobs.is_owed(AGAIN, payload, running=False):
        jobs.enqueue(AGAIN, "Pay what was held", payload, at=ctx.now + EVERY, asked_by=ctx.actor.display)
    return True
