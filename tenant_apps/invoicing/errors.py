"""Refusals of invoicing."""

from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, NotFound, Refusal


def invoice_unknown(invoice_id: UUID) -> Refusal:
    return NotFound(
        "invoicing.invoice_unknown",
        _("There is no such invoice."),
        field="invoice_id",
        remedy=_("Open it from the list of invoices."),
        facts={"invoice_id": str(invoice_id)},
    )


def overpaid(number: str) -> Refusal:
    return Conflict(
        "invoicing.overpaid",
        _("Less than that is open on %(number)s.") % {"number": number},
        remedy=_("Allocate what is open, the rest to another invoice."),
        facts={"number": number},
    )
