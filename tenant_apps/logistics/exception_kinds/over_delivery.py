"""Over-delivery (超量交货): more arrived than was sent, and somebody has to say what becomes of it."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.quantity import plain
from tenant_apps.exceptions.commands import ask
from tenant_apps.exceptions.types import Found, Kind, Scan, Source, Step, declare
from tenant_apps.logistics.commands.surplus import EndSurplus, end_surplus
from tenant_apps.logistics.exception_kinds.shipments import facts_of
from tenant_apps.logistics.models import Surplus
from tenant_apps.trading.kernel.types import LineAmounts


def _judge(surplus_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    rows = Surplus.objects.filter(pk__in=surplus_ids, state="open")
    for row in rows.select_related("shipment__order", "order_line"):
        shipment, line = row.shipment, row.order_line
        worth = LineAmounts.of(line.unit_price, row.quantity, line.tax_rate, shipment.order.currency)
        yield Found(
            row.pk, shipment.number, shipment.seller_id, shipment.buyer_id,
            facts=facts_of(
                shipment, shipment_id=str(shipment.pk), item=line.description,
                surplus=[plain(row.quantity), line.unit], reported=row.reported_at.isoformat(),
            ),
            amount_minor=worth.net_minor + worth.tax_minor, currency=shipment.order.currency,
        )  # fmt: skip


def _end(code: str, verdict: str, title: object, does: object, side: str, danger: bool = False) -> Step:
    return Step(
        code, title, does, side=side, command=end_surplus, danger=danger,  # type: ignore[arg-type]
        data=lambda case, _text: EndSurplus(surplus_id=case.subject_id, verdict=verdict),  # type: ignore[arg-type]
    )  # fmt: skip


OVER_DELIVERY = declare(
    Kind(
        "over_delivery",
        _("More arrived than was sent"),
        _("The buyer reports a surplus. It is the seller’s until somebody says what becomes of it."),
        icon="package-import",
        hours=72,
        severity="low",
        sources=(
            Source(
                "logistics.surplus",
                Scan("logistics.Surplus", "reported_at", {"state": "open"}),
                _judge,
                lambda case: ("logistics:shipment", (UUID(case.facts["shipment_id"]),)),
            ),
        ),
        roles=("supplier", "warehouse"),
        labels={
            "order": (_("Order"), "text"),
            "item": (_("Item"), "text"),
            "surplus": (_("Surplus"), "quantity"),
            "reported": (_("Reported"), "moment"),
        },
        first=("ask",),
        steps=(
            ask("ask", _("Ask the buyer what to do"), _("The buyer’s people get a letter and answer here.")),
            _end(
                "keep",
                "keep",
                _("Keep and order it"),
                _("An order is placed for it at today’s price; invoiced as usual."),
                "other",
            ),
            _end("return", "return", _("Send it back"), _("It goes back; nothing is invoiced."), "other"),
            _end(
                "waive",
                "waive",
                _("Make a present of it"),
                _("The buyer keeps it and owes nothing for it."),
                "own",
                True,
            ),
        ),
    )
)
