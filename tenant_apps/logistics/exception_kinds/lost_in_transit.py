"""Lost in transit (运输丢失): goods are on their way for so long that nobody expects them any more."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tenant_apps.exceptions.commands import ask
from tenant_apps.exceptions.types import Ask, Found, Kind, Scan, Source, Step, declare
from tenant_apps.logistics.commands.confirm_receipt import ConfirmReceipt, confirm_receipt
from tenant_apps.logistics.commands.report_lost import ReportLost, report_lost
from tenant_apps.logistics.exception_kinds.shipments import SHIPMENT, days, facts_of, shipment_page
from tenant_apps.logistics.models import Shipment
from tenant_apps.rulesets.types import Rule
from tenant_apps.rulesets.types import declare as declare_rules

DAYS = "exceptions.transit_days"

declare_rules(
    Rule(
        DAYS, "int", 14, _("Goods count as lost after"), _("Shipped so long ago and not confirmed by anybody."),
        unit=_("days"), low=1, high=365,
    )
)  # fmt: skip


def _delay() -> timedelta:
    return days(DAYS)


def _judge(shipment_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    rows = Shipment.objects.filter(pk__in=shipment_ids, state="shipped", shipped_at__lte=now - _delay())
    for row in rows.select_related("order"):
        yield Found(
            row.pk, row.number, row.seller_id, row.buyer_id,
            facts=facts_of(
                row, shipped=row.shipped_at.isoformat() if row.shipped_at else None, carrier=row.carrier,
                tracking=row.tracking,
            ),
            amount_minor=row.order.total_minor, currency=row.order.currency,
        )  # fmt: skip


LOST_IN_TRANSIT = declare(
    Kind(
        "lost_in_transit",
        _("Lost in transit"),
        _("Goods left so long ago that nobody expects them any more. Their price is not owed until they arrive."),
        icon="truck-off",
        hours=72,
        severity="high",
        sources=(
            Source(
                SHIPMENT,
                Scan("logistics.Shipment", "shipped_at", {"state": "shipped"}, delay=_delay),
                _judge,
                shipment_page,
            ),
        ),
        roles=("supplier", "warehouse"),
        labels={
            "order": (_("Order"), "text"),
            "shipped": (_("Shipped"), "moment"),
            "carrier": (_("Carrier"), "text"),
            "tracking": (_("Tracking number"), "text"),
        },
        first=("ask",),
        steps=(
            ask("ask", _("Ask the buyer whether it arrived"), _("The buyer’s people get a letter and answer here.")),
            Step(
                "arrived",
                _("It has arrived"),
                _("The receipt is confirmed whole; the invoice follows."),
                side="other",
                command=confirm_receipt,
                data=lambda case, _text: ConfirmReceipt(shipment_id=case.subject_id),
            ),
            Step(
                "count",
                _("Count what arrived"),
                _("Say line by line what you accept; only that is invoiced."),
                side="other",
                link=shipment_page,
                permission="logistics.confirm_receipt",
            ),
            Step(
                "lost",
                _("Give it up as lost"),
                _("The shipment ends, nothing of it is invoiced, no stock comes back."),
                side="either",
                command=report_lost,
                asks=Ask(_("What is known of it")),
                danger=True,
                data=lambda case, text: ReportLost(shipment_id=case.subject_id, reason=text),
            ),
        ),
    )
)
