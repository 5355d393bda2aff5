"""Late confirmation (确认超时): goods are on their way long enough to be there, and the buyer has not said so."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tenant_apps.exceptions.commands import ask, remind
from tenant_apps.exceptions.types import Found, Kind, Scan, Source, Step, declare
from tenant_apps.logistics.commands.confirm_receipt import ConfirmReceipt, confirm_receipt
from tenant_apps.logistics.exception_kinds.lost_in_transit import DAYS as LOST_DAYS
from tenant_apps.logistics.exception_kinds.shipments import SHIPMENT, days, facts_of, hours, shipment_page
from tenant_apps.logistics.models import Shipment
from tenant_apps.rulesets.types import Rule
from tenant_apps.rulesets.types import declare as declare_rules

HOURS = "exceptions.confirmation_hours"

declare_rules(
    Rule(
        HOURS, "int", 72, _("A receipt is to be confirmed within"),
        _("Goods that were shipped so long ago and that the buyer has neither confirmed nor refused."),
        unit=_("hours"), low=1, high=2160,
    )
)  # fmt: skip


def _delay() -> timedelta:
    return hours(HOURS)


def _judge(shipment_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    """Until it counts as lost in transit, which is another exception of somebody else's."""
    rows = Shipment.objects.filter(
        pk__in=shipment_ids, state="shipped", shipped_at__lte=now - _delay(), shipped_at__gt=now - days(LOST_DAYS)
    )
    for row in rows.select_related("order"):
        yield Found(
            row.pk, row.number, row.buyer_id, row.seller_id,
            facts=facts_of(
                row, shipped=row.shipped_at.isoformat() if row.shipped_at else None, carrier=row.carrier,
                tracking=row.tracking,
            ),
            amount_minor=row.order.total_minor, currency=row.order.currency,
        )  # fmt: skip


LATE_CONFIRMATION = declare(
    Kind(
        "late_confirmation",
        _("Receipt not confirmed"),
        _("Goods should have arrived, and the buyer has not confirmed them. Without it there is no invoice."),
        icon="clock-question",
        hours=48,
        sources=(
            Source(
                SHIPMENT, Scan("logistics.Shipment", "shipped_at", {"state": "shipped"}, delay=_delay), _judge,
                shipment_page,
            ),
        ),
        roles=("buyer", "warehouse"),
        labels={
            "order": (_("Order"), "text"),
            "shipped": (_("Shipped"), "moment"),
            "carrier": (_("Carrier"), "text"),
            "tracking": (_("Tracking number"), "text"),
        },
        first=("remind",),
        steps=(
            remind("remind", _("Remind the buyer"), _("The buyer’s people get a letter."), side="other", to="own"),
            Step(
                "confirm", _("Everything has arrived"), _("The receipt is confirmed whole; the invoice follows."),
                command=confirm_receipt, data=lambda case, _text: ConfirmReceipt(shipment_id=case.subject_id),
            ),
            Step(
                "count", _("Count what arrived"), _("Say line by line what you accept; only that is invoiced."),
                link=shipment_page, permission="logistics.confirm_receipt",
            ),
            ask("ask", _("Ask the seller where it is"), _("The seller gets a letter and answers here.")),
        ),
    )
)  # fmt: skip
