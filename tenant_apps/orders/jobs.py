"""Long work of orders: sheets of more than a thousand rows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.orders.commands.check_sheet import CheckSheet, check_sheet
from tenant_apps.orders.commands.open_sheet import CHECK_JOB

CHECKER = Actor.system("orders.sheets")


@job(CHECK_JOB)
def check(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Look at a sheet part by part, then at its prices and stock. Harmless to do again."""
    sheet_id = UUID(payload["sheet_id"])
    after: int | None = 0
    done = 0
    while after is not None:
        part = run(check_sheet, CHECKER, CheckSheet(sheet_id=sheet_id, after=after))
        faultpoint("orders.between_sheet_parts")
        after = part.reached
        if after is not None:
            done = min(done + 1000, part.sheet.rows)
            progress.advance(done, part.sheet.rows)
    told = run(check_sheet, CHECKER, CheckSheet(sheet_id=sheet_id, last=True)).sheet
    return {"good": told.good, "bad": told.bad}
