"""Refusals of rulesets."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal
from shared_apps.profiles import laws
from shared_apps.profiles.types import Ban
from tenant_apps.rulesets.decisions.drafts import Problem
from tenant_apps.rulesets.types import REGISTRY, Breach, Rule
from tenant_apps.rulesets.wording import citation, level_name, limit_text


def house_only() -> NotAllowed:
    return NotAllowed(
        "rulesets.house_only",
        _("The rules are changed by people of the marketplace, not for a company."),
        remedy=_("Switch to the marketplace, or ask somebody who acts for it."),
    )


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


def not_in_sheet(rule: Rule, field: str) -> Invalid:
    return Invalid(
        "rulesets.not_in_sheet",
        _("“%(rule)s” is not a rule that events of this kind set.") % {"rule": rule.label},
        field=field,
        remedy=_("Leave it out; change it in the settings of the marketplace."),
    )


def needs_second_person(rule: Rule, field: str) -> Invalid:
    return Invalid(
        "rulesets.needs_second_person",
        _("“%(rule)s” needs a second person, so it is set in the rule book alone.") % {"rule": rule.label},
        field=field,
        remedy=_("Change it in the settings; the draft asks for the second person."),
    )


def bad_sheet_code() -> Invalid:
    return Invalid(
        "rulesets.bad_sheet_code",
        _("A template has small letters, digits, dots, hyphens and underscores in its code, at most 60."),
        field="code",
        remedy=_("Choose one such as spring-tender."),
    )


def sheet_needs_name() -> Invalid:
    return Invalid("rulesets.sheet_needs_name", _("It has no name."), field="name", remedy=_("Say what it is for."))


def sheet_needs_mode(mode: str) -> Invalid:
    return Invalid(
        "rulesets.sheet_needs_mode",
        _("A template is made for one way of trading whose events set rules; “%(mode)s” is none.") % {"mode": mode},
        field="mode",
        remedy=_("Choose one that is offered."),
    )


def sheet_of_other_mode(mode: str) -> Conflict:
    return Conflict(
        "rulesets.sheet_of_other_mode",
        _("This template is of another way of trading: %(mode)s.") % {"mode": mode},
        field="mode",
        remedy=_("Choose another code for the new template."),
    )


def sheet_moved(edition: int) -> Conflict:
    return Conflict(
        "rulesets.sheet_moved",
        _("Somebody else has saved it meanwhile (edition %(edition)s).") % {"edition": edition},
        field="edition",
        remedy=_("Look at the new values and save again."),
        facts={"edition": edition},
    )


def no_sheet(kind: str, code: str) -> NotFound:
    return NotFound(
        "rulesets.no_sheet",
        _("There is no template or category of rules %(code)s.") % {"code": code},
        field=kind,
        remedy=_("The settings list them; one that is still to begin does not count yet."),
        facts={"kind": kind, "code": code},
    )


def template_of_other_mode(code: str, mode: str) -> Conflict:
    return Conflict(
        "rulesets.template_of_other_mode",
        _("The template %(code)s is of another way of trading.") % {"code": code},
        field="template",
        remedy=_("Choose a template of this one."),
        facts={"mode": mode},
    )


def against_law(ban: Ban, field: str) -> Invalid:
    """A chosen compliance profile forbids it; the refusal cites where and since when."""
    cited = citation(ban.source, ban.effective_from.isoformat(), ban.status)
    law = laws.get_law(ban.law)
    return Invalid(
        "rulesets.against_law",
        _("Forbidden here: %(what)s. %(law)s") % {"what": laws.ban_name(ban), "law": cited},
        field=field,
        remedy=_("Leave it out. It stays closed while the profile “%(profile)s” is chosen.") % {"profile": law.name},
        facts={
            "profile": ban.law, "ban": ban.code, "source": ban.source,
            "effective_from": ban.effective_from.isoformat(), "status": ban.status,
        },
    )  # fmt: skip


def forbidden(rule: Rule, breach: Breach, field: str) -> Invalid:
    """A higher level closed the rule or bounds it; the refusal names the level, its source and the law behind it."""
    found = _forbidden(rule, breach, field)
    cited = laws.citations(breach.limit.law) if breach.limit.law else []
    if cited:
        words = " ".join(citation(one["source"], one["effective_from"], one["status"]) for one in cited)
        found.message = f"{found.message} {words}"
        found.facts["law"] = cited
    return found


def _forbidden(rule: Rule, breach: Breach, field: str) -> Invalid:
    facts: dict[str, Any] = {
        "level": breach.level, "source": breach.source, "limit": limit_text(rule, breach.limit),
    }  # fmt: skip
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


def of_problem(problem: Problem) -> Refusal:
    """The refusal of one key of a draft or a file."""
    if problem.why == "unknown":
        return unknown_rule(problem.key)
    if problem.ban is not None:
        return against_law(problem.ban, problem.key)
    rule = REGISTRY[problem.key]
    if problem.breach is not None:
        return forbidden(rule, problem.breach, problem.key)
    if problem.why == "not_at_event":
        return not_in_sheet(rule, problem.key)
    if problem.why == "second_person":
        return needs_second_person(rule, problem.key)
    if problem.why == "no_meaning":
        return no_meaning(rule, REGISTRY[problem.on], problem.key)
    return bad_value(problem.key, problem.detail)


def line_of(problem: Problem) -> dict[str, str]:
    """One line of a report: the field, what happened, why."""
    refusal = of_problem(problem)
    return {"field": problem.key, "code": refusal.code, "why": str(refusal.message)}


def no_draft() -> Conflict:
    return Conflict("rulesets.no_draft", _("There is no open draft."), remedy=_("Change a rule first; that opens one."))


def draft_open() -> Conflict:
    return Conflict(
        "rulesets.draft_open",
        _("There is an open draft, and it would be overwritten."),
        remedy=_("Publish or discard it first."),
    )


def draft_moved(edition: int) -> Conflict:
    return Conflict(
        "rulesets.draft_moved",
        _("The draft was edited since you saw it."),
        field="edition",
        remedy=_("Look at it again, then decide."),
        facts={"edition": edition},
    )


def waits_already() -> Conflict:
    return Conflict(
        "rulesets.waits_already",
        _("The draft waits for a second person already."),
        remedy=_("Somebody who did not edit it approves or rejects it; an edit takes it back."),
    )


def not_submitted() -> Conflict:
    return Conflict(
        "rulesets.not_submitted", _("The draft does not wait for approval."), remedy=_("Its author publishes it first.")
    )


def own_draft() -> NotAllowed:
    return NotAllowed(
        "rulesets.own_draft",
        _("You edited this draft, so you cannot be its second pair of eyes."),
        remedy=_("Ask another person who may approve drafts of the rules."),
    )


def second_person_needed(rule: Rule) -> Conflict:
    return Conflict(
        "rulesets.second_person_needed",
        _("“%(rule)s” needs the consent of a second person.") % {"rule": rule.label},
        field=rule.key,
        remedy=_("Change it in a draft and publish that; another person then approves it."),
    )


def notice_needed(first: datetime) -> Conflict:
    return Conflict(
        "rulesets.notice_needed",
        _("A changed trading rule is announced before it takes effect: not before %(first)s.")
        % {"first": first.isoformat(timespec="minutes")},
        field="effective_from",
        remedy=_("Publish it for that time or later."),
        facts={"earliest": first.isoformat(), "rule": "rules.notice_days"},
    )


def date_passed() -> Invalid:
    return Invalid(
        "rulesets.date_passed",
        _("This time has passed."),
        field="effective_from",
        remedy=_("Choose a later time, or none to publish at once."),
    )


def reason_missing() -> Invalid:
    return Invalid(
        "rulesets.reason_missing",
        _("A rejection needs its reason."),
        field="reason",
        remedy=_("Say what should be different."),
    )


def version_unknown(number: Any) -> NotFound:
    return NotFound(
        "rulesets.version_unknown",
        _("There is no such version."),
        remedy=_("Choose one from the list of versions."),
        facts={"version_id": str(number)},
    )


def not_to_come(number: int) -> Conflict:
    return Conflict(
        "rulesets.not_to_come",
        _("Version %(number)s is not waiting to take effect.") % {"number": number},
        remedy=_("Restore an older version to go back."),
        facts={"version": number},
    )


def bad_file(why: str) -> Invalid:
    return Invalid(
        "rulesets.bad_file",
        _("This is not a rule book of Kontor: %(why)s") % {"why": why},
        field="book",
        remedy=_("Choose a file that was exported here or in another marketplace."),
    )


def no_preset(field: str) -> Invalid:
    return Invalid(
        "rulesets.no_preset",
        _("There is no such preset."),
        field=field,
        remedy=_("Choose one of the kinds of business and industries that are offered."),
    )


def no_group(group: str) -> NotFound:
    return NotFound(
        "rulesets.no_group",
        _("There are no rules named %(group)s.") % {"group": group},
        remedy=_("The settings pages list every key."),
    )


def no_rule(key: str) -> NotFound:
    return NotFound(
        "rulesets.no_rule",
        _("There is no setting %(key)s.") % {"key": key},
        remedy=_("The settings pages list every key."),
    )
