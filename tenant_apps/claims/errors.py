"""Refusals of claims."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal


def unknown() -> Refusal:
    return NotFound(
        "claims.unknown", _("There is no such claim."), field="claim_id", remedy=_("Open it from the list of claims.")
    )


def not_now(number: str, state: str) -> Refusal:
    return Conflict(
        "claims.not_now",
        _("Claim %(number)s is not at a point where that is possible.") % {"number": number},
        field="claim_id",
        remedy=_("Look at where it stands now."),
        facts={"number": number, "state": state},
    )


def not_received(number: str) -> Refusal:
    return Conflict(
        "claims.not_received",
        _("Nothing of order %(number)s has arrived yet.") % {"number": number},
        field="order_id",
        remedy=_("Claim once you have received it, or with its receipt."),
        facts={"number": number},
    )


def too_late(number: str, days: int) -> Refusal:
    return Conflict(
        "claims.too_late",
        _("The goods of order %(number)s were received more than %(days)s days ago.")
        % {"number": number, "days": days},
        field="order_id",
        remedy=_("Ask the seller directly."),
        facts={"number": number, "days": days},
    )


def open_already(number: str) -> Refusal:
    return Conflict(
        "claims.open_already",
        _("Claim %(number)s about these goods is not settled yet.") % {"number": number},
        field="order_id",
        remedy=_("Add to it by answering it, or wait for its end."),
        facts={"number": number},
    )


def bad(why: str, field: str) -> Refusal:
    words = {
        "kind": _("A claim is about quality, quantity or damage."),
        "remedy": _("A remedy is a credit, a price reduction, a replacement or a repair."),
        "lines": _("Name lines of the order, each once, with what is wrong of them."),
        "quantity": _("No more can be wrong than was accepted and not returned."),
        "text": _("Say in 1 to 1000 characters what is wrong or why."),
        "amount": _("An amount in the order’s currency is needed, above zero and no more than is claimed."),
        "file": _("Evidence is up to five pictures or PDF files of at most 5 MB each."),
        "verdict": _("An answer accepts, counters or refuses."),
        "shipment": _("Name a delivery of the order."),
        "payback": _("What was paid comes back as credit or as a refund."),
        "goods": _("A replacement needs goods that are still sold."),
    }
    return Invalid("claims.bad_input", words[why], field=field, remedy=_("Correct it."), facts={"why": why})


def credited_already(left: str) -> Refusal:
    return Conflict(
        "claims.credited_already",
        _("Of this order no more than %(left)s can still be credited.") % {"left": left},
        field="amount",
        remedy=_("Offer that, or another remedy."),
        facts={"left": left},
    )
