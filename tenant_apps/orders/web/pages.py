"""Pages of orders and returns: list, one order, quick order, cancel, take back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.audit.queries import list_for_target
from shared_apps.commands import Command, run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.tenancy import scope
from shared_apps.ui import lists
from tenant_apps.exceptions.queries import live_of_order
from tenant_apps.orders.commands import CancelOrder, CancelRest, RestCancelled, accept_return, cancel_order, cancel_rest
from tenant_apps.orders.queries import find_order, pages
from tenant_apps.orders.queries.amendments import amendments_of, is_of_event
from tenant_apps.orders.queries.deliveries import delivery_of, orders_of
from tenant_apps.orders.queries.queue_pages import wish_of
from tenant_apps.orders.queries.split_pages import split_of
from tenant_apps.orders.types import OrderFacts
from tenant_apps.orders.web.forms import ReturnForm
from tenant_apps.parties.queries import list_by_ids

FILTERS = ("view", "q", "side", "since", "until", "sort")
RETURNABLE = ("invoiced", "settled")


@requires("orders.view_order")
@require_http_methods(["GET"])
def order_list_page(request: HttpRequest) -> HttpResponse:
    """Orders by state; the address holds the filter, the export holds the same rows."""
    actor = _actor(request)
    filters = lists.wanted(request, *FILTERS)
    if request.GET.get("export") == "csv":
        return _export(actor, filters)
    try:
        page = pages.order_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = pages.order_counts(actor)
    views = [("", _("All"), counts["all"]), ("open", _("Open"), counts["open"])]
    names = {
        "accepted": _("To ship"),
        "shipped": _("In delivery"),
        "delivered": _("To invoice"),
        "invoiced": _("To pay"),
        "settled": _("Settled"),
        "cancelled": _("Cancelled"),
    }
    views += [(code, names[code], counts.get(code, 0)) for code in pages.TABS if counts.get(code)]
    facts = {
        "rows": [(row, row.partner_of(actor.company_id)) for row in page.rows],
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": lists.kept(filters),
        "sides": [("buy", _("I buy")), ("sell", _("I sell"))] if actor.company_id else [],
        "export_url": lists.address(filters, export="csv"),
        "company_id": actor.company_id,
        "may_order": may_buy(actor),
        "may_serve": actor.may("orders.serve_waiting"),
        "may_set_terms": actor.company_id is not None and actor.may("orders.set_warehouse_terms"),
        "without": {name: lists.address(filters, **{name: ""}) for name in ("since", "until")},
    }
    return render(request, "orders/order_list.html", facts)


def _export(actor: Actor, filters: dict[str, str]) -> HttpResponse:
    head = [_("Order"), _("State"), _("Buyer"), _("Seller"), _("Buyer’s number"), _("What"), _("Further lines")]
    head += [_("Net"), _("Total"), _("Currency"), _("Ordered")]
    rows = (
        (one.number, one.state, one.buyer, one.seller, one.client_reference, one.what, one.more_lines,
         one.net.amount, one.total.amount, one.total.currency, one.ordered_at.isoformat())
        for one in pages.order_export(actor, filters)
    )  # fmt: skip
    return lists.csv_answer("orders", head, rows, hides={"prices": (7, 8)})


@requires("orders.view_order")
@require_http_methods(["GET"])
def order_page(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order with its lines."""
    actor = _actor(request)
    order = _order(actor, order_id)
    companies = list_by_ids([order.buyer_id, order.seller_id])
    is_buyer = actor.company_id == order.buyer_id
    facts = {
        "order": order,
        "buyer": companies[order.buyer_id],
        "seller": companies[order.seller_id],
        "net": Money(order.net_minor, order.currency),
        "tax": Money(order.tax_minor, order.currency),
        "total": Money(order.total_minor, order.currency),
        "returns": pages.returns_of_order(order_id),
        "troubles": live_of_order(actor, order_id, clock.now(scope.alias())),
        **_parts(actor, order),
        "is_buyer": is_buyer,
        "is_seller": actor.company_id == order.seller_id,
        "is_house": actor.is_marketplace,
        "may_return": order.state in RETURNABLE
        and actor.company_id == order.seller_id
        and actor.may("orders.accept_return"),
        "may_repeat": is_buyer and may_buy(actor),
        "amendments": amendments_of(actor, order_id),
        "is_of_event": is_of_event(order.deal_id),
        "may_amend": order.state == "accepted"
        and actor.company_id is not None
        and actor.may("orders.propose_amendment"),
        "history": list_for_target("orders.order", str(order_id), 10),
    }
    return render(request, "orders/order_detail.html", facts)


# Parts that have not left.
REST = {"waiting", "accepted"}
# Of these something has left, and can be claimed once it is there or with its receipt.
LEFT = {"shipped", "delivered", "invoiced", "settled"}


