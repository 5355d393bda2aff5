"""Refusals of provisioning. `facts["scim_type"]` is the word of RFC 7644, 3.12, where there is one for it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal


def connection_unknown() -> NotFound:
    return NotFound(
        "provisioning.connection_unknown", _("There is no such directory."), remedy=_("It may have ended already.")
    )


def no_connection() -> NotAllowed:
    return NotAllowed(
        "provisioning.no_connection",
        _("Only a connected directory does this."),
        remedy=_("Send the secret of a connection."),
    )


def bad_name() -> Invalid:
    return Invalid(
        "provisioning.bad_name",
        _("A directory needs a name of 1 to 80 characters."),
        field="name",
        remedy=_("Name it as your people know it."),
    )


def role_not_givable(code: str) -> Invalid:
    return Invalid(
        "provisioning.role_not_givable",
        _("You cannot give the role %(code)s here.") % {"code": code[:40]},
        field="default_role",
        remedy=_("Choose one of those in the list."),
    )


def person_unknown() -> NotFound:
    return NotFound("provisioning.person_unknown", _("This directory brought nobody with this id."))


def group_unknown() -> NotFound:
    return NotFound("provisioning.group_unknown", _("There is no such group, or this directory may not give it."))


def taken(field: str) -> Conflict:
    return Conflict(
        "provisioning.taken",
        _("Somebody else of this directory has this %(field)s.") % {"field": field},
        field=field,
        remedy=_("Remove the other one first."),
        facts={"scim_type": "uniqueness"},
    )


def here_already() -> Conflict:
    return Conflict(
        "provisioning.here_already",
        _("This person has a role here that the directory did not give."),
        field="userName",
        remedy=_("Link the person to the directory on its page, then send them again."),
        facts={"scim_type": "uniqueness"},
    )


def linked_already() -> Conflict:
    return Conflict(
        "provisioning.linked_already",
        _("A directory looks after this person already."),
        field="membership_id",
        remedy=_("Choose somebody else."),
    )


def not_ours(field: str) -> Conflict:
    return Conflict(
        "provisioning.not_ours",
        _("This person is known here beyond this directory, which so cannot change the address."),
        field=field,
        remedy=_("The person changes it on the page of their account."),
        facts={"scim_type": "mutability"},
    )


def default_group() -> Conflict:
    return Conflict(
        "provisioning.default_group",
        _("Everybody whom this directory brings has this role."),
        field="members",
        remedy=_("Set the person to inactive, or choose another default role."),
        facts={"scim_type": "mutability"},
    )


def malformed(scim_type: str, text: str, field: str | None = None) -> Invalid:
    """What cannot be read of a request, in the words of the standard; the reader is a program."""
    return Invalid(
        "provisioning.malformed",
        text,
        field=field,
        facts={"scim_type": scim_type},
        remedy=_("See RFC 7644."),
        status=400,
    )


def changed_meanwhile(facts: Mapping[str, Any] | None = None) -> Refusal:
    return Refusal(
        "provisioning.changed_meanwhile",
        _("It was changed since you read it; nothing was written."),
        field="If-Match",
        remedy=_("Read it again, compare, and send the change anew."),
        facts=facts,
        status=412,
    )
