"""Pages of requests: what waits for me, one request with its timeline, deciding and withdrawing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import Command, run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.ui import lists
from tenant_apps.approvals.commands import DecideRequest, WithdrawRequest, decide_request, withdraw_request
from tenant_apps.approvals.queries import pages
from tenant_apps.approvals.types import REGISTRY


@requires("approvals.view_request")
@require_http_methods(["GET"])
def inbox_page(request: HttpRequest) -> HttpResponse:
    """What waits for this person first; the other views are a tab away."""
    actor = actor_of(request)
    filters = lists.wanted(request, "view", "q")
    now = timezone.now()
    try:
        page = pages.request_page(actor, filters.get("view", ""), filters.get("q", ""), request.GET.get("cursor"), now)
    except Refusal as refusal:
        raise Http404 from refusal
    counts = pages.request_counts(actor, now)
    views: list[tuple[str, str, int | None]] = [
        ("", _("Waiting for me"), counts[""]),
        ("asked", _("Asked by me"), counts["asked"]),
        ("waiting", _("All that wait"), counts["waiting"]),
        ("over", _("Over"), counts["over"]),
    ]
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": lists.kept(filters),
        "may_see_policies": actor.may("approvals.view_policy"),
    }
    return render(request, "approvals/inbox.html", facts)


@requires("approvals.view_request")
@require_http_methods(["GET"])
def request_page(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    """One request: what it is about, what it does to the budget, who has said what."""
    return _page(request, approval_id)


@require_POST
@requires("approvals.decide_request")
def request_decide(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    """Approve or reject, with the reason that was typed."""
    approve = request.POST.get("verdict") == "approve"
    reason = request.POST.get("reason", "")
    data = DecideRequest(request_id=approval_id, approve=approve, reason=reason[:501])
    done = _("Approved.") if approve else _("Rejected.")
    return _act(request, approval_id, decide_request, data, done, reason=reason)


@require_POST
@requires("approvals.withdraw_request")
def request_withdraw(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    """Take it back."""
    data = WithdrawRequest(request_id=approval_id, reason=request.POST.get("reason", "")[:501])
    return _act(request, approval_id, withdraw_request, data, _("The request is withdrawn."))


def _act(
    request: HttpRequest, approval_id: UUID, command: Command[Any, Any], data: Any, done: str, **again: str
) -> HttpResponse:
    """Run it; a refusal comes back on the page with what was typed."""
    actor = actor_of(request)
    _found(actor, approval_id)
    try:
        run(command, actor, data)
    except Refusal as refusal:
        return _page(request, approval_id, refusal=refusal, **again)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("approvals:request", args=[approval_id]))


def _page(request: HttpRequest, approval_id: UUID, refusal: Refusal | None = None, reason: str = "") -> HttpResponse:
    actor = actor_of(request)
    _found(actor, approval_id)
    found = pages.request_view(actor, approval_id, timezone.now())
    kind = REGISTRY[found.row.kind]
    facts = {
        "found": found,
        "row": found.row,
        "subject": kind.show(found.row.subject_id),
        "labels": {one.name: one.label for one in kind.fields},
        "may_decide": found.via is not None and actor.may("approvals.decide_request"),
        "may_withdraw": found.row.state == "waiting" and found.is_author and actor.may("approvals.withdraw_request"),
        "refusal": refusal,
        "reason": reason,
    }
    return render(request, "approvals/request.html", facts, status=refusal.status if refusal else 200)


def _found(actor: Actor, approval_id: UUID) -> None:
    try:
        pages.find_request(actor, approval_id)
    except NotFound as refusal:
        raise Http404 from refusal


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
