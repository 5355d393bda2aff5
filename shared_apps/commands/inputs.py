"""Turn untyped input (a JSON body, form fields, an import row) into a command's input struct.

The error names the field by its path, says why and what to do; nothing is guessed or dropped.
"""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from django.utils.translation import gettext as _

from shared_apps.foundation.money import BadMoney, Money, MoneyIn
from shared_apps.foundation.quantity import BadQuantity, Quantity, QuantityIn
from shared_apps.foundation.refusals import Invalid

T = TypeVar("T")
_PATH = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_NAME = re.compile(r"`(?P<name>\w+)`")
# How JSON writes the one sign that no text column takes.
NULL = b"\\u0000"
# Whole numbers that every reader of JSON takes for the same (RFC 7493, 2.2); larger ones travel as text.
LARGEST = 2**53 - 1
_LONG = re.compile(rb"\d{16}")


def from_json(body: bytes, kind: type[T]) -> T:
    """Decode JSON bytes strictly; Invalid names the field at fault."""
    try:
        if NULL in body:
            _refuse_null(msgspec.json.decode(body))
        found = msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise _invalid(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(
            "commands.malformed_json",
            _("The body is not JSON: %(why)s") % {"why": str(error)},
            remedy=_("Send one JSON object, UTF-8 encoded."),
            status=400,
        ) from error
    if _LONG.search(body):
        _refuse_large(_plain(found))
    return found


def from_mapping(data: Mapping[str, Any], kind: type[T]) -> T:
    """Convert form fields or import cells; numbers, dates and ids may be text."""
    _refuse_null(data)
    try:
        found = msgspec.convert(dict(data), type=kind, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(str(error)) from error
    _refuse_large(_plain(found))
    return found


def money(value: MoneyIn, field: str) -> Money:
    """The amount, or Invalid naming `field`."""
    try:
        return value.money()
    except BadMoney as error:
        raise Invalid(
            "commands.bad_amount", str(error), field=field, remedy=_("Write the amount as in 12.30 EUR.")
        ) from error


def quantity(value: QuantityIn, field: str) -> Quantity:
    """The quantity, or Invalid naming `field`."""
    try:
        return value.quantity()
    except BadQuantity as error:
        raise Invalid(
            "commands.bad_quantity", str(error), field=field, remedy=_("Use a unit code such as C62, KGM or MTR.")
        ) from error


def _refuse_null(value: Any, path: str = "") -> None:
    """No text may hold the null character: the database stores it nowhere, neither in a column nor inside JSON."""
    if isinstance(value, str):
        if "\x00" in value:
            raise Invalid(
                "commands.null_character",
                _("%(field)s: a text must not contain the null character.") % {"field": path or _("input")},
                field=path or None,
                remedy=_("Leave it out and send the request again; nothing was written."),
            )
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            _refuse_null(name, path)
            _refuse_null(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            _refuse_null(inner, f"{path}[{number}]")


def _plain(value: Any) -> Any:
    """The value as dicts, lists, texts and numbers; what a batch leaves unread stays unread."""
    return msgspec.to_builtins(value, builtin_types=(msgspec.Raw,))


def _refuse_large(value: Any, path: str = "") -> None:
    """No number beyond what every reader takes exactly: it would be hashed, signed and shown as another."""
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise Invalid(
                "commands.number_too_large",
                _("%(field)s: a whole number must not be larger than %(most)s.")
                % {"field": path or _("input"), "most": LARGEST},
                field=path or None,
                remedy=_("Send a smaller number; nothing was written."),
            )
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            _refuse_large(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            _refuse_large(inner, f"{path}[{number}]")


def _invalid(text: str) -> Invalid:
    found = _PATH.search(text)
    path = found["path"] if found else ""
    reason = _PATH.sub("", text)
    named = _NAME.search(reason)
    if named and ("unknown field" in reason or "missing required field" in reason):
        path = f"{path}.{named['name']}".lstrip(".")
    code = "commands.unknown_field" if "unknown field" in reason else "commands.bad_input"
    return Invalid(
        code,
        _("%(field)s: %(why)s") % {"field": path or _("input"), "why": reason},
        field=path or None,
        remedy=_("Correct this field and send the request again; nothing was written."),
    )
