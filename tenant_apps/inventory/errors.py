"""Refusals of inventory."""

from collections.abc import Sequence
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


def no_good_lot(
    item_id: UUID, name: str, wanted: Decimal, fit: Decimal, unit: str, passed: Sequence[tuple[str, str]]
) -> Conflict:
    return Conflict(
        "inventory.no_good_lot",
        _("Only %(fit)s %(unit)s of %(name)s live long enough to be sent, %(wanted)s are promised.")
        % {"fit": plain(fit), "unit": unit, "name": name, "wanted": plain(wanted)},
        field="quantity",
        remedy=_("Bring in a fresh lot, or release the promise."),
        facts={
            "item_id": str(item_id), "available": plain(fit), "wanted": plain(wanted), "unit": unit,
            "passed": [{"lot": lot, "why": why} for lot, why in passed],
        },
    )  # fmt: skip


def lot_needed(name: str) -> Invalid:
    return Invalid(
        "inventory.lot_needed", _("%(name)s is kept by batch: a batch number is needed.") % {"name": name}, field="lot",
        remedy=_("Write the number that is on the goods."),
    )  # fmt: skip


def unknown(field: str, what: str) -> NotFound:
    return NotFound(
        "inventory.unknown", what, field=field, remedy=_("Choose one of the company's own from the list.")
    )  # fmt: skip


def wrong_state(code: str, message: str, remedy: str) -> Conflict:
    return Conflict(f"inventory.{code}", message, remedy=remedy)


def same_person() -> Conflict:
    return Conflict(
        "inventory.same_person", _("Another person must decide this."),
        remedy=_("Ask a colleague who did not do the first step."),
    )  # fmt: skip


def too_little(field: str, there: Decimal, unit: str) -> Conflict:
    return Conflict(
        "inventory.too_little_there",
        _("Only %(there)s %(unit)s of it can be taken.") % {"there": plain(there), "unit": unit},
        field=field, remedy=_("Take less, or release what is promised or kept back first."),
        facts={"available": plain(there)},
    )  # fmt: skip


def bad(field: str, why: str) -> Invalid:
    return Invalid("inventory.bad_value", why, field=field, remedy=_("Correct this field; nothing was written."))


def bin_blocked(code: str, why: str) -> Conflict:
    return Conflict(
        "inventory.bin_blocked", _("Nothing is put into bin %(code)s: %(why)s") % {"code": code, "why": why},
        field="bin", remedy=_("Choose another bin, or open this one."), facts={"bin": code},
    )  # fmt: skip


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
