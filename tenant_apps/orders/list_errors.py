"""Refusals of requisition lists."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal


def list_unknown(field: str = "list_id") -> Refusal:
    return NotFound("orders.list_unknown", _("There is no such list, or it is somebody else's."), field=field)


def nothing_to_keep() -> Refusal:
    return Invalid(
        "orders.nothing_to_keep",
        _("There is nothing on this list."),
        field="lines",
        remedy=_("Put at least one item on it."),
    )


def too_many_lists(most: int) -> Refusal:
    return Conflict(
        "orders.too_many_lists",
        _("A company keeps at most %(most)s lists.") % {"most": most},
        remedy=_("Let one go that nobody needs."),
        facts={"most": most},
    )
