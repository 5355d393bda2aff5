"""Refusals of this app, built in one place so that their codes stay stable."""

from typing import Literal

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal
from shared_apps.profiles import laws
from shared_apps.profiles.types import Ban
from tenants.decisions.slugs import SlugVerdict


def no_such_marketplace() -> NotFound:
    return NotFound(
        "tenants.no_such_marketplace",
        _("There is no such marketplace."),
        remedy=_("Go back to the list and choose again."),
    )


def wrong_state(now: str) -> Conflict:
    return Conflict(
        "tenants.wrong_state",
        _("This is not possible in the present state of the marketplace."),
        remedy=_("Load the page again and look at its state."),
        facts={"state": now},
    )


def slug_refused(verdict: SlugVerdict) -> Refusal:
    """Refusal of an address, with the suggestion as a fact."""
    messages = {
        "malformed": _("An address has 3 to 40 small letters, digits and single hyphens, and starts with a letter."),
        "reserved": _("This address is reserved."),
        "taken": _("This address is taken."),
        "confusable": _("This address looks like another one and could be mistaken for it."),
    }
    remedy = (
        _("Free is, for example: %(slug)s") % {"slug": verdict.suggestion}
        if verdict.suggestion
        else _("Choose another address.")
    )
    kind = Conflict if verdict.reason == "taken" else Invalid
    return kind(
        f"tenants.slug_{verdict.reason}",
        messages[verdict.reason or "malformed"],
        field="slug",
        remedy=remedy,
        facts={"suggestion": verdict.suggestion},
    )


def mode_against_law(ban: Ban) -> Invalid:
    """The legal home forbids a way of trading; the refusal cites where and since when."""
    mark = "" if ban.status == "V" else " " + _("Check with counsel.")
    words = {"what": laws.ban_name(ban), "source": ban.source, "date": ban.effective_from.isoformat()}
    return Invalid(
        "tenants.mode_against_law",
        _("Forbidden there: %(what)s. %(source)s, in force since %(date)s.") % words + mark,
        field="modes",
        remedy=_("Leave this way of trading out."),
        facts={
            "mode": ban.mode, "source": ban.source, "effective_from": ban.effective_from.isoformat(),
            "status": ban.status,
        },
    )  # fmt: skip


def bad_choice(field: str, value: str) -> Invalid:
    return Invalid(
        "tenants.unknown_choice",
        _("%(value)s cannot be chosen here.") % {"value": value or _("Nothing")},
        field=field,
        remedy=_("Choose one of the values offered."),
    )


def not_closed(now: str) -> Conflict:
    return Conflict(
        "tenants.not_closed",
        _("Keys are destroyed only of a marketplace that is suspended."),
        remedy=_("Suspend it first."),
        facts={"state": now},
    )


def bad_wait(least: int, most: int) -> Invalid:
    return Invalid(
        "tenants.bad_wait",
        _("The waiting time is %(least)s to %(most)s hours.") % {"least": least, "most": most},
        field="wait_hours",
        remedy=_("Choose a number of hours between them."),
    )


def operator_needed() -> NotAllowed:
    return NotAllowed(
        "tenants.operator_needed",
        _("Only a person may ask for this or agree to it."),
        remedy=_("Sign in on the console."),
    )


def no_such_destruction() -> NotFound:
    return NotFound(
        "tenants.no_such_destruction",
        _("Nobody asked for this."),
        remedy=_("Load the page of the marketplace again."),
    )


def destruction_open() -> Conflict:
    return Conflict(
        "tenants.destruction_open",
        _("Somebody asked for the keys of this marketplace to be destroyed."),
        remedy=_("Take that back first."),
    )


def destruction_over(now: str) -> Conflict:
    return Conflict(
        "tenants.destruction_over",
        _("This question is answered already."),
        remedy=_("Load the page again."),
        facts={"state": now},
    )


def may_not_agree(why: Literal["yes", "same_person", "early", "late"]) -> Refusal:
    """Why this operator may not agree now."""
    if why == "same_person":
        return NotAllowed(
            "tenants.same_person",
            _("Whoever asked cannot agree."),
            remedy=_("Ask a second operator to look at it."),
        )
    if why == "early":
        return Conflict(
            "tenants.agreed_too_early",
            _("The waiting time is not over."),
            remedy=_("Come back when it is; the page says when."),
        )
    return Conflict(
        "tenants.agreed_too_late",
        _("The time in which somebody could agree is over."),
        remedy=_("Ask anew, with a new waiting time."),
    )
