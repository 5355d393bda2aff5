"""What the kinds of this app share: where shipments are looked for, and what is said of one."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tenant_apps.exceptions.types import Ask, Case, Step
from tenant_apps.logistics.commands.hold_shipment import ReleaseShipment, release_shipment
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.commands import CancelOrder, cancel_order
from tenant_apps.rulesets.queries import effective

SHIPMENT = "logistics.shipment"


def hours(key: str) -> timedelta:
    return timedelta(hours=int(str(effective(key).value)))


def days(key: str) -> timedelta:
    return timedelta(days=int(str(effective(key).value)))


def shipment_page(case: Case) -> tuple[str, tuple[UUID, ...]]:
    return "logistics:shipment", (case.subject_id,)


def facts_of(row: Shipment, **more: Any) -> dict[str, Any]:
    """Of a shipment with its order."""
    return {"order_id": str(row.order_id), "order": row.order.number} | more


def cancel_step(side: Any) -> Step:
    return Step(
        "cancel", _("Cancel the order"), _("It ends, and what is held for it is free. Refused once goods have left."),
        side=side, command=cancel_order, asks=Ask(_("Reason")), danger=True,
        data=lambda case, text: CancelOrder(order_id=UUID(case.facts["order_id"]), reason=text),
    )  # fmt: skip


RELEASE = Step(
    "release", _("Let the shipment go on"), _("It is held no more and can leave."), side="other",
    command=release_shipment, data=lambda case, _text: ReleaseShipment(shipment_id=case.subject_id),
)  # fmt: skip
