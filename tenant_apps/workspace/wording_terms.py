"""The words of payment terms and of changes of orders: states, milestones, differences, acts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.statuses import Status
from shared_apps.ui.statuses import register as declare


def register() -> None:
    """Declare everything; called once at start."""
    declare(
        "terms.milestone",
        {
            "accepted": Status(pgettext_lazy("milestone", "order")),
            "shipped": Status(pgettext_lazy("milestone", "dispatch")),
            "received": Status(pgettext_lazy("milestone", "receipt")),
            "invoiced": Status(pgettext_lazy("milestone", "invoice")),
            "date": Status(pgettext_lazy("milestone", "fixed day")),
        },
    )
    declare(
        "terms.instalment",
        {
            "paid": Status(pgettext_lazy("instalment", "Paid"), "good", icon="circle-check"),
            "part_paid": Status(pgettext_lazy("instalment", "Paid in part"), "info", icon="cash"),
            "late": Status(pgettext_lazy("instalment", "Late"), "bad", icon="alert-triangle"),
            "due": Status(pgettext_lazy("instalment", "To pay"), "warn", icon="clock"),
            "planned": Status(pgettext_lazy("instalment", "To come"), "mute", icon="circle"),
            "void": Status(pgettext_lazy("instalment", "Nothing to pay"), "mute", icon="ban"),
        },
    )
    declare(
        "terms.plan",
        {
            "open": Status(pgettext_lazy("plan of payment", "Open"), "info", icon="clock"),
            "paid": Status(pgettext_lazy("plan of payment", "Paid"), "good", icon="circle-check"),
            "cancelled": Status(pgettext_lazy("plan of payment", "Cancelled"), "mute", icon="ban"),
        },
    )
    declare(
        "orders.amendment",
        {
            "proposed": Status(pgettext_lazy("change of an order", "Waits for an answer"), "brass", icon="clock"),
            "approving": Status(pgettext_lazy("change of an order", "Waits for approval"), "brass", icon="clock"),
            "rejected": Status(pgettext_lazy("change of an order", "Not approved"), "bad", icon="ban"),
            "failed": Status(pgettext_lazy("change of an order", "Could not be applied"), "bad", icon="alert-triangle"),
            "applied": Status(pgettext_lazy("change of an order", "Agreed"), "good", icon="circle-check"),
            "refused": Status(pgettext_lazy("change of an order", "Refused"), "bad", icon="ban"),
            "withdrawn": Status(pgettext_lazy("change of an order", "Withdrawn"), "mute", icon="arrow-back-up"),
            "expired": Status(pgettext_lazy("change of an order", "Expired"), "mute", icon="hourglass"),
        },
    )
    declare(
        "orders.difference",
        {
            "quantity": Status(pgettext_lazy("difference", "Quantity")),
            "part": Status(pgettext_lazy("difference", "Of it in part")),
            "unit_price": Status(pgettext_lazy("difference", "Price")),
            "added": Status(pgettext_lazy("difference", "Added")),
            "removed": Status(pgettext_lazy("difference", "Removed")),
            "client_reference": Status(pgettext_lazy("difference", "Buyer’s number")),
            "cost_centre": Status(pgettext_lazy("difference", "Cost centre")),
            "note": Status(pgettext_lazy("difference", "Note")),
            "site": Status(pgettext_lazy("difference", "Place of delivery")),
            "wanted_on": Status(pgettext_lazy("difference", "Wanted on")),
            "total": Status(pgettext_lazy("difference", "Total with tax")),
        },
    )
    declare(
        "audit.action",
        {
            "terms.offer_terms": Status(_("Payment terms offered")),
            "terms.end_terms": Status(_("Payment terms ended")),
            "terms.choose_terms": Status(_("Payment terms chosen")),
            "terms.make_plan": Status(_("Plan of payment made")),
            "terms.reach_milestone": Status(_("Milestone of the plan reached")),
            "terms.watch_plan": Status(_("Looked what is due")),
            "terms.follow_order": Status(_("Plan of payment follows the order")),
            "terms.cancel_plan": Status(_("Plan of payment cancelled")),
            "settlement.pay_due": Status(_("Paid what is due")),
        },
    )
