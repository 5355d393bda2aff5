"""Refusals of approvals."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal
from tenant_apps.approvals.types import Needed

_WORDS = {
    "too_long": lambda: _("the condition is too long"),
    "too_deep": lambda: _("the condition is nested too deeply"),
    "bad_character": lambda: _("this character has no meaning here"),
    "bad_number": lambda: _("this is no number"),
    "unexpected": lambda: _("this word does not fit here"),
    "end_expected": lambda: _("the condition should end here"),
    "unknown_field": lambda: _("there is no such field"),
    "flag_needed": lambda: _("a yes or no is needed here"),
    "number_needed": lambda: _("a number is needed here"),
    "rows_needed": lambda: _("this field has no rows to look through"),
    "list_needed": lambda: _("a list is needed here"),
    "not_comparable": lambda: _("these two cannot be compared"),
    "no_condition": lambda: _("the condition must end in yes or no"),
}


def bad_condition(field: str, code: str, at: int, word: str) -> Refusal:
    return Invalid(
        "approvals.bad_condition",
        _("Character %(at)s, %(word)s: %(why)s.")
        % {"at": at + 1, "word": f"“{word}”" if word else _("at the end"), "why": _WORDS[code]()},
        field=field,
        remedy=_("See the fields and signs beside the condition."),
        facts={"why": code, "at": at, "word": word},
    )


def unknown_kind(kind: str) -> Refusal:
    return Invalid(
        "approvals.unknown_kind",
        _("Nothing of the kind %(kind)s can be approved.") % {"kind": kind},
        field="kind",
        remedy=_("Use orders.order."),
    )


def company_needed() -> Refusal:
    return Invalid(
        "approvals.company_needed",
        _("Say which company this is for."),
        field="company_id",
        remedy=_("Give company_id, or act for a company."),
    )


def policy_unknown() -> Refusal:
    return NotFound(
        "approvals.policy_unknown",
        _("There is no such policy."),
        field="policy_id",
        remedy=_("Open it from the list of policies."),
    )


def policy_moved_on(version: int) -> Refusal:
    return Conflict(
        "approvals.policy_moved_on",
        _("Somebody has changed this policy meanwhile."),
        field="version",
        remedy=_("Load it again and make your change in what it says now."),
        facts={"version": version},
    )


def name_taken(name: str) -> Refusal:
    return Conflict(
        "approvals.name_taken",
        _("There is a policy named %(name)s already.") % {"name": name},
        field="name",
        remedy=_("Choose another name, or change that policy."),
    )


def bad_text(field: str, most: int) -> Refusal:
    return Invalid(
        "approvals.bad_text",
        _("A text of 1 to %(most)s characters is needed.") % {"most": most},
        field=field,
        remedy=_("Write it shorter, or write something."),
        facts={"most": most},
    )


def bad_steps(most: int) -> Refusal:
    return Invalid(
        "approvals.bad_steps",
        _("A policy has 1 to %(most)s steps, and each at least one approver and at most 20.") % {"most": most},
        field="steps",
        remedy=_("Add a step, or an approver to the step."),
    )


def bad_approver(field: str, kind: str, who: str) -> Refusal:
    return Invalid(
        "approvals.bad_approver",
        _("%(who)s is nobody who can approve here.") % {"who": who or kind},
        field=field,
        remedy=_("Name a role of companies, a member of the company, the manager, or the owner of the cost centre."),
        facts={"kind": kind, "who": who},
    )


def bad_quorum(field: str, quorum: int) -> Refusal:
    return Invalid(
        "approvals.bad_quorum",
        _("%(quorum)s is no number of people.") % {"quorum": quorum},
        field=field,
        remedy=_("0 stands for all, 1 for any, else how many must agree, at most 20."),
    )


def too_few_approvers(step: str, needed: int, found: int) -> Refusal:
    return Conflict(
        "approvals.too_few_approvers",
        _("The step %(step)s needs %(needed)s people besides who asks, and there are %(found)s.")
        % {"step": step, "needed": needed, "found": found},
        remedy=_("Ask an administrator of your company to name further approvers in the policy."),
        facts={"step": step, "needed": needed, "found": found},
    )


def request_unknown() -> Refusal:
    return NotFound(
        "approvals.request_unknown",
        _("There is no such request for approval."),
        field="request_id",
        remedy=_("Open it from the list of approvals."),
    )


def not_waiting(number: str, state: str) -> Refusal:
    return Conflict(
        "approvals.not_waiting",
        _("%(number)s does not wait for a decision any more.") % {"number": number},
        remedy=_("Look at where it stands now."),
        facts={"state": state},
    )


def person_needed() -> Refusal:
    return NotAllowed(
        "approvals.person_needed",
        _("Only a person can approve."),
        remedy=_("Sign in and decide on the page of the request."),
    )


def own_request(number: str) -> Refusal:
    return NotAllowed(
        "approvals.own_request",
        _("Who made %(number)s does not approve it, on no way.") % {"number": number},
        remedy=_("Somebody else of the step decides. A policy may allow it, if the company wants so."),
    )


def not_your_turn(number: str) -> Refusal:
    return NotAllowed(
        "approvals.not_your_turn",
        _("You have nothing to decide about %(number)s now.") % {"number": number},
        remedy=_("See on the page of the request who is asked, and whether you have decided already."),
    )


def reason_needed() -> Refusal:
    return Invalid(
        "approvals.reason_needed",
        _("Say why."),
        field="reason",
        remedy=_("A sentence is enough; who asked will read it."),
    )


def not_the_requester(number: str) -> Refusal:
    return NotAllowed(
        "approvals.not_the_requester",
        _("Only who made %(number)s withdraws it.") % {"number": number},
        remedy=_("Reject it instead, if it is your turn."),
    )


def no_member(field: str) -> Refusal:
    return Invalid(
        "approvals.no_member",
        _("This is no active member of the company."),
        field=field,
        remedy=_("Choose one from the list of people."),
    )


def same_person(field: str) -> Refusal:
    return Invalid(
        "approvals.same_person",
        _("These are one and the same person."),
        field=field,
        remedy=_("Choose somebody else."),
    )


def bad_times(most_days: int) -> Refusal:
    return Invalid(
        "approvals.bad_times",
        _("A delegation ends after it starts, in the future, and lasts at most %(days)s days.") % {"days": most_days},
        field="ends_at",
        remedy=_("Choose other dates."),
        facts={"days": most_days},
    )


def delegation_overlaps() -> Refusal:
    return Conflict(
        "approvals.delegation_overlaps",
        _("There is a delegation for some of this time already."),
        field="starts_at",
        remedy=_("End it first, or choose other dates."),
    )


def delegation_chain() -> Refusal:
    return Conflict(
        "approvals.delegation_chain",
        _("This person has passed its own decisions on for some of this time; a delegation is not passed on."),
        field="taker_id",
        remedy=_("Choose somebody who is there."),
    )


def delegation_unknown() -> Refusal:
    return NotFound(
        "approvals.delegation_unknown",
        _("There is no such delegation."),
        field="delegation_id",
        remedy=_("Open it from the list; it may have ended."),
    )


def duty_unknown() -> Refusal:
    return NotFound(
        "approvals.duty_unknown",
        _("Nobody answers for this."),
        field="duty_id",
        remedy=_("Open it from the list; it may have ended."),
    )


def bad_duty() -> Refusal:
    return Invalid(
        "approvals.bad_duty",
        _("Name a person for a manager, or a code for the owner of a cost centre."),
        field="kind",
        remedy=_("Use kind manager with of_id, or kind cost_centre with code."),
    )


def needed_facts(steps: Sequence[Needed]) -> dict[str, Any]:
    """The steps as the facts of a refusal."""
    return {"steps": [{"policy": one.policy, "step": one.step, "level": one.level} for one in steps]}
