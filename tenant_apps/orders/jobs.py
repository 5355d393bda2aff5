"""Work of orders that nobody waits for: long sheets, and orders that come again."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.orders import recurring_notice
from tenant_apps.orders.commands.answer_amendment import NamedAmendment, expire_amendment
from tenant_apps.orders.commands.check_sheet import CheckSheet, check_sheet
from tenant_apps.orders.commands.open_sheet import CHECK_JOB
from tenant_apps.orders.commands.propose_amendment import EXPIRE_JOB
from tenant_apps.orders.commands.recurring import RUN_JOB
from tenant_apps.orders.commands.run_recurring import NOTICE_JOB, RunRecurring, run_recurring

CHECKER = Actor.system("orders.sheets")
CALENDAR = Actor.system("orders.calendar")


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


@job(RUN_JOB)
def run_day(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Place the recurring order of a day; harmless when it was done, paused or ended."""
    data = RunRecurring(recurring_id=UUID(payload["recurring_id"]), due_on=date.fromisoformat(payload["due_on"]))
    return {"state": run(run_recurring, CALENDAR, data).state}


job(NOTICE_JOB)(recurring_notice.send)


@job(EXPIRE_JOB)
def expire(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """End a change of an order that nobody answered; harmless when somebody did."""
    data = NamedAmendment(amendment_id=UUID(payload["amendment_id"]))
    return {"state": run(expire_amendment, CALENDAR, data).state}
