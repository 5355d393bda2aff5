"""The words of claims and refunds: kinds, remedies, states, acts, sides."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.statuses import Status
from shared_apps.ui.statuses import register as declare


def register() -> None:
    """Declare everything; called once at start."""
    declare(
        "claims.kind",
        {
            "quality": Status(pgettext_lazy("claim", "Quality")),
            "quantity": Status(pgettext_lazy("claim", "Quantity")),
            "damage": Status(pgettext_lazy("claim", "Damage")),
        },
    )
    declare(
        "claims.remedy",
        {
            "credit": Status(pgettext_lazy("claim", "Credit")),
            "price_reduction": Status(pgettext_lazy("claim", "Price reduction")),
            "replacement": Status(pgettext_lazy("claim", "Replacement")),
            "repair": Status(pgettext_lazy("claim", "Repair")),
        },
    )
    declare(
        "claims.payback",
        {
            "credit": Status(pgettext_lazy("claim", "stays as credit")),
            "refund": Status(pgettext_lazy("claim", "is paid back")),
        },
    )
    declare(
        "claims.claim",
        {
            "open": Status(pgettext_lazy("claim", "With the seller"), "warn", icon="clock"),
            "countered": Status(pgettext_lazy("claim", "Counter-offer"), "brass", icon="clock"),
            "refused": Status(pgettext_lazy("claim", "Refused by the seller"), "bad", icon="ban"),
            "escalated": Status(pgettext_lazy("claim", "At the marketplace"), "info", icon="gavel"),
            "settled": Status(pgettext_lazy("claim", "Settled"), "good", icon="circle-check"),
            "dismissed": Status(pgettext_lazy("claim", "Dismissed"), "mute", icon="ban"),
            "withdrawn": Status(pgettext_lazy("claim", "Withdrawn"), "mute", icon="arrow-back-up"),
            "closed": Status(pgettext_lazy("claim", "Closed"), "mute", icon="ban"),
        },
    )
    declare(
        "settlement.refund",
        {
            "due": Status(pgettext_lazy("refund", "To pay back"), "warn", icon="clock"),
            "overdue": Status(pgettext_lazy("refund", "Overdue"), "bad", icon="alert-triangle"),
            "sent": Status(pgettext_lazy("refund", "On its way"), "info", icon="clock"),
            "paid": Status(pgettext_lazy("refund", "Paid back"), "good", icon="circle-check"),
            "withdrawn": Status(pgettext_lazy("refund", "Kept as credit"), "mute", icon="arrow-back-up"),
        },
    )
    declare(
        "claims.step",
        {
            "opened": Status(pgettext_lazy("claim", "Claimed"), "warn", icon="alert-triangle"),
            "accepted": Status(pgettext_lazy("claim", "Accepted"), "good", icon="circle-check"),
            "countered": Status(pgettext_lazy("claim", "Offered instead"), "brass", icon="arrows-exchange"),
            "refused": Status(pgettext_lazy("claim", "Refused"), "bad", icon="ban"),
            "agreed": Status(pgettext_lazy("claim", "Agreed"), "good", icon="circle-check"),
            "escalated": Status(pgettext_lazy("claim", "Taken to the marketplace"), "info", icon="gavel"),
            "decided": Status(pgettext_lazy("claim", "Decided"), "info", icon="gavel"),
            "withdrawn": Status(pgettext_lazy("claim", "Withdrawn"), "mute", icon="arrow-back-up"),
            "closed": Status(pgettext_lazy("claim", "Closed"), "mute", icon="ban"),
        },
    )
    declare(
        "claims.side",
        {
            "buyer": Status(_("Buyer")),
            "seller": Status(_("Seller")),
            "house": Status(_("Marketplace")),
            "time": Status(pgettext_lazy("claim", "Time is over")),
        },
    )
    declare(
        "audit.action",
        {
            "claims.open_claim": Status(_("Claim made")),
            "claims.answer_claim": Status(_("Claim answered")),
            "claims.agree_claim": Status(_("Counter-offer agreed")),
            "claims.escalate_claim": Status(_("Claim taken to the marketplace")),
            "claims.decide_claim": Status(_("Claim decided")),
            "claims.withdraw_claim": Status(_("Claim withdrawn")),
            "claims.watch_claim": Status(_("Time of a claim over")),
            "settlement.ask_refund": Status(_("Refund asked for")),
            "settlement.pay_refund": Status(_("Refund recorded")),
            "settlement.send_refund": Status(_("Refund on its way")),
            "settlement.withdraw_refund": Status(_("Refund kept as credit")),
        },
    )
