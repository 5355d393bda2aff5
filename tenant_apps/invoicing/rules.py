"""Rules that invoicing reads: when an invoice is issued, and when it is due.

It also reads `general.time_zone` and `fulfilment.papers`.
"""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

declare(
    Rule(
        "general.payment_days", "int", 30, _("Days to pay"), _("An invoice is due this many days after its date."),
        unit=_("days"), low=0, high=365,
    ),
    Rule(
        "fulfilment.invoice_days", "int", 0, _("Invoice after receipt"),
        _("So long after the goods arrived their invoice is issued: what is agreed meanwhile lowers it. 0: at once."),
        unit=_("days"), low=0, high=60, law=("2011/7/EU art. 3(4)",),
    ),
)  # fmt: skip
