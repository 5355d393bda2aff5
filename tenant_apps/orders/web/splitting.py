"""Pages of dividing orders and joining deliveries, of what waits for stock, and of the terms behind them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import Command, run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.tenancy import scope
from shared_apps.ui.acting import actor_of, attempt
from shared_apps.ui.command_forms import id_or_none
from tenant_apps.orders.commands import (
    JoinOrders,
    ServeWaiting,
    SplitOrder,
    UndoDelivery,
    UnsplitOrder,
    join_orders,
    serve_waiting,
    set_delivery,
    set_grade,
    set_warehouse_terms,
    split_order,
    undo_delivery,
    unsplit_order,
)
from tenant_apps.orders.queries import find_order
from tenant_apps.orders.queries.deliveries import deliveries, orders_of, suggestions
from tenant_apps.orders.queries.queue_pages import grades_of, item_queues, warehouse_lines, wish_of
from tenant_apps.orders.queries.split_pages import split_preview
from tenant_apps.orders.types import OrderFacts
from tenant_apps.orders.web.split_forms import DeliveryForm, GradeForm, TermsForm
from tenant_apps.parties.queries import list_by_ids, list_sites

SHOWN = 100


@requires("orders.split_order")
@require_http_methods(["GET", "POST"])
def split_page(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """How an order would be divided, with the reasons, and the button that divides it."""
    actor = actor_of(request)
    order = _order(actor, order_id)
    if actor.company_id not in (None, order.seller_id):
        raise Http404
    if request.method == "POST":
        done = _("The order is divided; its stock is held part by part.")
        return _back(
            request, split_order, SplitOrder(order_id=order_id), done, reverse("orders:order", args=[order_id])
        )
    facts: dict[str, Any] = {"order": order, "buyer": list_by_ids([order.buyer_id])[order.buyer_id]}
    try:
        facts["split"] = split_preview(actor, order_id, clock.now(scope.alias()))
    except Refusal as refusal:
        facts["refusal"] = refusal
    return render(request, "orders/order_split.html", facts)


@require_POST
@requires("orders.unsplit_order")
def order_unsplit(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Join the parts again."""
    _order(actor_of(request), order_id)
    done = _("The parts are one order again.")
    back = reverse("orders:order", args=[order_id])
    return _back(request, unsplit_order, UnsplitOrder(order_id=order_id), done, back)


