"""Give every request a number that its answer, its audit rows and its log lines share, and say where it comes from.

A client may bring its own in `X-Request-Id`; anything that is not a plain short token is replaced, because it ends up
in logs and in the audit trail.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from shared_apps.audit import record
from shared_apps.foundation.ids import uuid7

_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_number(given: str) -> str:
    """The number a client brings, or a new one where that is no plain token."""
    return given if _PLAIN.fullmatch(given) else str(uuid7())


class RequestIdMiddleware:
    """`X-Request-Id` in, or made here; the same out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number = request_number(request.headers.get("X-Request-Id", ""))
        token = record.request_id.set(number)
        agent = record.hash_of(request.headers.get("User-Agent", ""))
        origin = record.origin.set(record.Origin(address=request.META.get("REMOTE_ADDR", ""), agent=agent))
        try:
            response = self.get_response(request)
        finally:
            record.origin.reset(origin)
            record.request_id.reset(token)
        response["X-Request-Id"] = number
        return response
