"""Rules of claims: how long one may be made, how long an answer takes, what silence means, what invoices do."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

declare(
    Rule(
        "claims.open_days", "int", 30, _("Time to claim"),
        _("A claim is made within this time after the goods were received."), unit=_("days"), low=1, high=730,
        law=("CISG art. 39", "民法典 621"),
    ),
    Rule(
        "claims.answer_days", "int", 5, _("Answer to a claim"),
        _("Each side answers the other within this time."), unit=_("days"), low=1, high=60,
    ),
    Rule(
        "claims.silence", "choice", "escalate", _("When the seller says nothing"),
        _("What becomes of a claim that its seller does not answer in time."),
        choices=(("escalate", _("The marketplace decides")), ("accept", _("It counts as accepted as wished"))),
        risk="high",
    ),
    Rule(
        "claims.invoice", "choice", "waits", _("Invoice of claimed goods"),
        _("What becomes of an invoice that is due while a claim about its goods is under way."),
        choices=(
            ("waits", _("It waits for the claim, and is less by what that comes to")),
            ("goes_out", _("It is issued, and credited afterwards")),
        ),
    ),
)  # fmt: skip
