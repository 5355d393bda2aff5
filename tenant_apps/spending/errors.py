"""Refusals of spending."""

from django.utils.translation import gettext as _

from shared_apps.foundation.money import Money
from shared_apps.foundation.refusals import Conflict, Refusal
from tenant_apps.spending.types import LimitFacts


def over_limit(limit: LimitFacts, free_minor: int, wanted_minor: int) -> Refusal:
    """The spend does not fit into what is left of a limit."""
    free, wanted = Money(free_minor, limit.currency), Money(wanted_minor, limit.currency)
    texts = {
        "credit": _("Your credit with this seller has %(free)s left, this order needs %(wanted)s."),
        "budget": _("Budget %(code)s has %(free)s left, this order needs %(wanted)s."),
        "member": _("Your own limit has %(free)s left, this order needs %(wanted)s."),
    }
    remedies = {
        "credit": _("Pay open invoices, order less, or ask the seller for more credit."),
        "budget": _("Order less, choose another cost centre, or ask who owns the budget."),
        "member": _("Order less, or ask an administrator of your company."),
    }
    return Conflict(
        f"spending.over_{limit.kind}",
        texts[limit.kind] % {"free": free, "wanted": wanted, "code": limit.code or "–"},
        field="cost_centre" if limit.kind == "budget" else None,
        remedy=remedies[limit.kind],
        facts={"limit_id": str(limit.id), "available": free.as_json(), "wanted": wanted.as_json()},
    )


def cost_centre_unknown(code: str) -> Refusal:
    return Conflict(
        "spending.cost_centre_unknown",
        _("There is no open budget %(code)s in this currency.") % {"code": code},
        field="cost_centre",
        remedy=_("Choose one of your company's cost centres, or leave it out."),
        facts={"code": code},
    )
