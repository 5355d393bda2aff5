"""Refusals of identity."""

from uuid import UUID

from django.utils.translation import gettext as _

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


def more_than_own(code: str) -> NotAllowed:
    return NotAllowed(
        "identity.more_than_own",
        _("You cannot give a role that may do more than you."),
        field="role",
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
