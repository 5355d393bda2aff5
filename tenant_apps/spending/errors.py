"""Refusals of spending."""

from django.utils.translation import gettext as _

from shared_apps.foundation.money import Money
from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal
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


def company_needed(field: str) -> Refusal:
    return Invalid(
        "spending.company_needed",
        _("This is no company that can be here."),
        field=field,
        remedy=_("Name a company of the marketplace that buys, or for credit one that sells."),
    )


def bad_amount(currency: str) -> Refusal:
    return Invalid(
        "spending.bad_amount",
        _("An amount in a currency in use is needed, of zero or more."),
        field="amount",
        remedy=_("Write it as 1200.50; leave it out for no limit."),
        facts={"currency": currency},
    )


def bad_code() -> Refusal:
    return Invalid(
        "spending.bad_code",
        _("A budget is of a cost centre of at most 40 characters, or of a member, not of both."),
        field="code",
        remedy=_("Leave one of them out."),
    )


def bad_period() -> Refusal:
    return Invalid(
        "spending.bad_period",
        _("The period ends before it begins."),
        field="ends_on",
        remedy=_("Choose a later day."),
    )


def no_member() -> Refusal:
    return Invalid(
        "spending.no_member",
        _("This is no member of the company."),
        field="member_id",
        remedy=_("Choose one from the list of people."),
    )


def limit_unknown() -> Refusal:
    return NotFound(
        "spending.limit_unknown",
        _("There is no such limit."),
        field="limit_id",
        remedy=_("Open it from the list; it may be closed."),
    )


def bad_series() -> Refusal:
    return Invalid(
        "spending.bad_series",
        _("A budget that begins anew has an amount, and no days of its own."),
        field="every",
        remedy=_("Give the amount of one period and leave first and last day out."),
    )


def other_period() -> Refusal:
    return Conflict(
        "spending.other_period",
        _("This budget begins anew in another rhythm."),
        field="every",
        remedy=_("Close it first, or keep its rhythm."),
    )


def proposal_unknown() -> Refusal:
    return NotFound(
        "spending.proposal_unknown",
        _("There is no such proposal."),
        field="proposal_id",
        remedy=_("Open it from the list."),
    )


def proposal_over() -> Refusal:
    return Conflict(
        "spending.proposal_over",
        _("This proposal was decided already."),
        field="proposal_id",
        remedy=_("Look at the list; nothing was changed."),
    )


def same_person() -> Refusal:
    return Conflict(
        "spending.same_person",
        _("Another person must confirm this."),
        field="proposal_id",
        remedy=_("Ask a colleague who may set limits."),
    )


def reason_needed() -> Refusal:
    return Invalid(
        "spending.reason_needed",
        _("Say why, in 3 to 200 characters."),
        field="reason",
        remedy=_("Whoever proposed it reads this."),
    )
