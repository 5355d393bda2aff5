"""Pages of alerts: the list, and one alert with its reasons, what was done by itself, and its decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import Command, run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.ui import lists
from tenant_apps.anomalies.commands import (
    DecideAlert,
    TakeAlert,
    confirm_alert,
    dismiss_alert,
    release_holds,
    take_alert,
)
from tenant_apps.anomalies.queries import alerts, live_counts
from tenant_apps.anomalies.types import LIVE, REGISTRY

VIEWS = ("", "mine", "free", "over")


@requires("anomalies.view_alert")
@require_http_methods(["GET"])
def alert_list_page(request: HttpRequest) -> HttpResponse:
    """Alerts, newest first, with filters in the address."""
    actor = actor_of(request)
    filters = lists.wanted(request, "view", "severity", "rule", "q")
    if filters.get("view", "") not in VIEWS:
        filters.pop("view", None)
    try:
        page = alerts.alert_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = live_counts(actor)
    views: list[tuple[str, str, int | None]] = [
        ("", _("To decide"), counts["all"]),
        ("mine", _("Mine"), counts["mine"]),
        ("free", _("Nobody’s yet"), counts["free"]),
        ("over", _("Decided"), None),
    ]
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": {name: filters[name] for name in ("view",) if name in filters},
        "severities": [("critical", _("critical")), ("high", _("high")), ("warn", _("to look at"))],
        "rules": [(one.code, f"{one.code} {one.title}") for one in _rules()],
    }
    return render(request, "anomalies/alert_list.html", facts)


@requires("anomalies.view_alert")
@require_http_methods(["GET"])
def alert_page(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One alert: why, compared with what, what was done, on which acts, and the decision."""
    return shown(request, alert_id)


@require_POST
@requires("anomalies.take_alert")
def take(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """It is mine from now on."""
    return _act(request, alert_id, take_alert, TakeAlert(alert_id=alert_id), _("It is yours now."))


@require_POST
@requires("anomalies.confirm_alert")
def confirm(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """The alert is right."""
    return _decide(request, alert_id, confirm_alert, _("Confirmed."))


@require_POST
@requires("anomalies.dismiss_alert")
def dismiss(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """The alert is none."""
    return _decide(request, alert_id, dismiss_alert, _("Dismissed; what was held goes on."))


@require_POST
@requires("anomalies.release_holds")
def release(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """What is held goes on."""
    return _decide(request, alert_id, release_holds, _("What was held goes on."))


def shown(request: HttpRequest, alert_id: UUID, refusal: Refusal | None = None, note: str = "") -> HttpResponse:
    """The page, after a refusal with its reason and with what was typed."""
    actor = actor_of(request)
    try:
        found = alerts.alert_shown(actor, alert_id)
    except NotFound as unknown:
        raise Http404 from unknown
    live = found.line.state in LIVE
    facts: dict[str, Any] = {
        "found": found,
        "row": found.line,
        "live": live,
        "may_take": live and actor.may("anomalies.take_alert") and not found.line.is_mine,
        "may_confirm": live and actor.may("anomalies.confirm_alert"),
        "may_dismiss": live and actor.may("anomalies.dismiss_alert"),
        "may_release": bool(found.held) and not live and actor.may("anomalies.release_holds"),
        "refusal": refusal,
        "note": note,
    }
    return render(request, "anomalies/alert_detail.html", facts, status=refusal.status if refusal else 200)


def _decide(request: HttpRequest, alert_id: UUID, command: Command[Any, Any], done: str) -> HttpResponse:
    note = request.POST.get("note", "")[:301]
    return _act(request, alert_id, command, DecideAlert(alert_id=alert_id, note=note), done, note)


def _act(
    request: HttpRequest, alert_id: UUID, command: Command[Any, Any], data: Any, done: str, note: str = ""
) -> HttpResponse:
    try:
        run(command, actor_of(request), data)
    except NotAllowed as refusal:
        if refusal.code.startswith("commands."):
            raise
        return shown(request, alert_id, refusal, note)
    except Refusal as refusal:
        return shown(request, alert_id, refusal, note)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("anomalies:alert", args=[alert_id]))


def _rules() -> list[Any]:
    return sorted(REGISTRY.values(), key=lambda one: int(one.code[1:]))


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
