"""Visits of support, on every request of a marketplace: rights, banner, what was looked at.

A visit is no sign-in: there is no row of a session, no factor and nothing of the person's own account. Whatever it
asks for is written down for the marketplace, the refused too.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from shared_apps.audit import record
from shared_apps.egress import gate
from shared_apps.foundation import clock
from shared_apps.tenancy import scope
from tenant_apps.support.models import SupportLook
from tenant_apps.support.queries.visitor import SESSION, VIEW, Visitor, visitor_of

SAFE = ("GET", "HEAD")
# Own accounts, and the places where support is let in: not for those who are let in.
CLOSED = ("accounts",)
OWN = "account/"
LEAVE = "support:leave"


class VisitMiddleware:
    """Stands behind the actor's: somebody who is signed in is no visitor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.support = None  # type: ignore[attr-defined]
        if scope.is_control() or request.user.is_authenticated or not request.session.get(SESSION):
            return self.get_response(request)
        now = clock.now(scope.alias())
        visitor = visitor_of(request, now)
        if visitor is None:
            del request.session[SESSION]
            return self.get_response(request)
        _seat(request, visitor)
        answer = self.get_response(request)
        SupportLook.objects.create(
            visit_id=visitor.visit_id, at=now, method=str(request.method)[:8], path=request.path[:300],
            status=answer.status_code,
        )  # fmt: skip
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse before the view runs: writing that was not lent, one's own account, pages that may not leave."""
        visitor: Visitor | None = getattr(request, "support", None)
        match = request.resolver_match
        if visitor is None or match is None or match.view_name == LEAVE:
            return None
        reading = request.method in SAFE
        if match.namespace in CLOSED or match.route.startswith(OWN) or not (reading or visitor.may_write):
            return render(request, "support/not_for_support.html", status=403)
        try:
            gate.leave(VIEW)
        except gate.Blocked as blocked:
            return render(request, "support/not_for_support.html", {"blocked": blocked}, status=403)
        return None


def _seat(request: HttpRequest, visitor: Visitor) -> None:
    request.support = visitor  # type: ignore[attr-defined]
    request.user = visitor.member  # type: ignore[assignment]
    request.actor = visitor.actor  # type: ignore[attr-defined]
    request.standing = replace(visitor.standing, permissions=visitor.actor.permissions, seats=())  # type: ignore[attr-defined]
    here = record.origin.get()
    record.origin.set(
        replace(here, session=record.hash_of(str(visitor.visit_id)), strength="support",
                on_behalf_of=str(visitor.member.pk))
    )  # fmt: skip
    gate.watch(gate.Viewer(company_id=None, country=settings.SUPPORT_COUNTRY, is_support=True))
