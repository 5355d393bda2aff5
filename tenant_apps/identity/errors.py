"""Refusals of identity."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound


def role_unknown(code: str) -> Invalid:
    return Invalid(
        "identity.role_unknown",
        _("There is no role %(code)s.") % {"code": code},
        field="role",
        remedy=_("Choose one from the list of roles."),
    )


def no_such_role(role_id: UUID) -> NotFound:
    return NotFound(
        "identity.role_unknown",
        _("There is no such role."),
        remedy=_("Choose one from the list of roles."),
        facts={"role_id": str(role_id)},
    )


def role_of_other_side(code: str) -> Invalid:
    return Invalid(
        "identity.role_of_other_side",
        _("This role cannot be held there."),
        field="role",
        remedy=_("Roles of a company need a company; roles of the marketplace need none."),
        facts={"role": code},
    )


def more_than_own(code: str, *, field: str = "role") -> NotAllowed:
    return NotAllowed(
        "identity.more_than_own",
        _("You cannot give a role that may do more than you."),
        field=field,
        remedy=_("Ask an owner of the marketplace."),
        facts={"permission": code},
    )


def membership_unknown(membership_id: UUID) -> NotFound:
    return NotFound(
        "identity.membership_unknown",
        _("There is no such membership."),
        remedy=_("It may have ended already; load the list again."),
        facts={"membership_id": str(membership_id)},
    )


def already_member() -> Conflict:
    return Conflict(
        "identity.already_member",
        _("This person holds this role already."),
        field="email",
        remedy=_("Choose another role, or another person."),
    )


def last_owner() -> Conflict:
    return Conflict(
        "identity.last_owner",
        _("This is the last owner of the marketplace."),
        remedy=_("Make another person owner first."),
    )


def bad_role(field: str, why: Any) -> Invalid:
    return Invalid("identity.bad_role", why, field=field, remedy=_("Correct this field; the role was not written."))


def too_many_roles(most: int) -> Conflict:
    return Conflict(
        "identity.too_many_roles",
        _("There are %(most)s roles already.") % {"most": most},
        remedy=_("Retire one that nobody holds any more."),
    )


def role_is_built_in(code: str) -> Conflict:
    return Conflict(
        "identity.role_is_built_in",
        _("A built-in role cannot be changed."),
        remedy=_("Copy it and change the copy."),
        facts={"role": code},
    )


def role_is_the_marketplaces(code: str) -> NotAllowed:
    return NotAllowed(
        "identity.role_is_the_marketplaces",
        _("This role is the marketplace's; your company may hold it and not change it."),
        remedy=_("Copy it and change the copy."),
        facts={"role": code},
    )


def role_is_retired(code: str) -> Conflict:
    return Conflict(
        "identity.role_is_retired",
        _("This role is retired."),
        remedy=_("Copy it if you need it again."),
        facts={"role": code},
    )


def role_is_held(holders: int) -> Conflict:
    return Conflict(
        "identity.role_is_held",
        ngettext("%(count)s person holds this role.", "%(count)s people hold this role.", holders) % {"count": holders},
        remedy=_("Give them another role first."),
        facts={"holders": holders},
    )


def role_moved_on(version: int) -> Conflict:
    return Conflict(
        "identity.role_moved_on",
        _("Somebody changed this role meanwhile."),
        field="version",
        remedy=_("Load it again and repeat your change."),
        facts={"version": version},
    )


def bad_bound(name: str, why: Any) -> Invalid:
    return Invalid("identity.bad_bound", why, field=f"bounds.{name}", remedy=_("Correct this bound, or leave it out."))


def bad_end() -> Invalid:
    return Invalid(
        "identity.bad_end",
        _("This time is over."),
        field="ends_at",
        remedy=_("Choose a time to come, with its zone, or none."),
    )


def bad_reason(most: int) -> Invalid:
    return Invalid(
        "identity.bad_reason",
        _("A reason has at most %(most)s characters.") % {"most": most},
        field="reason",
        remedy=_("Say it shorter."),
    )


def owner_without_bounds() -> Invalid:
    return Invalid(
        "identity.owner_without_bounds",
        _("An owner holds everything, and for good."),
        field="role",
        remedy=_("Give another role, or leave out bounds and end."),
    )


def is_lent() -> Conflict:
    return Conflict(
        "identity.is_lent",
        _("These rights are lent; they stay as who lent them holds them."),
        remedy=_("End the loan, or give this person a role of their own."),
    )


def permission_unknown(code: str) -> NotFound:
    return NotFound(
        "identity.permission_unknown",
        _("There is no permission %(code)s.") % {"code": code[:80]},
        remedy=_("Take the codes from the list of roles."),
    )


def no_colleague() -> Invalid:
    return Invalid(
        "identity.no_colleague",
        _("You can lend to a colleague of the same company only."),
        field="user_id",
        remedy=_("Choose somebody from the list."),
    )


def lent_on() -> Conflict:
    return Conflict(
        "identity.lent_on",
        _("Lent rights cannot be lent on."),
        field="membership_id",
        remedy=_("Choose rights of your own."),
    )


def bad_loan_end(days: int) -> Invalid:
    return Invalid(
        "identity.bad_loan_end",
        _("A loan ends within %(most)s days.") % {"most": days},
        field="ends_at",
        remedy=_("Choose an earlier end, not later than that of your own rights."),
    )


DUTY_NAMES = {
    "system": gettext_lazy("System administrator"),
    "security": gettext_lazy("Security administrator"),
    "audit": gettext_lazy("Audit administrator"),
}


def _duty_names(found: Iterable[str]) -> str:
    return ", ".join(str(DUTY_NAMES[one]) for one in found)


def kept_apart(name: str, rule_id: UUID, *, field: str = "role") -> Conflict:
    return Conflict(
        "identity.kept_apart",
        _("Nobody does both: %(rule)s.") % {"rule": name},
        field=field,
        remedy=_("Give it to another person, or take the other role away first."),
        facts={"separation_id": str(rule_id)},
    )


def two_duties(found: Iterable[str], *, field: str = "role") -> Conflict:
    return Conflict(
        "identity.two_duties",
        _("One person would hold two of the three administrators: %(duties)s.") % {"duties": _duty_names(found)},
        field=field,
        remedy=_("Give it to another person, or take the other role away first."),
        facts={"duties": list(found)},
    )


def still_two_duties(people: Mapping[str, list[str]]) -> Conflict:
    return Conflict(
        "identity.still_two_duties",
        ngettext(
            "%(count)s person holds two of the three administrators.",
            "%(count)s people hold two of the three administrators.",
            len(people),
        )
        % {"count": len(people)},
        field="admin.separation",
        remedy=_("Take one of the roles away from each; the page on separation of duties lists them."),
        facts={"people": dict(people)},
    )


def duty_unheld(missing: Iterable[str]) -> Conflict:
    return Conflict(
        "identity.duty_unheld",
        _("Nobody is: %(duties)s.") % {"duties": _duty_names(missing)},
        field="admin.separation",
        remedy=_("Give this role to somebody first, else nobody could do it afterwards."),
        facts={"missing": list(missing)},
    )


def no_such_separation(separation_id: UUID) -> NotFound:
    return NotFound(
        "identity.no_such_separation",
        _("There is no such rule."),
        remedy=_("Load the list again."),
        facts={"separation_id": str(separation_id)},
    )


def separation_is_the_marketplaces() -> NotAllowed:
    return NotAllowed(
        "identity.separation_is_the_marketplaces",
        _("This rule is the marketplace's."),
        remedy=_("Ask an administrator of the marketplace."),
    )


def bad_separation(field: str, why: Any) -> Invalid:
    return Invalid("identity.bad_separation", why, field=field, remedy=_("Correct this field; nothing was written."))


def second_person_needed(permissions: Iterable[str]) -> Conflict:
    return Conflict(
        "identity.second_person_needed",
        _("This gives risky rights and needs a second person."),
        field="role",
        remedy=_("Ask for it; somebody else with this right gives it."),
        facts={"permissions": sorted(permissions)},
    )


def not_lent_alone(permissions: Iterable[str]) -> Conflict:
    return Conflict(
        "identity.not_lent_alone",
        _("Risky rights are given by two people here and cannot be lent."),
        field="membership_id",
        remedy=_("Ask an administrator to give your colleague a role for these days."),
        facts={"permissions": sorted(permissions)},
    )


def reason_needed() -> Invalid:
    return Invalid(
        "identity.reason_needed",
        _("A reason is needed."),
        field="reason",
        remedy=_("Say it in 1 to 300 characters."),
    )


def one_wish() -> Invalid:
    return Invalid(
        "identity.one_wish",
        _("A request is for one thing."),
        field="invite",
        remedy=_("Say one of invite, change and redefine."),
    )


def person_needed() -> NotAllowed:
    return NotAllowed(
        "identity.person_needed", _("People ask for this, and people give it."), remedy=_("Do it on the pages.")
    )


def no_second_needed() -> Conflict:
    return Conflict(
        "identity.no_second_needed",
        _("This needs no second person."),
        remedy=_("Do it directly."),
    )


def no_such_request(request_id: UUID) -> NotFound:
    return NotFound(
        "identity.no_such_request",
        _("There is no such request, or it is decided."),
        remedy=_("Load the list again."),
        facts={"request_id": str(request_id)},
    )


def own_request() -> NotAllowed:
    return NotAllowed(
        "identity.own_request",
        _("Nobody decides on what they asked for, or on their own rights."),
        remedy=_("Somebody else with this right decides."),
    )


def request_expired() -> Conflict:
    return Conflict(
        "identity.request_expired", _("This request has waited too long."), remedy=_("It has to be asked for again.")
    )


def asker_lost_right() -> Conflict:
    return Conflict(
        "identity.asker_lost_right",
        _("Who asked for this may not give it any more."),
        remedy=_("Reject it, or have it asked for again by somebody who may."),
    )


def no_such_review(review_id: UUID) -> NotFound:
    return NotFound(
        "identity.no_such_review",
        _("There is no such review, or it is signed."),
        remedy=_("Load the list again."),
        facts={"review_id": str(review_id)},
    )


def own_grant() -> NotAllowed:
    return NotAllowed(
        "identity.own_grant",
        _("Nobody reviews their own rights."),
        remedy=_("Somebody else who reviews here decides on this one, or somebody of the marketplace."),
    )


def statement_needed() -> Invalid:
    return Invalid(
        "identity.statement_needed",
        _("A signature needs a sentence of what was looked at."),
        field="statement",
        remedy=_("Say it in 1 to 500 characters."),
    )


def lines_open(count: int) -> Conflict:
    return Conflict(
        "identity.lines_open",
        ngettext("%(count)s grant has no decision yet.", "%(count)s grants have no decision yet.", count)
        % {"count": count},
        remedy=_("Keep each, or take it away, then sign."),
        facts={"open": count},
    )
