"""Read request bodies and query parameters, strictly: an unknown name is an error, never ignored."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request

from shared_apps.api.operations import Filter
from shared_apps.commands import inputs
from shared_apps.foundation.refusals import Invalid

KEY_HEADER = "Idempotency-Key"
_KINDS: dict[str, Any] = {"text": str, "uuid": UUID, "boolean": bool, "date": date}


def raw(request: Request) -> bytes:
    """The body's bytes; an absent body counts as an empty object."""
    body: bytes = request._request.body
    kind = request.META.get("CONTENT_TYPE", "").split(";", 1)[0].strip().lower()
    if body and kind not in ("application/json", "application/merge-patch+json"):
        raise UnsupportedMediaType(kind)
    return body or b"{}"


def command_input(body: bytes, kind: type[Any], fixed: Mapping[str, Any]) -> Any:
    """The input struct of a command; `fixed` fields come from the address and may not stand in the body."""
    if not fixed:
        return inputs.from_json(body, kind)
    fields = inputs.from_json(body, dict[str, Any])
    for name in fixed:
        if name in fields:
            raise Invalid(
                "commands.unknown_field", _("%(field)s is part of the address.") % {"field": name},
                field=name, remedy=_("Leave it out of the body."),
            )  # fmt: skip
    # Encoded again so that the strict reader sees text, as it would have in the body.
    return inputs.from_json(msgspec.json.encode({**fields, **{k: str(v) for k, v in fixed.items()}}), kind)


def elements(body: bytes, name: str, most: int) -> list[msgspec.Raw]:
    """The list `name` of a batch, undecoded, so that one bad element does not refuse the others."""
    fields = inputs.from_json(body, dict[str, msgspec.Raw])
    for other in fields:
        if other != name:
            raise Invalid(
                "commands.unknown_field", _("%(field)s: unknown field") % {"field": other},
                field=other, remedy=_("Send only the list %(name)s.") % {"name": name},
            )  # fmt: skip
    found = inputs.from_json(bytes(fields.get(name, msgspec.Raw(b"[]"))), list[msgspec.Raw])
    if not 1 <= len(found) <= most:
        raise Invalid(
            "api.batch_size",
            _("A batch has 1 to %(most)s elements, not %(count)s.") % {"most": most, "count": len(found)},
            field=name, remedy=_("Split it into several requests."),
        )  # fmt: skip
    return found


def idempotency_key(request: Request) -> str:
    """The header; refused with 400 when it is missing, because a retry could then do the thing twice."""
    key = request.headers.get(KEY_HEADER, "")
    if not key:
        raise Invalid(
            "api.idempotency_key_missing", _("This request has an effect and needs an idempotency key."),
            field=KEY_HEADER, remedy=_("Send a random UUID, and the same one again when you repeat the request."),
            status=400,
        )  # fmt: skip
    return key


def filters(query: QueryDict, known: tuple[Filter, ...]) -> dict[str, Any]:
    """Values of the filters that were given, in their types."""
    by_name = {one.name: one for one in known}
    found: dict[str, Any] = {}
    for name in query:
        if name in ("cursor", "limit"):
            continue
        if name not in by_name:
            raise Invalid(
                "api.unknown_parameter", _("%(name)s is not a parameter of this list.") % {"name": name},
                field=name, remedy=_("Known are: %(names)s.") % {"names": ", ".join(["cursor", "limit", *by_name])},
                status=400,
            )  # fmt: skip
        found[name] = _value(by_name[name], str(query[name]))
    return found


def _value(one: Filter, text: str) -> Any:
    if "\x00" in text:
        raise _bad(one, _("it contains a null character"))
    if one.choices and text not in one.choices:
        raise _bad(one, _("it is none of %(choices)s") % {"choices": ", ".join(one.choices)})
    try:
        return msgspec.convert(text, _KINDS[one.kind], strict=False)
    except msgspec.ValidationError as error:
        raise _bad(one, str(error)) from error


def _bad(one: Filter, why: str) -> Invalid:
    return Invalid(
        "api.bad_parameter", _("%(field)s: %(why)s") % {"field": one.name, "why": why},
        field=one.name, remedy=_("Correct it or leave it out."),
    )  # fmt: skip
