"""Refusals of settlement."""

from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal


def not_yours() -> Refusal:
    return NotFound(
        "settlement.not_yours",
        _("There is no such payment."),
        field="payment_id",
        remedy=_("Switch to the company that paid or was paid."),
    )


def invoice_not_open(invoice_id: UUID) -> Refusal:
    return Conflict(
        "settlement.invoice_not_open",
        _("This invoice is not open between payer and payee in the currency of the payment."),
        field="invoice_id",
        remedy=_("Choose an open invoice."),
        facts={"invoice_id": str(invoice_id)},
    )


def refund_unknown() -> Refusal:
    return NotFound(
        "settlement.refund_unknown",
        _("There is no such refund."),
        field="refund_id",
        remedy=_("Open it from the list of refunds."),
    )


def nothing_to_refund(left: str) -> Refusal:
    return Conflict(
        "settlement.nothing_to_refund",
        _("Of this credit no more than %(left)s can be paid back.") % {"left": left},
        field="amount",
        remedy=_("Ask for less. Never more is paid back than was paid."),
        facts={"left": left},
    )


def bad_amount() -> Refusal:
    return Invalid(
        "settlement.bad_amount",
        _("An amount above zero is needed."),
        field="amount",
        remedy=_("Leave it empty for all of the credit."),
    )


def refund_not_now(number: str, state: str) -> Refusal:
    return Conflict(
        "settlement.refund_not_now",
        _("Refund %(number)s is not at a point where that is possible.") % {"number": number},
        field="refund_id",
        remedy=_("Look at where it stands now."),
        facts={"number": number, "state": state},
    )


def not_your_part(who: str) -> Refusal:
    words = {
        "seller": _("Only who pays back can say that a transfer is on its way."),
        "buyer": _("Only the buyer can ask for money back, or keep it as credit."),
    }
    return Conflict(
        "settlement.not_your_part",
        words[who],
        field="refund_id",
        remedy=_("Ask the other company."),
        facts={"who": who},
    )


def is_a_refund(number: str) -> Refusal:
    return Conflict(
        "settlement.is_a_refund",
        _("Payment %(number)s pays back money; it pays no invoice.") % {"number": number},
        field="payment_id",
        remedy=_("Choose a payment to the seller."),
        facts={"number": number},
    )


def bad_text() -> Refusal:
    return Invalid(
        "settlement.bad_text",
        _("This text is too long."),
        field="text",
        remedy=_("Use up to 200 characters."),
    )
