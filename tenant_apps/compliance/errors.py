"""Refusals of compliance."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from shared_apps.profiles.laws import get_law


def house_only() -> NotAllowed:
    return NotAllowed(
        "compliance.house_only",
        _("Compliance profiles are chosen by people of the marketplace, not for a company."),
        remedy=_("Switch to the marketplace, or ask somebody who acts for it."),
    )


def profile_unknown(profile: str) -> Invalid:
    return Invalid(
        "compliance.profile_unknown",
        _("There is no compliance profile %(profile)s.") % {"profile": profile},
        field="profiles",
        remedy=_("Choose from those that are offered."),
    )


def no_profile(profile: str) -> NotFound:
    return NotFound(
        "compliance.no_profile",
        _("There is no compliance profile %(profile)s.") % {"profile": profile},
        remedy=_("Choose from those that are offered."),
    )


def home_law(profile: str) -> Invalid:
    return Invalid(
        "compliance.home_law",
        _("“%(profile)s” follows from where the marketplace is and cannot be left out.")
        % {"profile": get_law(profile).name},
        field="profiles",
        remedy=_("Keep it; other profiles may be added."),
        facts={"profile": profile},
    )


def nothing_changes() -> Conflict:
    return Conflict(
        "compliance.nothing_changes",
        _("These profiles are in force already."),
        field="profiles",
        remedy=_("Choose others, or leave it as it is."),
    )


def reason_missing() -> Invalid:
    return Invalid(
        "compliance.reason_missing", _("It needs a reason."), field="reason", remedy=_("Say why, for the record.")
    )


def proposal_open() -> Conflict:
    return Conflict(
        "compliance.proposal_open",
        _("A proposal waits already."),
        remedy=_("Approve, reject or withdraw it first."),
    )


def no_proposal() -> Conflict:
    return Conflict("compliance.no_proposal", _("No proposal waits."), remedy=_("Propose other profiles first."))


def proposal_moved(edition: int) -> Conflict:
    return Conflict(
        "compliance.proposal_moved",
        _("The proposal was changed since you saw it."),
        field="edition",
        remedy=_("Look at it again, then decide."),
        facts={"edition": edition},
    )


def own_proposal() -> NotAllowed:
    return NotAllowed(
        "compliance.own_proposal",
        _("You took part in this proposal, so you cannot be its second person."),
        remedy=_("Ask another person who may approve compliance profiles."),
    )


def not_own_proposal() -> NotAllowed:
    return NotAllowed(
        "compliance.not_own_proposal",
        _("Only somebody who took part in a proposal withdraws it."),
        remedy=_("Reject it instead, with a reason."),
    )


def conflict_open(keys: Sequence[str]) -> Conflict:
    return Conflict(
        "compliance.conflict_open",
        _("The profiles contradict each other, and nobody has decided: %(keys)s.") % {"keys": ", ".join(keys)},
        field="decisions",
        remedy=_("Decide each of them with a reason."),
        facts={"keys": list(keys)},
    )


def no_conflict(key: str) -> Invalid:
    return Invalid(
        "compliance.no_conflict",
        _("There is nothing to decide about %(key)s.") % {"key": key},
        field="key",
        remedy=_("Choose one of the open conflicts."),
    )


def not_demanded(values: Sequence[object]) -> Invalid:
    return Invalid(
        "compliance.not_demanded",
        _("No profile demands this value."),
        field="value",
        remedy=_("Choose one of those that stand against each other."),
        facts={"values": list(values)},
    )
