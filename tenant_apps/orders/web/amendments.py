"""Pages of changes of orders: propose one, answer one, the history with what is different."""

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
from shared_apps.foundation.refusals import NotFound
from shared_apps.ui.acting import actor_of, attempt
from tenant_apps.orders.commands import (
    NamedAmendment,
    RefuseAmendment,
    accept_amendment,
    propose_amendment,
    refuse_amendment,
    withdraw_amendment,
)
from tenant_apps.orders.queries import find_order
from tenant_apps.orders.queries.amendments import amendments_of, find_amendment, version_of
from tenant_apps.orders.queries.orders import cost_centre_of
from tenant_apps.orders.types import OrderFacts
from tenant_apps.orders.web.amendment_forms import AmendmentForm
from tenant_apps.orders.web.amendment_views import change_shown
from tenant_apps.parties.queries import list_by_ids, list_sites

OPEN = ("approving", "proposed")


@requires("orders.propose_amendment")
@require_http_methods(["GET", "POST"])
def amend_page(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Propose a change of an order that nothing has left of, as its buyer or seller."""
    actor = actor_of(request)
    order = _order(actor, order_id)
    if actor.company_id is None or order.state != "accepted":
        raise Http404
    side = "buyer" if actor.company_id == order.buyer_id else "seller"
    places = list_sites(actor, order.buyer_id) if side == "buyer" else ()
    sites = [(str(one.id), one.name) for one in places if one.is_delivery]
    form = AmendmentForm(
        request.POST or None, order=order, cost_centre=cost_centre_of(order_id), side=side, sites=sites,
        version=version_of(order_id),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and form.send(propose_amendment, actor, form.input()):
        messages.success(request, _told(form.result.state))
        return HttpResponseRedirect(reverse("orders:amendments", args=[order_id]))
    facts = {
        "form": form,
        "order": order,
        "side": side,
    }
    return render(request, "orders/order_amend.html", facts, status=422 if form.errors else 200)


def _told(state: str) -> str:
    if state == "applied":
        return _("The order is changed.")
    if state == "approving":
        return _("Your company is asked to approve it first; prices and budget are kept until then.")
    return _("The other side is asked; the order stays as it is until then.")


@requires("orders.view_order")
@require_http_methods(["GET"])
def amendments_page(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The versions of an order, newest first, with what each changed and what waits for an answer."""
    actor = actor_of(request)
    order = _order(actor, order_id)
    rows = amendments_of(actor, order_id)
    waiting = next((row for row in rows if row.state in OPEN), None)
    proposer = order.buyer_id if waiting is not None and waiting.side == "buyer" else order.seller_id
    mine = waiting is not None and actor.company_id == proposer
    is_asked = waiting is not None and waiting.state == "proposed" and not mine
    approves = waiting is not None and waiting.state == "approving" and actor.company_id == order.buyer_id
    companies = list_by_ids([order.buyer_id, order.seller_id])
    facts = {
        "order": order,
        "waiting": change_shown(waiting) if waiting is not None else None,
        "changes": [change_shown(row) for row in rows if row.state not in OPEN],
        "is_buyer": actor.company_id == order.buyer_id,
        "version": version_of(order_id),
        "names": {"buyer": companies[order.buyer_id].name, "seller": companies[order.seller_id].name},
        "may_answer": is_asked and actor.company_id is not None and actor.may("orders.accept_amendment"),
        "may_withdraw": (mine or approves) and actor.may("orders.withdraw_amendment"),
        "may_amend": waiting is None and actor.company_id is not None and order.state == "accepted"
        and actor.may("orders.propose_amendment"),
    }  # fmt: skip
    return render(request, "orders/order_amendments.html", facts)


@require_POST
@requires("orders.accept_amendment")
def amendment_accept(request: HttpRequest, amendment_id: UUID) -> HttpResponse:
    """Accept what the other side proposed."""
    return _answer(request, accept_amendment, amendment_id)


@require_POST
@requires("orders.withdraw_amendment")
def amendment_withdraw(request: HttpRequest, amendment_id: UUID) -> HttpResponse:
    """Take back what one's own side proposed."""
    return _answer(request, withdraw_amendment, amendment_id, _("The proposal is withdrawn."))


@require_POST
@requires("orders.refuse_amendment")
def amendment_refuse(request: HttpRequest, amendment_id: UUID) -> HttpResponse:
    """Refuse what the other side proposed, with a reason if there is one."""
    data = RefuseAmendment(amendment_id=amendment_id, answer=request.POST.get("answer", "")[:300])
    return _run(request, refuse_amendment, data, amendment_id, _("The order stays as it is."))


def _answer(request: HttpRequest, command: Command[Any, Any], amendment_id: UUID, done: str = "") -> HttpResponse:
    return _run(request, command, NamedAmendment(amendment_id=amendment_id), amendment_id, done)


def _run(request: HttpRequest, command: Command[Any, Any], data: object, amendment_id: UUID, done: str) -> HttpResponse:
    try:
        order_id = find_amendment(actor_of(request), amendment_id).order_id
    except NotFound as refusal:
        raise Http404 from refusal
    made = attempt(request, command, data)
    if made is not None:
        messages.success(request, done or _told(made.state))
    return HttpResponseRedirect(reverse("orders:amendments", args=[order_id]))


def _order(actor: Actor, order_id: UUID) -> OrderFacts:
    try:
        return find_order(actor, order_id)
    except NotFound as refusal:
        raise Http404 from refusal
