"""Rules that settlement reads: whether a new invoice is paid by the buyer's standing order."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

declare(
    Rule(
        "fulfilment.payment", "choice", "automatic", _("Payment"),
        _("By itself: the buyer's standing order pays each invoice at once. By hand: payments are recorded."),
        choices=(("automatic", _("By itself")), ("manual", _("By hand"))),
    ),
)  # fmt: skip
