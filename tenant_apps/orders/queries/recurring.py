"""Recurring orders of one's own company: their rhythm, their days to come, what became of those that passed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from tenant_apps.orders import recurring_errors
from tenant_apps.orders.commands.recurring import rhythm_of
from tenant_apps.orders.decisions.recurrence import Due, Rhythm, runs
from tenant_apps.orders.models import RecurringOrder, RecurringRun

SHOWN = 8


@dataclass(frozen=True, slots=True)
class DayToCome:
    """One line of the calendar. `moved` when a closed day shifted it, `is_next` for the one that is owed."""

    due_on: date
    on: date | None
    moved: bool
    is_next: bool


def find_recurring(actor: Actor, recurring_id: UUID) -> RecurringOrder:
    """The recurring order, when it is of the actor's company."""
    rows = RecurringOrder.objects.visible_to(actor).select_related("order__seller")
    row = rows.filter(pk=recurring_id).first()
    if row is None:
        raise recurring_errors.recurring_unknown()
    return row


def recurring_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[RecurringOrder]:
    return RecurringOrder.objects.visible_to(actor).filter(**filters).select_related("order__seller")


def run_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[RecurringRun]:
    rows = RecurringRun.objects.filter(recurring__in=RecurringOrder.objects.visible_to(actor)).select_related("order")
    return rows.filter(**filters)


def recurring_page(actor: Actor, cursor: str | None) -> tuple[Sequence[RecurringOrder], str]:
    found = cut(recurring_rows(actor, {}), "recurring-orders", cursor=cursor, limit=40)
    return found.rows, found.next_cursor


def runs_of(row: RecurringOrder) -> list[RecurringRun]:
    """What became of the latest days, newest first."""
    return list(RecurringRun.objects.filter(recurring=row).select_related("order").order_by("-due_on")[:40])


def days_to_come(row: RecurringOrder) -> list[DayToCome]:
    """The next days, closed ones as they are shifted or left out."""
    if row.next_due is None:
        return []
    wanted = (due for due in runs(rhythm_of(row)) if due.due_on >= row.next_due)
    return [_day(due, row.next_due) for due in islice(wanted, SHOWN)]


def preview(rhythm: Rhythm) -> list[DayToCome]:
    """The first days of a rhythm that is not written yet."""
    return [_day(due, rhythm.starts_on) for due in islice(runs(rhythm), SHOWN)]


def _day(due: Due, next_due: date) -> DayToCome:
    return DayToCome(due.due_on, due.on, due.on is not None and due.on != due.due_on, due.due_on == next_due)


def in_words(row: RecurringOrder) -> str:
    """The rhythm as people say it."""
    weekdays = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
    count = {"count": row.every}
    if row.period == "day":
        return ngettext("Every day", "Every %(count)s days", row.every) % count
    if row.period == "week":
        told = {**count, "day": weekdays[row.weekday if row.weekday is not None else row.starts_on.weekday()]}
        return (_("Every week on %(day)s") if row.every == 1 else _("Every %(count)s weeks on %(day)s")) % told
    number = row.day or row.starts_on.day
    if number == 31:
        return ngettext("Every month on its last day", "Every %(count)s months on the last day", row.every) % count
    told = {**count, "day": str(number)}
    return (_("Every month on day %(day)s") if row.every == 1 else _("Every %(count)s months on day %(day)s")) % told
