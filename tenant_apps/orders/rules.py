"""Rules of orders: how long prices are locked while an order waits for approval, and what follows after."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

declare(
    Rule(
        "orders.price_lock_days", "int", 7, _("Price lock"),
        _("An order that waits for approval keeps the prices of its submission so long; 0: never."),
        unit=_("days"), low=0, high=90,
    ),
    Rule(
        "orders.after_lock", "choice", "ask", _("Approved after the price lock"),
        _("What happens when an order is approved later and the prices are others by then."),
        choices=(
            ("ask", _("Who asked submits it again at today’s prices")),
            ("lower", _("It is placed if it costs no more than was approved")),
        ),
    ),
)  # fmt: skip
