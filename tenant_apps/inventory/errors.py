"""Refusals of inventory."""

from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound


def insufficient(item_id: UUID, name: str, wanted: Decimal, free: Decimal, unit: str) -> Conflict:
    return Conflict(
        "inventory.insufficient_stock",
        _("Only %(free)s %(unit)s of %(name)s are free, %(wanted)s were asked for.")
        % {"free": plain(free), "unit": unit, "name": name, "wanted": plain(wanted)},
        field="quantity",
        remedy=_("Take less, or wait until stock comes in."),
        facts={"item_id": str(item_id), "available": plain(free), "wanted": plain(wanted), "unit": unit},
    )


def bad(field: str, why: str) -> Invalid:
    return Invalid("inventory.bad_value", why, field=field, remedy=_("Correct this field; nothing was written."))


def warehouse_unknown() -> NotFound:
    return NotFound(
        "inventory.warehouse_unknown", _("There is no such warehouse."), field="warehouse_id",
        remedy=_("Choose one of the company's warehouses."),
    )  # fmt: skip


def warehouse_taken(code: str) -> Conflict:
    return Conflict(
        "inventory.warehouse_taken", _("The company has a warehouse %(code)s.") % {"code": code}, field="code",
        remedy=_("Use another code."),
    )  # fmt: skip


def item_not_stocked(name: str) -> Invalid:
    return Invalid(
        "inventory.item_not_stocked", _("%(name)s is not kept in stock.") % {"name": name}, field="item_id",
        remedy=_("Choose an item that is."),
    )  # fmt: skip


def below_reserved(reserved: Decimal, unit: str) -> Conflict:
    return Conflict(
        "inventory.below_reserved",
        _("%(reserved)s %(unit)s of it are promised already.") % {"reserved": plain(reserved), "unit": unit},
        field="on_hand",
        remedy=_("Release what is promised first, or count again."),
        facts={"reserved": plain(reserved)},
    )


def opened_already(name: str) -> Conflict:
    return Conflict(
        "inventory.opened_already", _("%(name)s has stock in this warehouse already.") % {"name": name},
        field="item_id", remedy=_("Adjust the stock instead."),
    )  # fmt: skip


def not_yours() -> NotAllowed:
    return NotAllowed(
        "inventory.not_your_stock", _("This stock belongs to another company."),
        remedy=_("Change to that company, if you may act for it."),
    )  # fmt: skip
