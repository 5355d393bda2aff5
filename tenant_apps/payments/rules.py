"""Rules of payments: whom to ask for the outcome of a transfer, and how soon again."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.payments import embedded_bank
from tenant_apps.rulesets.types import Rule, declare

PROVIDER, MINUTES = "payments.provider", "payments.ask_minutes"

declare(
    Rule(
        PROVIDER, "choice", "none", _("Who knows the outcome of transfers"),
        _("It is asked by itself where nobody says what became of a transfer, and before one counts as failed. What it "
          "reports as arrived is recorded and booked."),
        choices=(("none", _("Nobody: people are asked")), (embedded_bank.CODE, _("The bank built into Kontor"))),
        risk="high",
    ),
    Rule(
        MINUTES, "int", 15, _("Ask again after"),
        _("An outcome that is not known yet is asked for again after so long, then after three times as long, and so "
          "on, at most a day apart."),
        unit=_("minutes"), low=1, high=1440,
    ),
)  # fmt: skip
