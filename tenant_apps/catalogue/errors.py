"""Refusals of the catalogue."""

from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound


def item_unknown(item_id: UUID) -> NotFound:
    return NotFound(
        "catalogue.item_unknown", _("There is no such item."), field="item_id",
        remedy=_("Choose an item of the catalogue."), facts={"item_id": str(item_id)},
    )  # fmt: skip


def sku_taken(sku: str) -> Conflict:
    return Conflict(
        "catalogue.sku_taken", _("The article number %(sku)s is taken.") % {"sku": sku}, field="sku",
        remedy=_("Use another number, or change the item that has it."),
    )  # fmt: skip


def bad(field: str, why: str) -> Invalid:
    return Invalid("catalogue.bad_value", why, field=field, remedy=_("Correct this field; nothing was written."))


def category_unknown(code: str) -> NotFound:
    return NotFound(
        "catalogue.category_unknown", _("There is no category %(code)s.") % {"code": code}, field="category",
        remedy=_("Create the category first, or leave it empty."),
    )  # fmt: skip


def category_taken(code: str) -> Conflict:
    return Conflict(
        "catalogue.category_taken", _("The category %(code)s exists.") % {"code": code}, field="code",
        remedy=_("Use another code."),
    )  # fmt: skip


def requirement_unknown(requirement_id: UUID) -> NotFound:
    return NotFound(
        "catalogue.requirement_unknown", _("There is no such requirement."), field="requirement_id",
        remedy=_("Choose one of the list of licences."), facts={"requirement_id": str(requirement_id)},
    )  # fmt: skip


def requirement_of_the_marketplace(field: str) -> NotAllowed:
    return NotAllowed(
        "catalogue.requirement_of_the_marketplace",
        _("A seller asks its own buyers for licences; everything else the marketplace says."), field=field,
        remedy=_("Ask an administrator of the marketplace."),
    )  # fmt: skip


def requirement_over() -> Conflict:
    return Conflict(
        "catalogue.requirement_over", _("This licence is not asked for from that day on already."),
        remedy=_("Nothing is left to do."),
    )  # fmt: skip


def requirement_in_the_past(field: str) -> Invalid:
    return Invalid(
        "catalogue.requirement_in_the_past", _("This day is over."), field=field,
        remedy=_("Choose today or a later day; orders of before were right then."),
    )  # fmt: skip


def required_already(kind: str) -> Conflict:
    return Conflict(
        "catalogue.required_already", _("The category asks for %(kind)s already.") % {"kind": kind}, field="kind",
        remedy=_("Lift that requirement first, if other days are to hold."),
    )  # fmt: skip


def bad_licence_kind() -> Invalid:
    return Invalid(
        "catalogue.bad_licence_kind",
        _("The kind of a licence has 2 to 40 small letters, digits, hyphens or underscores."), field="kind",
        remedy=_("For example chemical-trade; papers of companies name it."),
    )  # fmt: skip
