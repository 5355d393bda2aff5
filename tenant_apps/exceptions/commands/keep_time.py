"""What the clock does to exceptions: wake those that rest, and tell of those that are late."""

import msgspec

from shared_apps.commands import Context, command, run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import jobs
from shared_apps.tenancy import scope
from tenant_apps.exceptions.commands.moments import note
from tenant_apps.exceptions.commands.open_exceptions import NOTICE_JOB, Looked
from tenant_apps.exceptions.models import OrderException
from tenant_apps.exceptions.types import LIVE
from tenant_apps.rulesets.queries import effective

MOST = 200
CLOCK = Actor.system("exceptions.clock")


class KeepTime(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """No input: what is due is read inside."""


def keep_time() -> int:
    """Do what is due; without anything due nothing is written."""
    now = clock.now(scope.alias())
    live = OrderException.objects.filter(state__in=LIVE)
    due = live.filter(late_told_at__isnull=True, deadline_at__lte=now).exists()
    if not due and not OrderException.objects.filter(state="waiting", waits_until__lte=now).exists():
        return 0
    return run(wake_exceptions, CLOCK, KeepTime()).count


@command("exceptions.wake_exceptions", input=KeepTime, system_only=True)
def wake_exceptions(ctx: Context, data: KeepTime) -> Looked:
    """Take up what has rested long enough, and write down, once each, what has become late."""
    woken = _locked(state="waiting", waits_until__lte=ctx.now)
    for row in woken:
        row.state, row.waits_until = ("working" if row.handler_id else "open"), None
        row.save(update_fields=["state", "waits_until"])
        note(ctx, row, "woken")
    late = _locked(state__in=LIVE, late_told_at__isnull=True, deadline_at__lte=ctx.now)
    tells = bool(effective("exceptions.tell_late").value) and effective("exceptions.mail").value != "none"
    for row in late:
        row.late_told_at = ctx.now
        row.save(update_fields=["late_told_at"])
        note(ctx, row, "late")
        if tells:
            payload = {"purpose": "late", "ids": [str(row.pk)]}
            jobs.enqueue(NOTICE_JOB, f"Late: {row.number}", payload, at=ctx.now)
    ctx.audit(target="exceptions.kind", target_id="clock", facts={"woken": len(woken), "late": len(late)})
    return Looked(count=len(woken) + len(late))


def _locked(**which: object) -> list[OrderException]:
    rows = OrderException.objects.select_for_update(skip_locked=True).filter(**which)
    return list(rows.order_by("id")[:MOST])