def _parts(actor: Actor, order: OrderFacts) -> dict[str, Any]:
    """What the page knows of parts, joint delivery and wishes."""
    split, delivery = split_of(order.id), delivery_of(order.id)
    mine = actor.company_id in (None, order.seller_id)
    states = {part.state for part in split.parts} if split else set()
    return {
        "split": split,
        "delivery": delivery,
        "mates": [one for one in orders_of([delivery.pk])[delivery.pk] if one.pk != order.id] if delivery else [],
        "wish": wish_of(order.id),
        "may_cancel": order.state == "accepted"
        and states <= {"waiting", "accepted"}
        and actor.may("orders.cancel_order"),
        "may_cancel_rest": bool(states & REST and states - REST)
        and actor.company_id is not None
        and actor.may("orders.cancel_rest"),
        "may_split": order.state == "accepted" and not split and not delivery and mine
        and actor.may("orders.split_order"),
        "may_claim": actor.company_id == order.buyer_id and bool((states | {order.state}) & LEFT)
        and actor.may("claims.open_claim"),
        "may_unsplit": states == {"accepted"} and mine and actor.may("orders.unsplit_order"),
        "may_wish": order.state == "accepted" and not delivery and actor.company_id in (None, order.buyer_id)
        and actor.may("orders.set_delivery"),
    }  # fmt: skip


@require_POST
@requires("orders.cancel_order")
def order_cancel(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Cancel while nothing has left."""
    data = CancelOrder(order_id=order_id, reason=request.POST.get("reason", "")[:200])
    done = _("The order is cancelled; its stock is free again.")
    return _cancel(request, order_id, cancel_order, data, lambda _made: done)


@require_POST
@requires("orders.cancel_rest")
def order_cancel_rest(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Cancel what has not left."""
    data = CancelRest(order_id=order_id, reason=request.POST.get("reason", "")[:301])

    def said(made: RestCancelled) -> str:
        if made.amendment_id is not None:
            return _("The other side is asked whether the rest may be closed; the order stays as it is until then.")
        return _("The rest is cancelled. The order is what has left of it.")

    return _cancel(request, order_id, cancel_rest, data, said)


def _cancel(
    request: HttpRequest,
    order_id: UUID,
    command: Command[Any, Any],
    data: CancelOrder | CancelRest,
    said: Callable[[Any], str],
) -> HttpResponse:
    """Run it for an order that the actor sees, and say at the order what came of it."""
    actor = _actor(request)
    _order(actor, order_id)
    try:
        made = run(command, actor, data)
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, said(made))
    return HttpResponseRedirect(reverse("orders:order", args=[order_id]))


@requires("orders.view_order")
@require_http_methods(["GET"])
def return_list_page(request: HttpRequest) -> HttpResponse:
    """Returns, newest first."""
    actor = _actor(request)
    filters = lists.wanted(request, "q")
    if request.GET.get("export") == "csv":
        head = [_("Return"), _("Order"), _("Buyer"), _("Seller"), _("Reason"), _("Total"), _("Currency"), _("When")]
        rows = (
            (one.number, one.order_number, one.buyer, one.seller, one.reason, one.total.amount, one.total.currency,
             one.returned_at.isoformat())
            for one in pages.return_export(actor, filters)
        )  # fmt: skip
        return lists.csv_answer("returns", head, rows, hides={"prices": (5,)})
    try:
        page = pages.return_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    facts = {
        "rows": page.rows,
        "filters": filters,
        "pager": lists.pager(request, filters, page.next_cursor),
        "export_url": lists.address(filters, export="csv"),
    }
    return render(request, "orders/return_list.html", facts)


@requires("orders.view_order")
@require_http_methods(["GET"])
def return_page(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """One return with its lines."""
    found = pages.return_view(_actor(request), return_id)
    if found is None:
        raise Http404
    return render(request, "orders/return_detail.html", {"row": found[0], "lines": found[1]})


@requires("orders.accept_return")
@require_http_methods(["GET", "POST"])
def return_new_page(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Take goods of an order back, as its seller."""
    actor = _actor(request)
    order = _order(actor, order_id)
    if actor.company_id != order.seller_id or order.state not in RETURNABLE:
        raise Http404
    form = ReturnForm(request.POST or None, order=order)
    if request.method == "POST" and form.is_valid() and form.send(accept_return, actor, form.input()):
        messages.success(request, _("Return %(number)s is accepted.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("orders:return", args=[form.result.return_id]))
    facts = {"form": form, "order": order}
    return render(request, "orders/return_new.html", facts, status=422 if form.errors else 200)


def _order(actor: Actor, order_id: UUID) -> OrderFacts:
    try:
        return find_order(actor, order_id)
    except NotFound as refusal:
        raise Http404 from refusal


def may_buy(actor: Actor) -> bool:
    if actor.company_id is None or not actor.may("orders.place_order"):
        return False
    company = list_by_ids([actor.company_id]).get(actor.company_id)
    return company is not None and company.can_buy and company.state == "active"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
