"""What is done to a listing from its pages: publish, change, withdraw, review it, answer its takes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.actor import Actor
from shared_apps.ui.acting import attempt
from tenant_apps.trading.engines.listing.commands import (
    AnswerTake,
    ApproveTake,
    ReviewListing,
    WithdrawListing,
    answer_take,
    approve_take,
    change_listing,
    publish_listing,
    review_listing,
    withdraw_listing,
)
from tenant_apps.trading.engines.listing.web.forms import ChangeForm, PublishForm
from tenant_apps.trading.engines.listing.web.viewing import actor_of, may_manage, row_of
from tenant_apps.trading.kernel.types import MODES
from tenant_apps.trading.kernel.web.events import publish_form


@requires("trading.publish_listing")
@require_http_methods(["GET", "POST"])
def publish_page(request: HttpRequest) -> HttpResponse:
    """Publish a listing: of one's own stock, or of what one needs."""
    actor = actor_of(request)
    if actor.company_id is None:
        raise Http404
    form = publish_form(request, actor, MODES["spot_listing"], PublishForm)
    sent = request.method == "POST" and form is not None
    if sent and form.is_valid() and form.send(publish_listing, actor, form.input()):  # type: ignore[union-attr]
        made = form.result  # type: ignore[union-attr]
        if made.state == "review":
            messages.success(request, _("Listing %(number)s waits for its review.") % {"number": made.number})
        else:
            messages.success(request, _("Listing %(number)s is open.") % {"number": made.number})
        return HttpResponseRedirect(reverse("listing:listing", args=[made.listing_id]))
    status = 422 if form is not None and form.errors else 200
    return render(request, "listing/listing_publish.html", {"form": form}, status=status)


@requires("trading.change_listing")
@require_http_methods(["GET", "POST"])
def change_page(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """Change the terms; buyers who saw the old ones are told so when they press."""
    actor = actor_of(request)
    row = row_of(actor, listing_id)
    if not may_manage(actor, row, "trading.change_listing") or row.state != "open":
        raise Http404
    form = ChangeForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid() and form.send(change_listing, actor, form.input()):
        messages.success(request, _("The new terms are in force."))
        return HttpResponseRedirect(reverse("listing:listing", args=[listing_id]))
    facts = {"form": form, "row": row}
    return render(request, "listing/listing_change.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("trading.withdraw_listing")
def withdraw(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """Stop offering the rest."""
    done = _("The listing is withdrawn; its stock is free again.")
    return _done(request, listing_id, withdraw_listing, WithdrawListing(listing_id=listing_id), done)


@require_POST
@requires("trading.review_listing")
def review(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """Let a listing open, or send it back."""
    opens = request.POST.get("answer") == "open"
    data = ReviewListing(
        listing_id=listing_id, answer="open" if opens else "send_back", reason=request.POST.get("reason", "")[:200]
    )
    done = _("The listing is open.") if opens else _("The listing is sent back.")
    return _done(request, listing_id, review_listing, data, done)


@require_POST
@requires("trading.answer_take")
def answer(request: HttpRequest, listing_id: UUID, take: int) -> HttpResponse:
    """Confirm a take or reject it."""
    confirms = request.POST.get("answer") == "confirm"
    data = AnswerTake(
        listing_id=listing_id, take=take, answer="confirm" if confirms else "reject",
        reason=request.POST.get("reason", "")[:200],
    )  # fmt: skip
    done = _("The take is confirmed; its deal is formed.") if confirms else _("The take is rejected.")
    return _done(request, listing_id, answer_take, data, done)


@require_POST
@requires("trading.approve_take")
def approve(request: HttpRequest, listing_id: UUID, take: int) -> HttpResponse:
    """Approve a take for the marketplace, or deny it."""
    approves = request.POST.get("answer") == "approve"
    data = ApproveTake(
        listing_id=listing_id, take=take, answer="approve" if approves else "deny",
        reason=request.POST.get("reason", "")[:200],
    )  # fmt: skip
    done = _("The take is approved.") if approves else _("The take is denied.")
    return _done(request, listing_id, approve_take, data, done)


def _done(request: HttpRequest, listing_id: UUID, command: Any, data: Any, done: str) -> HttpResponse:
    """Run a command that has no form of its own, say what came of it, and go back to where it was pressed."""
    actor: Actor = actor_of(request)
    row_of(actor, listing_id)
    attempt(request, command, data, done)
    back = "listing:waiting" if request.POST.get("from") == "waiting" else ""
    return HttpResponseRedirect(reverse(back) if back else reverse("listing:listing", args=[listing_id]))
