"""Quantity tolerance (数量差异): the buyer accepted less of a shipment than the tolerance lets pass."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.quantity import plain
from tenant_apps.exceptions.commands import tell
from tenant_apps.exceptions.types import Found, Kind, Scan, Source, Step, declare
from tenant_apps.inventory.queries import ReceivedLineFacts, received_of
from tenant_apps.logistics.exception_kinds.shipments import SHIPMENT, facts_of, shipment_page
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.queries import get_order
from tenant_apps.rulesets.queries import effective
from tenant_apps.rulesets.types import Rule
from tenant_apps.rulesets.types import declare as declare_rules

PERCENT = "exceptions.quantity_percent"
# Once the order is paid as invoiced, or ended, both sides have made their peace with what was accepted.
OVER = ("settled", "cancelled")

declare_rules(
    Rule(
        PERCENT, "decimal", "5", _("Shortfall above"),
        _("A line of which more than this share was missing or refused at its receipt is an exception."), unit="%",
        least="0", most="100",
    )
)  # fmt: skip


def _judge(shipment_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    allowed = Decimal(str(effective(PERCENT).value))
    short: dict[UUID, list[ReceivedLineFacts]] = defaultdict(list)
    for line in received_of(shipment_ids):
        if line.sent and line.refused * 100 > allowed * line.sent:
            short[line.shipment_id].append(line)
    rows = Shipment.objects.filter(pk__in=list(short)).exclude(order__state__in=OVER).select_related("order")
    for row in rows:
        worst = max(short[row.pk], key=lambda one: one.refused / one.sent)
        ordered = {one.id: one for one in get_order(row.order_id).lines}
        told = ordered[worst.order_line_id]
        yield Found(
            row.pk, row.number, row.seller_id, row.buyer_id,
            facts=facts_of(
                row, item=told.description, sent=[plain(worst.sent), told.unit],
                accepted=[plain(worst.sent - worst.refused), told.unit],
                share=plain((worst.refused * 100 / worst.sent).quantize(Decimal("0.1"))),
                lines=len(short[row.pk]) if len(short[row.pk]) > 1 else 0,
            ),
            amount_minor=row.order.total_minor, currency=row.order.currency,
        )  # fmt: skip


QUANTITY_TOLERANCE = declare(
    Kind(
        "quantity_tolerance",
        _("Less accepted than sent"),
        _("The buyer accepted less of a shipment than the tolerance lets pass. Only what was accepted is invoiced."),
        icon="scale",
        hours=72,
        sources=(
            Source(SHIPMENT, Scan("inventory.GoodsReceipt", "pk", key="shipment_id", back=None), _judge, shipment_page),
        ),
        roles=("supplier", "warehouse"),
        labels={
            "order": (_("Order"), "text"),
            "item": (_("Item"), "text"),
            "sent": (_("Sent"), "quantity"),
            "accepted": (_("Accepted"), "quantity"),
            "share": (_("Missing or refused"), "percent"),
            "lines": (_("Lines concerned"), "count"),
        },
        first=("tell",),
        steps=(
            tell("tell", _("Tell the buyer that you look into it"), _("The buyer gets a letter.")),
            Step(
                "stock",
                _("Look at what came back"),
                _("Refused goods are in your stock again; see in which state."),
                link=lambda case: ("inventory:movements", ()),
                permission="inventory.view_stock",
            ),
            Step(
                "again",
                _("Order the rest again"),
                _("The order is opened; from there it is ordered again."),
                side="other",
                link=lambda case: ("orders:order", (UUID(case.facts["order_id"]),)),
                permission="orders.place_order",
            ),
            Step(
                "pay",
                _("Pay what was accepted"),
                _("Both sides are done once the invoice is paid."),
                side="other",
                link=lambda case: ("invoicing:invoices", ()),
                permission="invoicing.view_invoice",
            ),
        ),
    )
)
