"""Fields that a role may hide, kind by kind, and which of them the answer that is being made must not show.

One register for all ways out: pages (`ui/templatetags`), API (`api/masking.py`), lists as files, downloads, streams and
mails ask here. Money is known by its form, everything else by the name of its field, so that what a new view shows is
hidden without a word of its own; what the names do not tell says it itself.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.reach import MASKS

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one kind: whole names, and words of which one is enough. `figures`: only where it is a number."""

    names: frozenset[str]
    words: frozenset[str] = NOTHING
    figures: frozenset[str] = NOTHING


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Costs and credit come before prices: a field belongs to the first kind that knows it. Who may not see prices sees
# neither of the two: they are sums and differences of prices.
REGISTER: Mapping[str, Fields] = {
    "costs": Fields(_set("cost costs saved margin saving savings"), _set("margin saved")),
    "credit": Fields(_set("credit_limit on_account refundable"), NOTHING, _set("credit available reserved_minor")),
    "prices": Fields(
        _set("prices"),
        _set("price amount minor discount"),
        _set(
            "amount value total net tax gross paid open due owed target compared maximum final best lowest highest bid "
            "limit least most ours theirs difference changed percent_off components extras freight basis stake worth"
        ),
    ),
    "identifiers": Fields(_set("tax_id vat_id iban bic bank_account account_number registration_number")),
    "contacts": Fields(_set("email phone mobile contact contact_point")),
}
IMPLIED = {"prices": ("costs", "credit")}
_NOT_SHOWN_FOR_PRICE = ("_id", "_ids", "_at", "_on", "_days", "_hours", "_hash", "_kind", "_unit")
_FIGURE = re.compile(r"[+-]?\d+(\.\d+)?")
_CODES = "|".join(sorted(MINOR_UNITS))
_GROUP = r"[.,'\u2019\u00a0\u202f ]"
_AMOUNT = rf"[-+\u2212]?(?:\d{{1,3}}(?:{_GROUP}\d{{3}})+|\d+)(?:[.,]\d+)?"
# A number on either side of a code goes: which one is the amount, a sentence does not say.
_MONEY = re.compile(rf"(?<![\w.])(?:{_AMOUNT}\s?)?\b(?:{_CODES})\s?{_AMOUNT}|(?<![\w.]){_AMOUNT}\s?(?:{_CODES})\b")
# The same written out as a value, in a log or inside a page: {'amount': '12.30', 'currency': 'EUR'}.
_QUOTE = r"(?:\\?[\"']|&#x27;|&#39;|&quot;)"
_WRITTEN = re.compile(rf"(\bamount(?:_minor)?{_QUOTE}\s?:\s?{_QUOTE}?)-?\d+(?:\.\d+)?")
BLANK = "\u2014"

_now: ContextVar[frozenset[str]] = ContextVar("masks", default=NOTHING)


def with_implied(masks: Collection[str]) -> frozenset[str]:
    """The kinds, and those that would tell them."""
    return frozenset(masks) | {more for one in masks for more in IMPLIED.get(one, ())}


def of(actor: Actor, permissions: Collection[str] | None) -> frozenset[str]:
    """What is hidden from who reads by these permissions, of which one was enough.

    By no permission of their own (None), what any of their grants hides; by several, what one of them hides.
    """
    every = NOTHING.union(*(grant.reach.hidden for grant in actor.narrowed))
    if not every or permissions is None:
        return with_implied(every)
    held = [code for code in permissions if actor.may(code)]
    return with_implied({mask for mask in every if any(actor.hides(code, mask) for code in held)})


@contextmanager
def under(masks: frozenset[str]) -> Iterator[None]:
    """Whatever is shown inside is shown to somebody from whom these are hidden."""
    token = _now.set(masks)
    try:
        yield
    finally:
        _now.reset(token)


def now() -> frozenset[str]:
    """The kinds that must not be shown here."""
    return _now.get()


def hides(mask: str) -> bool:
    """Whether fields of this kind must not be shown here."""
    return mask in _now.get()


@cache
def kind_of(name: str, *, is_figure: bool = True) -> str:
    """The kind of a field by its name, `trading.start_price` by its last part; empty for one that is never hidden.

    `is_figure`: its value is a number, or text that is one.
    """
    last = name.rsplit(".", 1)[-1].replace("-", "_")
    words = frozenset(last.split("_"))
    for kind, fields in REGISTER.items():
        if last in fields.names:
            return kind
        if is_figure and not last.endswith(_NOT_SHOWN_FOR_PRICE) and (words & fields.words or last in fields.figures):
            return kind
    return ""


def scrubbed(text: str) -> str:
    """A text without the amounts in it, where prices are hidden: a number beside a currency's code becomes a dash."""
    return _WRITTEN.sub(rf"\g<1>{BLANK}", _MONEY.sub(BLANK, text)) if hides("prices") else text


def blanked(value: Any) -> Any:
    """JSON values with null in place of what is hidden; each object names in `masked` which of its fields that were."""
    return _blanked(value, _now.get()) if _now.get() else value


def _blanked(value: Any, masks: frozenset[str]) -> Any:
    if isinstance(value, Mapping):
        return _object(value, masks)
    if isinstance(value, list | tuple):
        return [None if _is_money(one) and "prices" in masks else _blanked(one, masks) for one in value]
    if isinstance(value, str) and value[:1] == "{" and value[-1:] == "}":
        return _document(value, masks)
    return scrubbed(value) if isinstance(value, str) else value


def _document(text: str, masks: frozenset[str]) -> str:
    """A text that is JSON itself, such as a row of the log."""
    try:
        found = json.loads(text)
    except ValueError:
        return scrubbed(text)
    return json.dumps(_blanked(found, masks), ensure_ascii=False)


def _object(value: Mapping[str, Any], masks: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    gone = []
    # A quantity is the number of something; what stands beside a currency is an amount, whatever it is called.
    is_quantity = set(value) == {"value", "unit"} and value["unit"] not in MINOR_UNITS
    has_currency = "currency" in value
    # `{"what": "total", "old": "7.00", "new": "8.00", "unit": "EUR"}`: all its figures are what it says it is about.
    told = _told_kind(value)
    for name, inner in value.items():
        is_number = _is_figure(inner)
        kind = kind_of(name, is_figure=is_number)
        if _is_money(inner):
            kind = kind or "prices"
        elif isinstance(inner, Mapping | list | tuple):
            kind = kind if kind in ("contacts", "identifiers") else ""
        elif is_quantity or (kind == "prices" and isinstance(inner, int) and not (has_currency or "minor" in name)):
            kind = ""
        if told and is_number and isinstance(inner, str) and not name.endswith(_NOT_SHOWN_FOR_PRICE):
            kind = kind or told
        if kind in masks and inner not in (None, ""):
            found[name] = None
            gone.append(name)
        else:
            found[name] = _blanked(inner, masks)
    if gone:
        found["masked"] = sorted(gone)
    return found


def _told_kind(value: Mapping[str, Any]) -> str:
    """The kind of figures that an object names by its unit, or by the field it tells of."""
    unit = value.get("unit")
    if isinstance(unit, str) and unit in MINOR_UNITS:
        return "prices"
    fields = (value.get(name) for name in ("what", "field", "column", "key"))
    return next((kind for one in fields if isinstance(one, str) and (kind := kind_of(one))), "")


def _is_money(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"amount", "currency"}


def _is_figure(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | Decimal) or (isinstance(value, str) and bool(_FIGURE.fullmatch(value)))


assert set(REGISTER) == set(MASKS)
