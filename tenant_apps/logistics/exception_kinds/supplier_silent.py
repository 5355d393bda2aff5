"""Supplier silent (供应商无响应): an accepted order is ready to leave, and nothing happens."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tenant_apps.exceptions.commands import remind
from tenant_apps.exceptions.types import Ask, Found, Kind, Scan, Source, Step, declare
from tenant_apps.logistics.commands.ship import Ship, ship
from tenant_apps.logistics.exception_kinds.shipments import SHIPMENT, cancel_step, facts_of, hours, shipment_page
from tenant_apps.logistics.models import Shipment
from tenant_apps.rulesets.types import Rule
from tenant_apps.rulesets.types import declare as declare_rules

HOURS = "exceptions.silent_hours"

declare_rules(
    Rule(
        HOURS, "int", 48, _("A supplier is silent after"),
        _("An accepted order whose goods are there and that has not left for so long."), unit=_("hours"),
        low=1, high=2160,
    )
)  # fmt: skip


def _delay() -> timedelta:
    return hours(HOURS)


def _judge(shipment_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    rows = Shipment.objects.filter(
        pk__in=shipment_ids, state="planned", held_at__isnull=True, created_at__lte=now - _delay()
    )
    for row in rows.select_related("order"):
        yield Found(
            row.pk, row.number, row.buyer_id, row.seller_id,
            facts=facts_of(row, since=row.created_at.isoformat()),
            amount_minor=row.order.total_minor, currency=row.order.currency,
        )  # fmt: skip


SUPPLIER_SILENT = declare(
    Kind(
        "supplier_silent",
        _("Supplier silent"),
        _("An accepted order is ready to leave, and its seller does nothing."),
        icon="volume-off",
        hours=48,
        sources=(
            Source(
                SHIPMENT, Scan("logistics.Shipment", "created_at", {"state": "planned"}, delay=_delay), _judge,
                shipment_page,
            ),
        ),
        roles=("buyer",),
        labels={"order": (_("Order"), "text"), "since": (_("Ready to leave since"), "moment")},
        first=("remind",),
        steps=(
            remind(
                "remind", _("Remind the seller"), _("The seller’s people get a letter."),
                asks=Ask(_("What you want to say"), required=False),
            ),
            Step(
                "ship", _("Ship it"), _("The goods leave, and the delivery note is made."), side="other", command=ship,
                data=lambda case, _text: Ship(shipment_id=case.subject_id),
            ),
            Step(
                "elsewhere", _("Look elsewhere"), _("What others offer on the market."),
                link=lambda case: ("listing:market", ()), permission="trading.view_event",
            ),
            cancel_step("either"),
        ),
    )
)  # fmt: skip
