"""Refusals of logistics."""

from typing import Any

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal


def shipment_unknown() -> Refusal:
    return NotFound(
        "logistics.shipment_unknown",
        _("There is no such shipment."),
        field="shipment_id",
        remedy=_("Open it from the list of shipments."),
    )


def wrong_state(number: str, state: str) -> Refusal:
    return Conflict(
        "logistics.wrong_state",
        _("Shipment %(number)s has moved on; this is not possible any more.") % {"number": number},
        remedy=_("Open the shipment again to see where it stands."),
        facts={"number": number, "state": state},
    )


def planned_already(number: str) -> Refusal:
    return Conflict(
        "logistics.planned_already",
        _("This order has shipment %(number)s already.") % {"number": number},
        field="order_id",
        remedy=_("Ship that one."),
        facts={"number": number},
    )


def line_unknown(line_id: Any) -> Refusal:
    return Invalid(
        "logistics.line_unknown",
        _("This line is not part of the shipment."),
        field="lines",
        remedy=_("Count the lines of the delivery note only."),
        facts={"order_line_id": str(line_id)},
    )


def bad_count(field: str, sent: str) -> Refusal:
    return Invalid(
        "logistics.bad_count",
        _("Accepted and refused must together be what was sent: %(sent)s.") % {"sent": sent},
        field=field,
        remedy=_("Count again."),
        facts={"sent": sent},
    )


def part_unknown() -> Refusal:
    return NotFound(
        "logistics.part_unknown",
        _("The order has no such part."),
        field="part_id",
        remedy=_("Open the order again to see its parts."),
    )
