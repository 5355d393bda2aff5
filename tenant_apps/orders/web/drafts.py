"""Pages of drafts of orders: the list, one draft with its form, submit, place, withdraw."""

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
from shared_apps.commands import Command
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.ui import lists
from shared_apps.ui.acting import actor_of, attempt
from shared_apps.ui.command_forms import id_or_none
from tenant_apps.approvals.queries import find_of_subject
from tenant_apps.catalogue.queries.pages import suppliers_on_offer
from tenant_apps.orders.commands import (
    OrderAgain,
    PlaceDraft,
    SubmitOrderDraft,
    WithdrawOrderDraft,
    order_again,
    place_draft,
    save_order_draft,
    submit_order_draft,
    withdraw_order_draft,
)
from tenant_apps.orders.queries import drafts
from tenant_apps.orders.queries.draft_bars import bars_of
from tenant_apps.orders.queries.draft_preview import preview_of
from tenant_apps.orders.queries.drafts import OrderDraft
from tenant_apps.orders.web.draft_forms import DraftForm, initial_of
from tenant_apps.orders.web.terms_choices import choices_by_seller
from tenant_apps.rulesets.queries import effective

EDITABLE = ("draft", "rejected", "withdrawn", "expired", "waiting")


@requires("orders.view_order")
@require_http_methods(["GET"])
def draft_list_page(request: HttpRequest) -> HttpResponse:
    """Drafts of the company by state."""
    actor = actor_of(request)
    filters = lists.wanted(request, "view", "q")
    try:
        page = drafts.draft_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = drafts.draft_counts(actor)
    views: list[tuple[str, str, int | None]] = [
        ("", _("All"), sum(counts.values())),
        ("mine", _("Mine"), None),
        ("draft", _("Drafts"), counts.get("draft", 0)),
        ("waiting", _("Waiting for approval"), counts.get("waiting", 0)),
        ("approved", _("Approved, not placed"), counts.get("approved", 0)),
    ]
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": lists.kept(filters),
        "may_draft": actor.company_id is not None and actor.may("orders.save_order_draft"),
    }
    return render(request, "orders/draft_list.html", facts)


@requires("orders.save_order_draft")
@require_http_methods(["GET", "POST"])
def draft_new_page(request: HttpRequest) -> HttpResponse:
    """Begin a draft."""
    actor = actor_of(request)
    if actor.company_id is None:
        raise Http404
    return _editor(request, actor, None)


