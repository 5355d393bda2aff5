"""Problem details (RFC 9457): the only form in which the API says no.

Every problem names a stable `code`, the reason in `detail`, the `field` at fault where there is one, and a `remedy`.
`title` belongs to the status and never changes; programs branch on `code`, people read `detail` and `remedy`.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions

from shared_apps.audit.record import request_id
from shared_apps.foundation import masks
from shared_apps.foundation.refusals import Refusal

log = structlog.get_logger(__name__)

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "Malformed request",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict with the present state",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Unsupported media type",
    422: "Invalid input",
    428: "Precondition required",
    429: "Too many requests",
    500: "Internal error",
    503: "Not available for a moment",
}
_PLACEHOLDER = re.compile(r"[^a-z0-9_.]+")


class Problem(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Why a request was refused (RFC 9457). `code` is stable; `field` is the path of the value at fault."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    field: str | None = None
    remedy: str = ""
    instance: str = ""
    request_id: str = ""
    facts: dict[str, Any] = {}


def problem(
    status: int,
    code: str,
    detail: Any,
    *,
    field: str | None = None,
    remedy: Any = "",
    facts: Mapping[str, Any] | None = None,
    instance: str = "",
) -> Problem:
    """Build the value; texts may be lazy translations."""
    return Problem(
        type=f"urn:kontor:problem:{_PLACEHOLDER.sub('-', code.lower())}",
        title=TITLES.get(status, "Refused"),
        status=status,
        code=code,
        detail=masks.scrubbed(str(detail)),
        field=field,
        remedy=masks.scrubbed(str(remedy)),
        instance=instance,
        request_id=request_id.get(),
        facts=masks.blanked(plain_facts(facts or {})),
    )


def of_refusal(refusal: Refusal, instance: str = "") -> Problem:
    """The problem that says what a refusal says."""
    return problem(
        refusal.status,
        refusal.code,
        refusal.message,
        field=refusal.field,
        remedy=refusal.remedy,
        facts=refusal.facts,
        instance=instance,
    )


def of_busy(instance: str = "") -> Problem:
    """The problem where the database cannot take a request, or was lost while it took it."""
    return problem(
        503,
        "api.busy",
        _("The marketplace cannot take this request right now; nothing was written."),
        remedy=_("Send the same request with the same idempotency key again in a moment."),
        facts={"retry_after_s": 1},
        instance=instance,
    )


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON values: money and quantities in their API form, everything unusual as text."""
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    as_json = getattr(value, "as_json", None)
    return as_json() if as_json else str(value)


def answer(found: Problem) -> HttpResponse:
    """The HTTP response of a problem."""
    response = HttpResponse(msgspec.json.encode(found), status=found.status, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    wait = found.facts.get("retry_after_s")
    if wait is not None:
        response["Retry-After"] = str(wait)
    return response


def exception_handler(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """DRF's hook: every exception becomes a problem; an unforeseen one is logged with the request's number."""
    request = context.get("request")
    path = request.path if request is not None else ""
    if isinstance(error, Refusal):
        return answer(of_refusal(error, path))
    known = _of_framework(error, path)
    if known is not None:
        response = answer(known)
        header = getattr(error, "auth_header", None)
        if header:
            response["WWW-Authenticate"] = header
        return response
    got_request_exception.send(sender=exception_handler, request=getattr(request, "_request", request))
    log.error("api.unforeseen", path=path, request_id=request_id.get(), exc_info=error)
    return answer(
        problem(
            500, "api.internal", _("Something went wrong on our side; nothing was written."),
            remedy=_("Send the same request with the same idempotency key again, or tell us the request number."),
            instance=path,
        )
    )  # fmt: skip


def _of_framework(error: Exception, path: str) -> Problem | None:
    status, code, detail, remedy, facts = 0, "", "", "", {}
    if isinstance(error, exceptions.NotAuthenticated):
        status, code = 401, "api.key_missing"
        detail = _("This address needs an API key.")
        remedy = _("Send the header Authorization: Bearer kk_… with a key made under My account, API keys.")
    elif isinstance(error, exceptions.AuthenticationFailed):
        status, code = 401, "api.key_invalid"
        detail = _("This API key is unknown here, expired or revoked.")
        remedy = _("Use a key of this marketplace; a key of another one does not open it.")
    elif isinstance(error, exceptions.Throttled):
        wait = max(1, int(getattr(error, "wait", None) or 1))
        status, code, facts = 429, "api.rate_limit", {"retry_after_s": wait}
        detail = _("This key has used up its requests for the present minute.")
        remedy = _("Wait %(seconds)s seconds; the RateLimit header says how many requests are left.") % {
            "seconds": wait
        }
    elif isinstance(error, exceptions.PermissionDenied | PermissionDenied):
        status, code = 403, "api.not_allowed"
        detail = _("This API key may not do this.")
        remedy = _("Ask an administrator for a key that carries the permission.")
    elif isinstance(error, exceptions.NotFound | Http404):
        status, code = 404, "api.not_found"
        detail = _("There is nothing at this address that this key may see.")
        remedy = _("Check the address against the API reference under /api/.")
    elif isinstance(error, exceptions.MethodNotAllowed):
        status, code = 405, "api.method_not_allowed"
        detail = str(error.detail)
        remedy = _("Check the address against the API reference under /api/.")
    elif isinstance(error, exceptions.UnsupportedMediaType):
        status, code = 415, "api.media_type"
        detail = _("The body must be application/json.")
        remedy = _("Set the header Content-Type: application/json.")
    elif isinstance(error, RequestDataTooBig):
        status, code = 413, "api.too_large"
        detail = _("The body is larger than this address accepts.")
        remedy = _("Send it in several requests.")
    elif isinstance(error, exceptions.ParseError | SuspiciousOperation):
        status, code = 400, "api.malformed"
        detail = str(getattr(error, "detail", error))
        remedy = _("Send one JSON object, UTF-8 encoded.")
    elif isinstance(error, OperationalError):
        log.warning("api.database_busy", path=path, error=str(error))
        return of_busy(path)
    if not status:
        return None
    return problem(status, code, detail, remedy=remedy, facts=facts, instance=path)
