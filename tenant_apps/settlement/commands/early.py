"""Grant the discount for early payment: what a buyer may leave unpaid is credited with its payment."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from shared_apps.commands.context import Context
from tenant_apps.invoicing.commands import credit_part
from tenant_apps.invoicing.queries import get_invoice
from tenant_apps.payments.types import PaymentFacts
from tenant_apps.rulesets.queries import effective
from tenant_apps.settlement.decisions.allocate import OpenAmount, Share
from tenant_apps.terms.queries import plan_of


def credit_early(ctx: Context, payment: PaymentFacts, invoices: Sequence[OpenAmount], shares: Sequence[Share]) -> None:
    """Credit what is left of invoices that this payment paid early but for the discount; never more than that.

    The credit note pays them when it is delivered. `invoices` are what was open before.
    """
    zone = ZoneInfo(str(effective("general.time_zone").value))
    known = {row.id: row for row in invoices}
    for share in shares:
        row = known[share.invoice_id]
        left = row.open_minor - share.amount_minor
        plan = plan_of(row.order_id) if row.order_id is not None and left > 0 else None
        if plan is None:
            continue
        invoice = get_invoice(row.id)
        early = plan.is_early(payment.paid_at.astimezone(zone).date(), invoice.issued_at.astimezone(zone).date())
        if early and left <= plan.discount_minor(invoice.total_minor):
            credit_part(ctx, row.id, left, _("Discount for early payment"))
