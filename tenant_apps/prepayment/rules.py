"""Rules that prepayment reads: how long goods wait for their payment."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

declare(
    Rule(
        "prepayment.hold_hours", "int", 72, _("Goods wait for a payment"),
        _("How long stock and prices are held for an order that is paid first. Unpaid by then, they are free again."),
        unit=_("hours"), low=1, high=720,
    ),
)  # fmt: skip
