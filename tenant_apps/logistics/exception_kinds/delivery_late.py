"""Delivery late (交货延迟): the day on which the buyer wanted the goods is over, and they are not there."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tenant_apps.exceptions.commands import remind, tell
from tenant_apps.exceptions.types import Ask, Found, Kind, Scan, Source, Step, declare
from tenant_apps.logistics.exception_kinds.shipments import cancel_step, days
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.queries import late_orders
from tenant_apps.rulesets.types import Rule
from tenant_apps.rulesets.types import declare as declare_rules

GRACE = "exceptions.late_grace_days"

declare_rules(
    Rule(
        GRACE, "int", 0, _("A delivery is late after"), _("So many days after the one on which it was wanted."),
        unit=_("days"), low=0, high=90,
    )
)  # fmt: skip


def _judge(order_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    late = late_orders(order_ids, (now - days(GRACE)).date())
    moving = dict(
        Shipment.objects.filter(order_id__in=[one.order_id for one in late])
        .exclude(state="cancelled")
        .order_by("id")
        .values_list("order_id", "id")
    )
    for one in late:
        over = (now.date() - one.wanted_on).days
        yield Found(
            one.order_id, one.number, one.seller_id, one.buyer_id,
            facts={
                "order_id": str(one.order_id), "wanted": one.wanted_on.isoformat(), "days": over,
                "penalty": [str(one.penalty(over).amount), one.currency] if one.penalty_minor else None,
                "shipment_id": str(moving.get(one.order_id, "")),
            },
            amount_minor=one.total_minor, currency=one.currency,
            severity="high" if one.penalty_minor else None,
        )  # fmt: skip


DELIVERY_LATE = declare(
    Kind(
        "delivery_late",
        _("Delivery late"),
        _("The day on which the buyer wanted the goods is over, and they are not there."),
        icon="calendar-exclamation",
        hours=24,
        sources=(
            Source(
                "orders.order",
                Scan("orders.OrderDelivery", "wanted_on", {"wanted_on__isnull": False}, key="order_id"),
                _judge,
                lambda case: ("orders:order", (case.subject_id,)),
            ),
        ),
        roles=("supplier", "warehouse"),
        labels={
            "wanted": (_("Wanted on"), "day"),
            "days": (_("Days over"), "count"),
            "penalty": (_("Penalty so far"), "money"),
        },
        first=("tell",),
        steps=(
            tell("tell", _("Tell the buyer"), _("The buyer gets a letter that it comes later.")),
            Step(
                "send", _("Send it"), _("Open the shipment and let it leave."),
                link=lambda case: ("logistics:shipment", (UUID(case.facts["shipment_id"]),))
                if case.facts.get("shipment_id")
                else ("logistics:shipments", ()),
                permission="logistics.ship",
            ),
            Step(
                "later", _("Agree on another day"), _("The buyer says until when it is wanted now."), side="other",
                link=lambda case: ("orders:delivery", (case.subject_id,)), permission="orders.set_delivery",
            ),
            remind(
                "remind", _("Remind the seller"), _("The seller’s people get a letter."), side="other", to="own",
                asks=Ask(_("What you want to say"), required=False),
            ),
            cancel_step("either"),
        ),
    )
)  # fmt: skip
