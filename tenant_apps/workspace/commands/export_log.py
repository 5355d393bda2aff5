"""Take a part of the log out of the marketplace: an act of its own, so the log says who has a copy of it."""

from datetime import date

import msgspec

from shared_apps.commands import Context, command
from shared_apps.notary.queries import head
from tenant_apps.workspace.queries.log import MOST, Wanted, nothing_sealed, too_many, wanted_rows


class ExportLog(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which acts; without a filter all that the actor may see. `since` and `until` are days (UTC)."""

    text: str = ""
    who: str = ""
    outcome: str = ""
    since: date | None = None
    until: date | None = None


class LogExported(msgspec.Struct, frozen=True, kw_only=True):
    """How many acts, and the size of the head that proves them."""

    rows: int
    size: int


@command("workspace.export_log", input=ExportLog, needs_fresh_factor=True, risk="high", idempotent=False)
def export_log(ctx: Context, data: ExportLog) -> LogExported:
    """Note that acts are taken out. Refused for more than a file of a page holds, and before anything was sealed."""
    ctx.require("audit.view_record")
    found = head()
    if found is None:
        raise nothing_sealed()
    wanted = Wanted(data.text, data.who, data.outcome, data.since, data.until)
    rows = wanted_rows(ctx.actor, wanted).count()
    if rows > MOST:
        raise too_many(MOST)
    ctx.audit(
        target="audit.log",
        target_id=found.size,
        facts={
            "rows": rows,
            "filtered": wanted.is_filtered,
            "since": str(data.since or ""),
            "until": str(data.until or ""),
        },
    )
    return LogExported(rows=rows, size=found.size)
