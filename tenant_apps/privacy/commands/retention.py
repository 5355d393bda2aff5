"""One run of retention: what has had its time goes, what a hold keeps stays, and the run says so."""

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.privacy.models import ClearedRecord, RetentionRun
from tenant_apps.privacy.queries.retention import ClassPlan, as_line, plan


class ApplyRetention(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Nothing to say: the rules and the holds say all."""


class RetentionApplied(msgspec.Struct, frozen=True, kw_only=True):
    """`more`: something is left for another run."""

    removed: int
    held: int
    more: bool


@command("privacy.apply_retention", input=ApplyRetention, system_only=True, risk="high")
def apply_retention(ctx: Context, data: ApplyRetention) -> RetentionApplied:
    """Removes or makes unreadable what was kept as long as the rules say; what a hold or a dispute keeps is counted."""
    lines = [_applied(ctx, one) for one in plan(ctx.now)]
    removed, held = (sum(int(str(line[name])) for line in lines) for name in ("removed", "held"))
    row = RetentionRun.objects.create(at=ctx.now, lines=lines, removed=removed, held=held)
    ctx.audit(
        target="privacy.retention", target_id=row.pk,
        facts={
            str(line["class"]): f"{line['removed']} / {line['held']} / {line['disputed']}" for line in lines
            if line["removed"] or line["held"] or line["disputed"] or line["refused"]
        },
    )  # fmt: skip
    return RetentionApplied(
        removed=removed, held=held, more=removed > 0 and any(line["more"] and line["removed"] for line in lines)
    )


def _applied(ctx: Context, found: ClassPlan) -> dict[str, object]:
    one, removed, refused = found.one, 0, 0
    for candidate in found.go:
        try:
            with ctx.attempt():
                removed += one.remove(ctx, [candidate.id])
                if one.once:
                    ClearedRecord.objects.create(record_class=one.code, record_id=candidate.id, at=ctx.now)
        except Refusal:
            # The marketplace's last owner, for one: it stays, and the next run tries again.
            refused += 1
    return {**as_line(found), "removed": removed, "refused": refused}
