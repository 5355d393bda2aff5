"""Rules that settlement reads: whether a new invoice is paid by the buyer's standing order, when a refund is due."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

declare(
    Rule(
        "fulfilment.payment", "choice", "automatic", _("Payment"),
        _("By itself: the buyer's standing order pays each invoice at once. By hand: payments are recorded."),
        choices=(("automatic", _("By itself")), ("manual", _("By hand"))),
    ),
    Rule(
        "fulfilment.refund_days", "int", 14, _("Days to pay back"),
        _("A refund is due so many days after it was agreed or asked for; where payment is by itself, at once."),
        unit=_("days"), low=0, high=90, law=("2011/83/EU art. 13(1)",),
    ),
)  # fmt: skip
