"""Rules of payment terms: how far they may go, who chooses them, and when the rest is due at once.

They also read `general.time_zone` and `general.payment_days`.
"""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

declare(
    Rule(
        "terms.most_days", "int", 60, _("Longest term of payment"),
        _("No instalment of a seller’s terms may be due later than this many days after what it waits for."),
        unit=_("days"), low=0, high=365, law=("2011/7/EU art. 3(5)",),
    ),
    Rule(
        "terms.most_instalments", "int", 12, _("Most instalments"),
        _("A seller’s terms divide an order into at most so many."), low=1, high=60,
    ),
    Rule(
        "terms.most_discount", "decimal", "5", _("Largest discount for early payment"),
        _("A seller’s terms grant no more than this."), unit=_("percent"), least="0", most="50",
    ),
    Rule(
        "terms.choose", "choice", "both", _("Who chooses among a seller’s terms"),
        _("An order has the seller’s usual terms for the buyer. Until something of it is paid or has left, others that "
          "the seller offers may be chosen."),
        choices=(("both", _("Buyer or seller")), ("seller", _("The seller alone"))),
    ),
    Rule(
        "terms.accelerate", "choice", "never", _("When the rest is due at once"),
        _("What happens to later instalments when earlier ones are not paid."),
        choices=(
            ("never", _("They stay as planned")),
            ("late", _("Due at once when one is late for long")),
            ("missed", _("Due at once when several are late")),
        ),
        risk="high", law=("民法典 634",),
    ),
    Rule(
        "terms.accelerate_days", "int", 14, _("Late for long"),
        _("An instalment is unpaid so many days after it was due."), unit=_("days"), low=1, high=365,
        depends_on=("accelerate", ("late",)),
    ),
    Rule(
        "terms.accelerate_missed", "int", 2, _("Several late ones"),
        _("So many instalments of an order are unpaid after they were due."), low=1, high=60,
        depends_on=("accelerate", ("missed",)),
    ),
)  # fmt: skip
