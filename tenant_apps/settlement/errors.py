"""Refusals of settlement."""

from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, NotFound, Refusal


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