@requires("orders.order_again")
@require_POST
def order_again_page(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Begin a draft for what runs low, and open it."""
    quantity = request.POST.get("quantity", "").strip() or None
    made = attempt(request, order_again, OrderAgain(alert_id=alert_id, quantity=quantity))
    if made is None:
        return HttpResponseRedirect(reverse("inventory:alerts"))
    messages.success(request, _("%(number)s is prepared: look at it, then submit it.") % {"number": made.number})
    return HttpResponseRedirect(reverse("orders:draft", args=[made.draft_id]))


@requires("orders.view_order")
@require_http_methods(["GET", "POST"])
def draft_page(request: HttpRequest, order_draft_id: UUID) -> HttpResponse:
    """One draft: what it would come to, where its approval stands, and its form while it can be changed."""
    actor = actor_of(request)
    return _editor(request, actor, _found(actor, order_draft_id))


@requires("orders.save_order_draft")
@require_http_methods(["GET"])
def draft_terms(request: HttpRequest) -> HttpResponse:
    """The terms of payment that a supplier offers, for the form of a draft whose supplier was changed."""
    actor = actor_of(request)
    seller_id = id_or_none(request.GET.get("seller_id"))
    choices = choices_by_seller(actor.company_id, [seller_id]).get(seller_id, []) if seller_id else []
    form = DraftForm(sellers=[], draft=None, buyer_id=None)
    form.fields["payment_terms"].choices = choices  # type: ignore[attr-defined]
    form.has_choice = bool(choices)
    return render(request, "orders/_draft_terms.html", {"form": form})


@require_POST
@requires("orders.submit_order_draft")
def draft_submit(request: HttpRequest, order_draft_id: UUID) -> HttpResponse:
    """Place it, or ask for its approval."""
    return _act(request, order_draft_id, submit_order_draft, SubmitOrderDraft(draft_id=order_draft_id))


@require_POST
@requires("orders.submit_order_draft")
def draft_place(request: HttpRequest, order_draft_id: UUID) -> HttpResponse:
    """Place an approved draft that could not be placed by itself."""
    return _act(request, order_draft_id, place_draft, PlaceDraft(draft_id=order_draft_id))


@require_POST
@requires("orders.withdraw_order_draft")
def draft_withdraw(request: HttpRequest, order_draft_id: UUID) -> HttpResponse:
    """Take it back."""
    return _act(request, order_draft_id, withdraw_order_draft, WithdrawOrderDraft(draft_id=order_draft_id))


def _act(request: HttpRequest, draft_id: UUID, command: Command[Any, Any], data: Any) -> HttpResponse:
    _found(actor_of(request), draft_id)
    back = reverse("orders:draft", args=[draft_id])
    done = attempt(request, command, data)
    if done is None:
        return HttpResponseRedirect(back)
    if done.order_id is not None:
        messages.success(request, _("Order %(number)s is accepted.") % {"number": done.order_number})
        return HttpResponseRedirect(reverse("orders:order", args=[done.order_id]))
    if done.state == "waiting":
        messages.success(request, _("It waits for approval now; it is placed by itself once it is approved."))
    else:
        messages.success(request, _("The draft is withdrawn; you can change it and submit it again."))
    return HttpResponseRedirect(back)


def _editor(request: HttpRequest, actor: Actor, draft: OrderDraft | None) -> HttpResponse:
    may_edit = actor.company_id is not None and actor.may("orders.save_order_draft")
    may_edit = may_edit and (draft is None or draft.state in EDITABLE)
    sellers = [(str(pk), name) for pk, name in suppliers_on_offer(actor) if pk != actor.company_id]
    initial = initial_of(draft) if draft else {"currency": effective("general.currency").value}
    form = DraftForm(
        request.POST or None, sellers=sellers, draft=draft, buyer_id=actor.company_id, initial=initial
    )  # fmt: skip
    if request.method == "POST":
        if not may_edit:
            raise Http404
        if form.is_valid() and form.send(save_order_draft, actor, form.input()):
            messages.success(request, _("The draft is saved."))
            return HttpResponseRedirect(reverse("orders:draft", args=[form.result.draft_id]))
    facts: dict[str, Any] = {"form": form, "draft": draft, "may_edit": may_edit}
    if draft is not None:
        now = timezone.now()
        is_open = draft.state in EDITABLE
        request_facts = find_of_subject("orders.order", draft.pk)
        facts |= {
            "preview": preview_of(actor, draft, now) if is_open and draft.state != "waiting" else None,
            "rows": drafts.rows_of(draft),
            "total": drafts.total_of(draft),
            "bars": bars_of(draft, now.date()),
            "approval": request_facts,
            "may_submit": may_edit and draft.state != "waiting" and actor.may("orders.submit_order_draft"),
            "may_place": draft.state == "approved" and actor.may("orders.submit_order_draft"),
            "may_withdraw": draft.state in ("draft", "waiting", "approved") and may_withdraw(actor),
            "problem": draft.problem,
        }
    return render(request, "orders/draft_edit.html", facts, status=422 if form.errors else 200)


def may_withdraw(actor: Actor) -> bool:
    return actor.company_id is not None and actor.may("orders.withdraw_order_draft")


def _found(actor: Actor, draft_id: UUID) -> OrderDraft:
    try:
        return drafts.find_draft(actor, draft_id)
    except NotFound as refusal:
        raise Http404 from refusal
