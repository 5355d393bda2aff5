"""Refusals of this app, built in one place so that their codes stay stable."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal
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
