"""Refusals of the catalogue."""

from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound


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
