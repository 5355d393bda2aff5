"""Refusals of identity."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
