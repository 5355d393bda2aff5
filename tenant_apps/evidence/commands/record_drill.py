"""A drill of restoring came to its end: say what came of it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from django.db.models import Max

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.evidence.events import DrillEnded
from tenant_apps.evidence.models import Drill


class RecordDrill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`outcome` is `whole` only where nothing differs, nothing is broken and there was no problem."""

    outcome: Literal["whole", "broken", "failed"]
    started_at: datetime
    dump_bytes: int = 0
    dump_sha256: str = ""
    restore_ms: int = 0
    tables: int = 0
    rows: int = 0
    checks: int = 0
    log_size: int = 0
    log_root: str = ""
    differing: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    problem: str = ""


class DrillRecorded(msgspec.Struct, frozen=True, kw_only=True):
    drill_id: UUID
    number: int
    outcome: str


@command("evidence.record_drill", input=RecordDrill, system_only=True)
def record_drill(ctx: Context, data: RecordDrill) -> DrillRecorded:
    """Note what a drill of restoring found."""
    number = (Drill.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    told = msgspec.structs.asdict(data)
    told |= {"differing": list(data.differing), "broken": list(data.broken)}
    row = Drill.objects.create(id=uuid7(), number=number, ended_at=ctx.now, **told)
    ctx.emit(DrillEnded(drill_id=row.pk, number=number, outcome=row.outcome))
    ctx.audit(
        target="evidence.drill", target_id=row.pk,
        facts={
            "number": number, "outcome": row.outcome, "rows": row.rows, "checks": row.checks,
            "log_size": row.log_size, "dump_sha256": row.dump_sha256,
        },
    )  # fmt: skip
    return DrillRecorded(drill_id=row.pk, number=number, outcome=row.outcome)
