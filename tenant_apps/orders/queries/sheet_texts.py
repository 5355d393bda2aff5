"""What is said about a row of a sheet, in the reader's language: what is wrong, what to do, what was made of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.foundation.quantity import UNITS
from shared_apps.ui.units import unit_name


def column_name(column: str) -> str:
    names = {
        "article": _("Article number"),
        "part_number": _("Your part number"),
        "supplier": _("Supplier"),
        "quantity": _("Quantity"),
        "unit": _("Unit"),
        "wanted_on": _("Wanted by"),
        "note": _("Note"),
    }
    return names.get(column, column)


def _unit(code: str) -> str:
    return unit_name(code) if code in UNITS else code


def reason(fault: Mapping[str, Any]) -> str:
    """What is wrong."""
    facts = fault["facts"]
    texts = {
        "article_missing": _("There is no article number."),
        "article_unknown": _("Nobody here sells %(item)s.") % {"item": facts.get("item", "")},
        "several_suppliers": _("%(item)s is sold by several suppliers.") % {"item": facts.get("item", "")},
        "supplier_unknown": _("There is no supplier %(supplier)s.") % {"supplier": facts.get("supplier", "")},
        "not_for_sale": _("%(item)s is not for sale any more.") % {"item": facts.get("item", "")},
        "quantity_missing": _("There is no quantity."),
        "quantity_not_a_number": _("%(text)s is not a number.") % {"text": facts.get("text", "")},
        "quantity_two_ways": _("%(text)s can be read in two ways.") % {"text": facts.get("text", "")},
        "quantity_not_positive": _("The quantity must be greater than zero."),
        "quantity_not_in_unit": _("This does not come out in whole steps of %(unit)s.")
        % {"unit": _unit(facts.get("unit", ""))},
        "unit_unknown": _("%(text)s is not a unit that is known here.") % {"text": facts.get("text", "")},
        "unit_does_not_fit": _("This item is not sold by %(text)s.") % {"text": facts.get("text", "")},
        "date_unclear": _("This date cannot be read for certain."),
        "no_price": _("%(item)s has no list price in %(currency)s.")
        % {"item": facts.get("item", ""), "currency": facts.get("currency", "")},
        "stock_short": _("Only %(free)s %(unit)s are left for this row.")
        % {"free": facts.get("free", ""), "unit": _unit(facts.get("unit", ""))},
    }
    return str(facts.get("message") or texts.get(fault["code"], fault["code"]))


def remedy(fault: Mapping[str, Any]) -> str:
    """What to do about it."""
    facts = fault["facts"]
    near, packs = facts.get("near") or [], facts.get("packs") or []
    units = ", ".join(_unit(code) for code in (facts.get("unit", ""), *packs) if code)
    texts = {
        "article_missing": _("Write it, or your own part number."),
        "article_unknown": _("Did you mean %(near)s?") % {"near": ", ".join(near)}
        if near
        else _("Check it in the catalogue, or name your part number there."),
        "several_suppliers": _("Name one: %(names)s.") % {"names": ", ".join(facts.get("suppliers") or [])},
        "supplier_unknown": _("Write the supplier’s code or name, or leave it empty."),
        "not_for_sale": _("Choose another item, or ask the seller."),
        "quantity_missing": _("Write how much."),
        "quantity_not_a_number": _("Write a plain number such as 12 or 2.5."),
        "quantity_two_ways": _("Write it without a grouping sign: 1500, or 1.5."),
        "quantity_not_positive": _("Leave the row out, or write how much."),
        "quantity_not_in_unit": _("Round it yourself, or order in %(units)s.") % {"units": units},
        "unit_unknown": _("Order in %(units)s, or leave the unit empty.") % {"units": units},
        "unit_does_not_fit": _("Order in %(units)s.") % {"units": units},
        "date_unclear": _("Write it as in 2026-12-31."),
        "no_price": _("Ask the seller for a price, or choose another currency."),
        "stock_short": _("Take less, or wait until stock comes in."),
    }
    return str(facts.get("remedy") or texts.get(fault["code"], ""))


def told(hint: Mapping[str, Any]) -> str:
    """What was made of the row, when it is not what it says."""
    facts = hint["facts"]
    if hint["code"] == "converted":
        return _("%(asked)s %(asked_unit)s are %(value)s %(unit)s") % {
            "asked": facts["asked"], "asked_unit": _unit(facts["asked_unit"]), "value": facts["value"],
            "unit": _unit(facts["unit"]),
        }  # fmt: skip
    if hint["code"] == "summed":
        rows = ", ".join(str(number) for number in facts["rows"])
        return _("With row %(rows)s it makes %(total)s %(unit)s, and one line") % {
            "rows": rows, "total": facts["total"], "unit": _unit(facts["unit"]),
        }  # fmt: skip
    if hint["code"] == "by_part_number":
        return _("Your %(number)s is %(sku)s") % facts
    if hint["code"] == "price_then":
        return _("Was %(then)s when you ordered it last") % facts
    if hint["code"] == "known":
        return _("Ordered before with %(order)s") % facts
    if hint["code"] == "in_draft":
        return _("Stands in draft %(draft)s already") % facts
    return str(hint["code"])
