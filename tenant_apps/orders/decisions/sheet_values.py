"""Numbers, units and dates as people write them in sheets, read exactly or refused with a reason."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from shared_apps.foundation.quantity import UNITS, BadQuantity, Quantity, plain

BLANKS = re.compile(r"[\s'’]")
NUMBER = re.compile(r"^\+?\d+(?:[.,]\d+)*$")
UNIT_WORDS: dict[str, tuple[str, ...]] = {
    "C62": ("pc", "pcs", "piece", "pieces", "each", "ea", "unit", "units", "st", "stk", "stück", "个", "件", "只", "支",
            "台"),
    "PR": ("pair", "pairs", "双", "对"),
    "DZN": ("dozen", "doz", "dz", "打"),
    "SET": ("set", "sets", "套"),
    "XBX": ("box", "boxes", "bx", "carton", "ctn", "case", "karton", "箱", "盒"),
    "XPX": ("pallet", "pallets", "palette", "托盘", "托"),
    "GRM": ("g", "gram", "grams", "克"),
    "KGM": ("kg", "kgs", "kilo", "kilogram", "公斤", "千克"),
    "TNE": ("t", "to", "ton", "tonne", "tonnes", "吨"),
    "LBR": ("lb", "lbs", "pound", "pounds", "磅"),
    "MTR": ("m", "metre", "meter", "米"),
    "KMT": ("km", "公里", "千米"),
    "MTK": ("m2", "sqm", "平方米"),
    "MTQ": ("m3", "cbm", "立方米"),
    "LTR": ("l", "litre", "liter", "升"),
    "KWH": ("kwh", "度"),
    "HUR": ("h", "hour", "hours", "小时"),
    "DAY": ("d", "day", "days", "天"),
}  # fmt: skip
BY_WORD = {word: code for code, words in UNIT_WORDS.items() for word in words}


class Unclear(ValueError):
    """`args[0]` is a code for the reason."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A quantity in the item's unit; `asked` says what was written when it was something else."""

    value: Decimal
    asked: str = ""


def decimal_mark(texts: Iterable[str]) -> str:
    """The sign before decimals that the quantities of a sheet agree on, or empty when they do not say."""
    marks = set()
    for text in texts:
        plainly = BLANKS.sub("", unicodedata.normalize("NFKC", text))
        signs = [sign for sign in plainly if sign in ".,"]
        if len(set(signs)) == 2:
            marks.add(signs[-1])
        elif len(signs) == 1:
            tail = plainly.rpartition(signs[0])[2]
            if tail.isdigit() and len(tail) != 3:
                marks.add(signs[0])
    return marks.pop() if len(marks) == 1 else ""


def read_number(text: str, mark: str) -> Decimal:
    """`1.234,5`, `1 234.5`, `１２`: exact, or Unclear. `1,500` alone could be two numbers and is not guessed."""
    plainly = BLANKS.sub("", unicodedata.normalize("NFKC", text))
    if not NUMBER.match(plainly):
        raise Unclear("quantity_not_a_number")
    signs = [sign for sign in plainly if sign in ".,"]
    if not signs:
        return Decimal(plainly)
    last = signs[-1]
    if len(set(signs)) == 2:
        mark = last
    elif len(signs) > 1:
        mark = "." if last == "," else ","
    elif not mark:
        tail = plainly.rpartition(last)[2]
        if last == "," and len(tail) == 3:
            raise Unclear("quantity_two_ways")
        mark = last
    whole, _, rest = plainly.partition(mark)
    grouping = "," if mark == "." else "."
    groups = whole.split(grouping)
    if grouping in rest or mark in rest or any(len(group) != 3 for group in groups[1:]):
        raise Unclear("quantity_not_a_number")
    return Decimal("".join(groups) + ("." + rest if rest else ""))


def read_unit(text: str) -> str:
    """The code of a unit, from its code or a word for it."""
    plainly = unicodedata.normalize("NFKC", text).strip().rstrip(".")
    if plainly.upper() in UNITS:
        return plainly.upper()
    found = BY_WORD.get(plainly.casefold())
    if found is None:
        raise Unclear("unit_unknown")
    return found


def in_item_unit(number: Decimal, unit: str, item_unit: str, packs: Mapping[str, Decimal]) -> Converted:
    """The quantity in the item's unit, by the item's own packs first, then by the units' fixed relations."""
    asked = f"{plain(number)} {unit}"
    try:
        if unit == item_unit:
            return Converted(Quantity.parse(number, unit).value)
        if unit in packs:
            value = exact(Fraction(number) * Fraction(packs[unit]))
            return Converted(Quantity.parse(value, item_unit).value, asked)
        if UNITS[unit][1] != UNITS[item_unit][1]:
            raise Unclear("unit_does_not_fit")
        factor = Fraction(UNITS[unit][2]) / Fraction(UNITS[item_unit][2])
        return Converted(Quantity.parse(exact(Fraction(number) * factor), item_unit).value, asked)
    except BadQuantity as error:
        raise Unclear("quantity_not_in_unit") from error


def exact(value: Fraction) -> Decimal:
    """The fraction as a decimal of at most six places, or Unclear: a quantity is never rounded."""
    scaled = value * 10**6
    if scaled.denominator != 1:
        raise Unclear("quantity_not_in_unit")
    return Decimal(scaled.numerator).scaleb(-6)


def read_date(text: str) -> date:
    """`2026-12-01`, `2026/12/1`, `2026年12月1日`, `1.12.2026`. Slashes with the day first are not guessed."""
    plainly = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", plainly)
    turned = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", plainly)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        if turned:
            return date(int(turned[3]), int(turned[2]), int(turned[1]))
    except ValueError as error:
        raise Unclear("date_unclear") from error
    raise Unclear("date_unclear")
