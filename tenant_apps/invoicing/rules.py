"""Rules that invoicing reads: when an invoice is due. It also reads `general.time_zone` and `fulfilment.papers`."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

declare(
    Rule(
        "general.payment_days", "int", 30, _("Days to pay"), _("An invoice is due this many days after its date."),
        unit=_("days"), low=0, high=365,
    ),
)  # fmt: skip
