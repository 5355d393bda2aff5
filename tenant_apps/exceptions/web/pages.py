"""Pages of exceptions: the queue, and one exception with what happened and what can be done."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.tenancy import scope
from shared_apps.ui import lists
from tenant_apps.exceptions.queries import pages
from tenant_apps.exceptions.types import LIVE, REGISTRY
from tenant_apps.identity.queries import list_people


@requires("exceptions.view_exception")
@require_http_methods(["GET"])
def exception_list_page(request: HttpRequest) -> HttpResponse:
    """The queue: what is due first on top, a bar for every kind, filters in the address."""
    actor, now = actor_of(request), clock.now(scope.alias())
    filters = lists.wanted(request, "view", "kind", "severity", "q", "sort")
    if filters.get("view", "") not in pages.VIEWS:
        filters.pop("view", None)
    try:
        page = pages.exception_page(actor, filters, request.GET.get("cursor"), now)
    except Refusal as refusal:
        raise Http404 from refusal
    counts = pages.exception_counts(actor, now)
    views: list[tuple[str, str, int | None]] = [
        ("", _("To do"), counts["all"]),
        ("mine", _("Mine"), counts["mine"]),
        ("free", _("Nobody’s yet"), counts["free"]),
        ("late", _("Late"), counts["late"]),
        ("waiting", _("Resting"), counts["waiting"]),
    ]
    if actor.company_id is not None:
        views.append(("other", _("With partners"), counts["other"]))
    views.append(("over", _("Closed"), None))
    kinds = pages.kind_counts(actor, now)
    works = actor.may("exceptions.take_exception") and filters.get("view") not in ("other", "over")
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": {name: filters[name] for name in ("view", "sort", "kind") if name in filters},
        "kinds": [(one, lists.address(filters, kind=one.code), filters.get("kind") == one.code) for one in kinds],
        "most": max((one.count for one in kinds), default=1),
        "chosen": REGISTRY.get(filters.get("kind", "")),
        "without_kind": lists.address(filters, kind=""),
        "severities": [("high", _("urgent")), ("normal", _("normal")), ("low", _("minor"))],
        "may_take": works,
        "may_assign": works and actor.may("exceptions.assign_exception"),
        "people": people_for(actor, actor.company_id) if works else [],
    }
    return render(request, "exceptions/exception_list.html", facts)


@requires("exceptions.view_exception")
@require_http_methods(["GET"])
def exception_page(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    """One exception: what is known, what happened, what can be done about it and until when."""
    return shown(request, exception_id)


def shown(
    request: HttpRequest, exception_id: UUID, refusal: Refusal | None = None, again: dict[str, str] | None = None
) -> HttpResponse:
    """The page, after a refusal with its reason and with what was typed."""
    actor, now = actor_of(request), clock.now(scope.alias())
    try:
        found = pages.exception_shown(actor, exception_id, now)
    except NotFound as unknown:
        raise Http404 from unknown
    live, own = found.line.state in LIVE, found.line.is_own
    todo = [one for one in found.steps if not one.is_done and (one.may or one.url)]
    facts: dict[str, Any] = {
        "found": found,
        "row": found.line,
        "next_step": todo[0].code if todo and live else "",
        "live": live,
        "may_take": live and own and actor.may("exceptions.take_exception") and not found.line.is_mine,
        "may_assign": live and own and actor.may("exceptions.assign_exception"),
        "may_rest": live and own and actor.may("exceptions.rest_exception"),
        "may_write": live and actor.may("exceptions.write_on_exception"),
        "may_solve": live and own and actor.may("exceptions.solve_exception"),
        "may_dismiss": live and own and actor.may("exceptions.dismiss_exception"),
        "people": people_for(actor, found.company_id) if live and own else [],
        "refusal": refusal,
        "again": again or {},
    }
    return render(request, "exceptions/exception_detail.html", facts, status=refusal.status if refusal else 200)


def people_for(actor: Actor, company_id: UUID | None) -> list[Any]:
    """Whom an exception of this company can be given to."""
    return [one for one in list_people(actor, company_id=company_id) if one.company_id == company_id]


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
