"""What the reasons of a split say to people. Codes and facts are kept; the words are made in the reader's language."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shared_apps.foundation.money import Money
from shared_apps.ui.units import unit_name


def reason_text(row: Mapping[str, Any], currency: str, units: Mapping[int, str]) -> str:
    """One reason as a sentence. `units` name the unit of each line."""
    code = row["code"]
    if code == "main":
        return (
            ngettext("The main part, with %(lines)s line.", "The main part, with %(lines)s lines.", row["lines"]) % row
        )
    if code == "stock":
        unit = unit_name(units.get(row["line"], ""))
        return _("Line %(line)s: %(place)s has only %(free)s of %(wanted)s %(unit)s free.") % {**row, "unit": unit}
    if code == "group":
        return _("%(group)s never travels with %(other)s.") % {
            "group": group_text(row["group"]), "other": group_text(row["other"]),
        }  # fmt: skip
    if code == "late":
        return _("From %(place)s it would leave later; that saves %(saved)s for each portion.") % {
            "place": row["place"], "saved": _money(row["saved"], currency),
        }  # fmt: skip
    if code == "cheaper":
        if row["saved"] > 0:
            return _("A shipment from here costs %(saved)s less than one from %(place)s.") % {
                "place": row["place"], "saved": _money(row["saved"], currency),
            }  # fmt: skip
        return _("It keeps the number of portions and shipments least.")
    if code == "waits":
        return _("Not in stock when it was ordered; it is served by priority when stock comes in.")
    if code == "sent":
        return _("Was sent first.")
    if code == "stayed":
        return _("Stayed behind when something was sent.")
    if code == "served":
        return _("Waited for stock, and was served when it came in.")
    return _whole(row, currency)


def group_text(group: str) -> str:
    """A group of goods in words: its hazard class, its tax rate, or neither."""
    if not group:
        return _("goods of no hazard class")
    found = []
    for word in group.split(", "):
        kind, _space, value = word.partition(" ")
        found.append((_("Hazard class %(value)s") if kind == "hazard" else _("Tax of %(value)s")) % {"value": value})
    return ", ".join(found)


def _whole(row: Mapping[str, Any], currency: str) -> str:
    """What is to be said of the whole: the best single place, or why there is none."""
    if row["code"] == "single" and not Decimal(row["saved"]):
        return _("Everything from %(place)s would cost as much.") % {"place": row["place"]}
    if row["code"] == "single":
        return _("Everything from %(place)s would cost %(cost)s, %(saved)s more.") % {
            "place": row["place"], "cost": _money(row["cost"], currency), "saved": _money(row["saved"], currency),
        }  # fmt: skip
    return _("No warehouse has everything: %(place)s comes nearest and is short of %(short)s of %(of)s items.") % row


def _money(minor: int, currency: str) -> str:
    return str(Money(int(Decimal(minor)), currency))
