"""Partial refusal (部分拒收): some rows of a quick order went on to orders or drafts, and others were left behind."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from tenant_apps.exceptions.types import Found, Kind, Scan, Source, Step, declare
from tenant_apps.orders.commands.change_sheet import ChangeSheet, change_sheet
from tenant_apps.orders.commands.order_sheet import OrderSheet, order_sheet
from tenant_apps.orders.models import QuickRow, QuickSheet
from tenant_apps.rulesets.queries import effective
from tenant_apps.rulesets.types import Rule
from tenant_apps.rulesets.types import declare as declare_rules

MINUTES = "exceptions.partial_minutes"
# Row numbers that the step which gives up names.
ROWS_MOST = 2000

declare_rules(
    Rule(
        MINUTES, "int", 10, _("Rows left behind for"),
        _("A quick order of which only a part was ordered is an exception once nobody has touched it for so long."),
        unit=_("minutes"), low=0, high=10080,
    )
)  # fmt: skip


def _delay() -> timedelta:
    return timedelta(minutes=int(str(effective(MINUTES).value)))


def _judge(sheet_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    """Whoever corrects a row touches the sheet; the exception stays until nothing is left behind."""
    sheets = QuickSheet.objects.filter(pk__in=sheet_ids, state="ready").in_bulk()
    counted = QuickRow.objects.filter(sheet_id__in=sheets).values_list("sheet_id").order_by()
    left = Q(state__in=("good", "bad", "open"))
    for sheet_id, ordered, drafted, good, rest in counted.annotate(
        ordered=Count("pk", filter=Q(state="ordered")), drafted=Count("pk", filter=Q(state="drafted")),
        good=Count("pk", filter=Q(state="good")), rest=Count("pk", filter=left),
    ):  # fmt: skip
        if not ordered + drafted or not rest:
            continue
        sheet = sheets[sheet_id]
        yield Found(
            sheet_id, sheet.number, sheet.buyer_id,
            facts={
                "ordered": ordered, "drafted": drafted, "left": rest, "good": good,
                "why": str(sheet.refusals[0].get("message", "")) if sheet.refusals else _why(sheet_id),
                "since": sheet.changed_at.isoformat(),
            },
        )  # fmt: skip


def _why(sheet_id: UUID) -> str:
    row = QuickRow.objects.filter(sheet_id=sheet_id, state="bad").order_by("row_no").first()
    return str(row.faults[0].get("message") or row.faults[0].get("code", "")) if row is not None and row.faults else ""


def _leave_out(sheet_id: UUID) -> ChangeSheet:
    rows = QuickRow.objects.filter(sheet_id=sheet_id, state__in=("good", "bad")).order_by("row_no")
    return ChangeSheet(sheet_id=sheet_id, leave_out=list(rows.values_list("row_no", flat=True)[:ROWS_MOST]))


PARTIAL_REFUSAL = declare(
    Kind(
        "partial_refusal",
        _("Partly refused"),
        _("A part of a quick order was ordered; the other rows were refused and wait to be put right."),
        icon="list-details",
        hours=24,
        severity="low",
        sources=(
            Source(
                "orders.quick_sheet",
                Scan("orders.QuickSheet", "changed_at", {"state": "ready"}, delay=_delay),
                _judge,
                lambda case: ("orders:sheet", (case.subject_id,)),
                private=True,
            ),
        ),
        roles=("buyer",),
        labels={
            "ordered": (_("Rows ordered"), "count"),
            "drafted": (_("Rows sent for approval"), "count"),
            "left": (_("Rows left behind"), "count"),
            "good": (_("Could be ordered now"), "count"),
            "why": (_("First reason"), "text"),
            "since": (_("Untouched since"), "moment"),
        },
        first=("again",),
        steps=(
            Step(
                "again",
                _("Look at the rows again"),
                _("Every row left behind is looked at with today’s price and stock."),
                command=change_sheet,
                data=lambda case, _text: ChangeSheet(sheet_id=case.subject_id),
            ),
            Step(
                "correct",
                _("Correct the rows"),
                _("The sheet shows at each row what is wrong with it."),
                link=lambda case: ("orders:sheet", (case.subject_id,)),
                permission="orders.place_order",
            ),
            Step(
                "order",
                _("Order what is right"),
                _("An order is placed for the rows that can be ordered now."),
                command=order_sheet,
                data=lambda case, _text: OrderSheet(sheet_id=case.subject_id),
            ),
            Step(
                "leave",
                _("Leave the rest out"),
                _("The rows left behind are removed; what was ordered stays ordered."),
                command=change_sheet,
                danger=True,
                data=lambda case, _text: _leave_out(case.subject_id),
            ),
        ),
    )
)
