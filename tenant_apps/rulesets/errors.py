"""Refusals of rulesets."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid
from tenant_apps.rulesets.types import Breach, Rule
from tenant_apps.rulesets.wording import level_name, limit_text


def unknown_rule(key: str) -> Invalid:
    return Invalid(
        "rulesets.unknown_rule",
        _("There is no setting %(key)s.") % {"key": key},
        field=key,
        remedy=_("The settings pages list every key."),
    )


def bad_value(key: str, why: str) -> Invalid:
    return Invalid("rulesets.bad_value", why, field=key, remedy=_("Correct this value; nothing was changed."))


def stale(number: int) -> Conflict:
    return Conflict(
        "rulesets.stale_version",
        _("Somebody else changed the settings meanwhile (version %(number)s).") % {"number": number},
        remedy=_("Look at the new values and save again."),
        facts={"version": number},
    )


def not_at_event(rule: Rule, field: str) -> Invalid:
    return Invalid(
        "rulesets.not_at_event",
        _("“%(rule)s” is decided for the whole marketplace, not for one event.") % {"rule": rule.label},
        field=field,
        remedy=_("Leave it out; change it in the settings if it should be different from now on."),
    )


def forbidden(rule: Rule, breach: Breach, field: str) -> Invalid:
    """A higher level closed the rule or bounds it; the refusal names the level and its source."""
    facts = {"level": breach.level, "source": breach.source, "limit": limit_text(rule, breach.limit)}
    words = {"rule": rule.label, "level": level_name(breach.level), "source": breach.source, "limit": facts["limit"]}
    if breach.why == "locked":
        return Invalid(
            "rulesets.locked",
            _("“%(rule)s” is closed by %(level)s (%(source)s).") % words,
            field=field,
            remedy=_("Leave it as it is; only that level can open it."),
            facts=facts,
        )
    return Invalid(
        "rulesets.out_of_bounds",
        _("“%(rule)s” goes beyond what %(level)s (%(source)s) allows: %(limit)s.") % words,
        field=field,
        remedy=_("Choose a value inside this bound."),
        facts=facts,
    )


def no_meaning(rule: Rule, on: Rule, field: str) -> Invalid:
    return Invalid(
        "rulesets.no_meaning",
        _("“%(rule)s” is not read while “%(on)s” stands as it does.") % {"rule": rule.label, "on": on.label},
        field=field,
        remedy=_("Leave it out, or change the other rule too."),
        facts={"depends_on": on.key},
    )
