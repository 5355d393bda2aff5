"""Answers of SCIM: resources, lists and errors (RFC 7644, 3.4.2 and 3.12)."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.http import HttpResponse

from shared_apps.foundation.refusals import Invalid, Refusal

CONTENT_TYPE = "application/scim+json"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


def answer(told: Any, status: int = 200) -> HttpResponse:
    """A body of SCIM."""
    response = HttpResponse(msgspec.json.encode(told), status=status, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def resource(told: Mapping[str, Any], base: str, status: int = 200) -> HttpResponse:
    """One resource with its version and its address."""
    response = answer(absolute(told, base), status)
    response["ETag"] = told["meta"]["version"]
    if status == 201:
        response["Location"] = base + told["meta"]["location"]
    return response


def listed(rows: Sequence[Mapping[str, Any]], total: int, start: int, base: str) -> HttpResponse:
    """A page of a list; `start` counts from 1."""
    told = [absolute(one, base) for one in rows]
    return answer(
        {"schemas": [LIST], "totalResults": total, "startIndex": start, "itemsPerPage": len(rows), "Resources": told}
    )


def error(status: int, detail: str, scim_type: str = "") -> HttpResponse:
    """An error."""
    told = {"schemas": [ERROR], "status": str(status), "detail": detail}
    return answer({**told, "scimType": scim_type} if scim_type else told, status)


def refused(refusal: Refusal) -> HttpResponse:
    """What a refusal of ours is in the words of the standard. Its code stays beside them, for the log."""
    status = refusal.status
    scim_type = str(refusal.facts.get("scim_type", ""))
    if isinstance(refusal, Invalid) and status == 422:
        status, scim_type = 400, scim_type or "invalidValue"
    if status == 409:
        scim_type = scim_type or "mutability"
    response = error(status, f"{refusal.message} {refusal.remedy}".strip(), scim_type)
    response.kontor_problem = refusal.code  # type: ignore[attr-defined]
    return response


def absolute(told: Any, base: str) -> Any:
    """The same with whole addresses in place of those below the marketplace's own."""
    if isinstance(told, Mapping):
        return {
            name: base + value if name in ("$ref", "location") and str(value).startswith("/") else absolute(value, base)
            for name, value in told.items()
        }
    if isinstance(told, list):
        return [absolute(one, base) for one in told]
    return told
