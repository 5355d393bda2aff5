"""Try again what was given up: a parked message, a failed job of the control plane."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import NotFound
from shared_apps.outbox import wake
from shared_apps.outbox.models import Job, OutboxMessage


class RedeliverMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    seq: int


class RerunJob(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    job_id: UUID


class TriedAgain(msgspec.Struct, frozen=True):
    what: str


@command("tenants.redeliver_message", input=RedeliverMessage)
def redeliver_message(ctx: Context, data: RedeliverMessage) -> TriedAgain:
    """Deliver a parked message again, at once."""
    changed = OutboxMessage.objects.filter(seq=data.seq, delivered_at__isnull=True).update(
        parked=False, attempts=0, next_attempt_at=ctx.now
    )
    if not changed:
        raise _gone()
    ctx.audit(target="outbox.message", target_id=data.seq)
    wake.after_commit()
    return TriedAgain(str(data.seq))


@command("tenants.rerun_job", input=RerunJob)
def rerun_job(ctx: Context, data: RerunJob) -> TriedAgain:
    """Run a failed job again, at once."""
    changed = Job.objects.filter(pk=data.job_id, state="failed").update(
        state="owed", attempts=0, run_at=ctx.now, finished_at=None
    )
    if not changed:
        raise _gone()
    ctx.audit(target="outbox.job", target_id=data.job_id)
    wake.after_commit()
    return TriedAgain(str(data.job_id))


def _gone() -> NotFound:
    return NotFound(
        "tenants.nothing_to_retry",
        _("It is not waiting any more."),
        remedy=_("Load the page again; it may have been done meanwhile."),
    )
