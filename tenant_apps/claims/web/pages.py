"""Pages of claims: list, one with its course and whoever's turn it is, make one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import Command
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from shared_apps.ui.command_forms import id_or_none
from shared_apps.ui.shapes import SavedView
from tenant_apps.claims.commands import (
    AgreeClaim,
    NamedClaim,
    agree_claim,
    answer_claim,
    decide_claim,
    escalate_claim,
    open_claim,
    withdraw_claim,
)
from tenant_apps.claims.decisions.course import may
from tenant_apps.claims.queries import claims as queries
from tenant_apps.claims.queries.claims import ClaimView
from tenant_apps.claims.queries.deliveries import deliveries_to_claim
from tenant_apps.claims.web.forms import PAYBACKS, ClaimForm, OfferForm
from tenant_apps.orders.queries import find_order


@requires("claims.view_claim")
@require_http_methods(["GET"])
def claim_list_page(request: HttpRequest) -> HttpResponse:
    """Claims by where they stand."""
    actor = _actor(request)
    filters = lists.wanted(request, "view", "q")
    try:
        page = queries.claim_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = queries.claim_counts(actor)
    names = (
        ("", _("All")), ("live", _("Under way")), ("escalated", _("At the marketplace")), ("settled", _("Settled")),
        ("over", _("Over without a remedy")),
    )  # fmt: skip
    facts = {
        "rows": [(row, row.partner_of(actor.company_id)) for row in page.rows],
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, [(code, name, counts[code or "all"]) for code, name in names]),
        "filters": filters,
        "keep": lists.kept(filters),
        "company_id": actor.company_id,
    }
    return render(request, "claims/claim_list.html", facts)


@requires("claims.view_claim")
@require_http_methods(["GET"])
def claim_page(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """One claim: what is wrong, what was said, and what can be done now."""
    return _page(request, _claim(_actor(request), claim_id), None)


@requires("claims.open_claim")
@require_http_methods(["GET", "POST"])
def claim_new_page(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Claim as the buyer of what has arrived of an order, or of a delivery on its way; the address says of which."""
    actor = _actor(request)
    try:
        order = find_order(actor, order_id)
    except NotFound as refusal:
        raise Http404 from refusal
    choice = deliveries_to_claim(order, id_or_none(request.GET.get("delivery")))
    if actor.company_id != order.buyer_id or choice is None:
        raise Http404
    form = ClaimForm(request.POST or None, request.FILES or None, order=order, goods=choice.goods)
    if request.method == "POST" and form.is_valid() and form.send(open_claim, actor, form.input(choice.shipment_id)):
        messages.success(request, _("Claim %(number)s is with the supplier.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("claims:claim", args=[form.result.claim_id]))
    here = reverse("claims:new", args=[order_id])
    tabs = [
        SavedView(one.number or _("All that arrived"), f"{here}?delivery={one.id or ''}", current=one.id == choice.key)
        for one in choice.tabs
    ]
    facts = {"order": order, "form": form, "choice": choice, "tabs": tabs if len(tabs) > 1 else ()}
    return render(request, "claims/claim_new.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("claims.answer_claim")
def claim_answer(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Accept, counter or refuse, as the seller; the button says which."""
    actor = _actor(request)
    claim = _claim(actor, claim_id)
    form = OfferForm(request.POST, claim=claim)
    verdict = request.POST.get("verdict", "")
    if form.is_valid() and form.send(answer_claim, actor, form.answer(verdict)):
        messages.success(request, _("The buyer sees your answer."))
        return HttpResponseRedirect(reverse("claims:claim", args=[claim_id]))
    return _page(request, claim, form)


@require_POST
@requires("claims.decide_claim")
def claim_decide(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The marketplace's word."""
    actor = _actor(request)
    claim = _claim(actor, claim_id)
    form = OfferForm(request.POST, claim=claim)
    if form.is_valid() and form.send(decide_claim, actor, form.decision(request.POST.get("verdict") == "uphold")):
        messages.success(request, _("Both sides see the decision."))
        return HttpResponseRedirect(reverse("claims:claim", args=[claim_id]))
    return _page(request, claim, form)


@require_POST
@requires("claims.agree_claim")
def claim_agree(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Agree to the counter-offer."""
    payback = request.POST.get("payback") or None
    data = AgreeClaim(claim_id=claim_id, text=request.POST.get("text", "")[:1000], payback=payback)
    return _act(request, agree_claim, data, _("It is settled."))


@require_POST
@requires("claims.escalate_claim")
def claim_escalate(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Take it to the marketplace."""
    return _act(request, escalate_claim, _named(request, claim_id), _("The marketplace decides now."))


@require_POST
@requires("claims.withdraw_claim")
def claim_withdraw(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Drop it."""
    return _act(request, withdraw_claim, _named(request, claim_id), _("The claim is withdrawn."))


def _named(request: HttpRequest, claim_id: UUID) -> NamedClaim:
    return NamedClaim(claim_id=claim_id, text=request.POST.get("text", "")[:1000])


def _act(request: HttpRequest, command: Command[Any, Any], data: NamedClaim | AgreeClaim, done: str) -> HttpResponse:
    actor = _actor(request)
    _claim(actor, data.claim_id)
    attempt(request, command, data, done)
    return HttpResponseRedirect(reverse("claims:claim", args=[data.claim_id]))


def _page(request: HttpRequest, claim: ClaimView, form: OfferForm | None) -> HttpResponse:
    actor = _actor(request)
    side = "house" if actor.company_id is None else "buyer" if actor.company_id == claim.buyer_id else "seller"
    can = {act: may(act, claim.state, side) and actor.may(f"claims.{command}") for act, command in ACTS.items()}
    # The marketplace decides what is brought to it; it does not speak for the seller on a page.
    can["accept"] = can["accept"] and side == "seller"
    offers = can["accept"] or can["decide"]
    facts = {
        "claim": claim,
        "form": form or (OfferForm(claim=claim) if offers else None),
        "can": can,
        "side": side,
        "paybacks": PAYBACKS,
        "may_open": actor.may("documents.view_document"),
    }
    return render(request, "claims/claim_detail.html", facts, status=422 if form is not None else 200)


ACTS = {
    "accept": "answer_claim", "agree": "agree_claim", "escalate": "escalate_claim", "decide": "decide_claim",
    "withdraw": "withdraw_claim",
}  # fmt: skip


def _claim(actor: Actor, claim_id: UUID) -> ClaimView:
    try:
        return queries.find_claim(actor, claim_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