@requires("orders.set_delivery")
@require_http_methods(["GET", "POST"])
def delivery_page(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Where and when the buyer wants an order."""
    actor = actor_of(request)
    order = _order(actor, order_id)
    if actor.company_id not in (None, order.buyer_id) or order.state != "accepted":
        raise Http404
    sites = [(str(site.id), site.name) for site in list_sites(actor, order.buyer_id) if site.is_delivery]
    wish = wish_of(order_id)
    initial = (
        {
            "site_id": str(wish.site_id or ""), "wanted_on": wish.wanted_on, "terms_days": wish.terms_days,
            "late_day": _amount(wish.penalty_minor, order.currency),
        }
        if wish
        else {}
    )  # fmt: skip
    form = DeliveryForm(request.POST or None, sites=sites, initial=initial)
    if request.method == "POST" and form.is_valid() and form.send(set_delivery, actor, form.input(order)):
        messages.success(request, _("The supplier sees where and when you want it."))
        return HttpResponseRedirect(reverse("orders:order", args=[order_id]))
    return render(
        request, "orders/order_delivery.html", {"form": form, "order": order}, status=422 if form.errors else 200
    )


@requires("orders.view_order")
@require_http_methods(["GET"])
def deliveries_page(request: HttpRequest) -> HttpResponse:
    """Orders that can leave together, and the deliveries that do."""
    actor = actor_of(request)
    rows = list(deliveries(actor).order_by("-id")[:SHOWN])
    orders = orders_of(row.pk for row in rows)
    facts = {
        "suggestions": suggestions(actor),
        "rows": [(row, orders.get(row.pk, [])) for row in rows],
        "may_join": actor.may("orders.join_orders"),
        "may_undo": actor.may("orders.undo_delivery"),
        "company_id": actor.company_id,
    }
    return render(request, "orders/delivery_list.html", facts)


@require_POST
@requires("orders.join_orders")
def deliveries_join(request: HttpRequest) -> HttpResponse:
    """Let the ticked orders leave together."""
    ids = [pk for text in request.POST.getlist("order") if (pk := id_or_none(text)) is not None]
    done = _("These orders leave together now.")
    return _back(request, join_orders, JoinOrders(order_ids=ids), done, reverse("orders:deliveries"))


@require_POST
@requires("orders.undo_delivery")
def delivery_undo(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Take a joint delivery apart."""
    done = _("The orders leave on their own again.")
    return _back(request, undo_delivery, UndoDelivery(delivery_id=delivery_id), done, reverse("orders:deliveries"))


@requires("orders.serve_waiting")
@require_http_methods(["GET"])
def queue_page(request: HttpRequest) -> HttpResponse:
    """What waits for stock, item by item, with the points of each order."""
    actor = actor_of(request)
    facts = {"queues": item_queues(actor, clock.now(scope.alias())), "company_id": actor.company_id}
    return render(request, "orders/queue.html", facts)


@require_POST
@requires("orders.serve_waiting")
def queue_serve(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Give out what is free now."""
    back = reverse("orders:queue")
    try:
        served = run(serve_waiting, actor_of(request), ServeWaiting(item_id=item_id)).orders
    except NotAllowed:
        raise
    except Refusal as refusal:
        if refusal.code == "orders.item_unknown":
            raise Http404 from refusal
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return HttpResponseRedirect(back)
    text = ngettext("%(n)s order got stock.", "%(n)s orders got stock.", served) % {"n": served}
    messages.success(request, text if served else _("Nothing is free to give out."))
    return HttpResponseRedirect(back)


@requires("orders.set_warehouse_terms")
@require_http_methods(["GET"])
def terms_page(request: HttpRequest) -> HttpResponse:
    """What a shipment from each warehouse costs, and the classes of customers."""
    return _terms(request)


@require_POST
@requires("orders.set_warehouse_terms")
def terms_set(request: HttpRequest, warehouse_id: UUID) -> HttpResponse:
    """Set the terms of one warehouse."""
    if warehouse_id not in {one.id for one in warehouse_lines(actor_of(request))}:
        raise Http404
    form = TermsForm(request.POST)
    if form.is_valid() and form.send(set_warehouse_terms, actor_of(request), form.input(warehouse_id)):
        messages.success(request, _("The terms hold for divisions from now on."))
        return HttpResponseRedirect(reverse("orders:terms"))
    return _terms(request, warehouse_id=warehouse_id, form=form)


@require_POST
@requires("orders.set_grade")
def grade_set(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Set the class of one customer."""
    if company_id not in {pk for pk, _name, _grade in grades_of(actor_of(request))}:
        raise Http404
    form = GradeForm(request.POST)
    if form.is_valid() and form.send(set_grade, actor_of(request), form.input(company_id)):
        messages.success(request, _("The class is in force."))
        return HttpResponseRedirect(reverse("orders:terms"))
    return _terms(request, company_id=company_id, form=form)


def _terms(
    request: HttpRequest, *, warehouse_id: UUID | None = None, company_id: UUID | None = None, form: Any = None
) -> HttpResponse:
    actor = actor_of(request)
    if actor.company_id is None:
        raise Http404
    places = [
        (
            one,
            form
            if one.id == warehouse_id
            else TermsForm(
                initial={"opening": plain(one.opening), "zone": one.zone, "lead_days": one.lead_days},
                auto_id=f"id_{one.code}_%s",
            ),
        )
        for one in warehouse_lines(actor)
    ]
    customers = [
        (pk, name, form if pk == company_id else GradeForm(initial={"grade": grade}, auto_id=f"id_{pk.hex}_%s"))
        for pk, name, grade in grades_of(actor)
    ]
    facts = {"places": places, "customers": customers, "may_grade": actor.may("orders.set_grade")}
    return render(request, "orders/terms.html", facts, status=422 if form is not None else 200)


def _amount(minor: int, currency: str) -> str:
    return str(Money(minor, currency).amount) if minor else ""


def _order(actor: Actor, order_id: UUID) -> OrderFacts:
    try:
        return find_order(actor, order_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _back(request: HttpRequest, command: Command[Any, Any], data: Any, done: str, back: str) -> HttpResponse:
    """Run a command and go back with what it says."""
    attempt(request, command, data, done)
    return HttpResponseRedirect(back)
