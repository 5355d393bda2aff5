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


def bad_sending(field: str, planned: str) -> Refusal:
    return Invalid(
        "logistics.bad_sending",
        _("What leaves is a number from 0 to what was planned: %(planned)s.") % {"planned": planned},
        field=field,
        remedy=_("Enter what is in this shipment; the rest stays planned."),
        facts={"planned": planned},
    )


def nothing_leaves() -> Refusal:
    return Invalid(
        "logistics.nothing_leaves",
        _("Nothing of the shipment would leave."),
        field="lines",
        remedy=_("Enter a quantity above zero for at least one line, or hold the shipment."),
    )


def part_unknown() -> Refusal:
    return NotFound(
        "logistics.part_unknown",
        _("The order has no such part."),
        field="part_id",
        remedy=_("Open the order again to see its parts."),
    )


def held(number: str, why: str) -> Refusal:
    return Conflict(
        "logistics.held",
        _("Shipment %(number)s is held: %(why)s") % {"number": number, "why": why},
        remedy=_("Release it first, once what it is held for is settled."),
        facts={"number": number},
    )


def not_held(number: str) -> Refusal:
    return Conflict(
        "logistics.not_held",
        _("Shipment %(number)s is not held.") % {"number": number},
        remedy=_("Open the shipment again to see where it stands."),
        facts={"number": number},
    )


def surplus_unknown() -> Refusal:
    return NotFound(
        "logistics.surplus_unknown",
        _("There is no such surplus."),
        field="surplus_id",
        remedy=_("Open it from its shipment."),
    )


def surplus_reported() -> Refusal:
    return Conflict(
        "logistics.surplus_reported",
        _("A surplus of this line is reported already."),
        field="order_line_id",
        remedy=_("Settle that one with the other company."),
    )


def surplus_over(state: str) -> Refusal:
    return Conflict(
        "logistics.surplus_over",
        _("What becomes of this surplus is decided already."),
        remedy=_("Open the shipment again to see it."),
        facts={"state": state},
    )


def not_yours_to_end(verdict: str) -> Refusal:
    return Invalid(
        "logistics.not_yours_to_end",
        _("The buyer keeps or sends back a surplus; the seller makes a present of it."),
        field="verdict",
        remedy=_("Ask the other company."),
        facts={"verdict": verdict},
    )


def bad_surplus() -> Refusal:
    return Invalid(
        "logistics.bad_surplus",
        _("A quantity above zero is needed."),
        field="quantity",
        remedy=_("Write how much more arrived than was sent, in the unit of the line."),
    )


def reason_needed() -> Refusal:
    return Invalid(
        "logistics.reason_needed",
        _("Say why, in 3 to 200 characters."),
        field="reason",
        remedy=_("Both companies read it."),
    )
