"""Pages of shipments: list, one shipment with its two acts."""

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
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from shared_apps.ui.command_forms import id_or_none
from tenant_apps.logistics.commands import (
    HoldShipment,
    ReleaseShipment,
    RenderDeliveryNote,
    ReportLost,
    ReportSurplus,
    confirm_receipt,
    hold_shipment,
    release_shipment,
    render_delivery_note,
    report_lost,
    report_surplus,
    ship,
)
from tenant_apps.logistics.queries import find_shipment, pages
from tenant_apps.logistics.types import ShipmentFacts
from tenant_apps.logistics.web.forms import ReceiptForm, ShipForm
from tenant_apps.orders.queries import find_order
from tenant_apps.parties.queries import list_by_ids

FILTERS = ("view", "q", "side")


@requires("logistics.view_shipment")
@require_http_methods(["GET"])
def shipment_list_page(request: HttpRequest) -> HttpResponse:
    """Shipments by state."""
    actor = _actor(request)
    filters = lists.wanted(request, *FILTERS)
    if request.GET.get("export") == "csv":
        head = [_("Shipment"), _("State"), _("Order"), _("Buyer"), _("Seller"), _("Carrier"), _("Tracking number")]
        head += [_("Shipped"), _("Received")]
        rows = (
            (one.number, one.state, one.order_number, one.buyer, one.seller, one.carrier, one.tracking,
             one.shipped_at.isoformat() if one.shipped_at else "",
             one.received_at.isoformat() if one.received_at else "")
            for one in pages.shipment_export(actor, filters)
        )  # fmt: skip
        return lists.csv_answer("shipments", head, rows, hides={})
    try:
        page = pages.shipment_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = pages.shipment_counts(actor)
    names = {
        "planned": _("To ship"),
        "shipped": _("In delivery"),
        "received": _("Received"),
        "cancelled": _("Cancelled"),
    }
    views: list[tuple[str, str, int | None]] = [("", _("All"), counts["all"])]
    views += [(code, names[code], counts.get(code, 0)) for code in pages.STATES]
    facts = {
        "rows": [(row, row.partner_of(actor.company_id)) for row in page.rows],
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": {"view": filters["view"]} if "view" in filters else {},
        "sides": [("buy", _("To me")), ("sell", _("From me"))] if actor.company_id else [],
        "export_url": lists.address(filters, export="csv"),
        "company_id": actor.company_id,
    }
    return render(request, "logistics/shipment_list.html", facts)


@requires("logistics.view_shipment")
@require_http_methods(["GET"])
def shipment_page(request: HttpRequest, shipment_id: UUID) -> HttpResponse:
    """One shipment; its next act stands open on the right."""
    actor = _actor(request)
    return _render(request, _shipment(actor, shipment_id))


@require_POST
@requires("logistics.ship")
def shipment_ship(request: HttpRequest, shipment_id: UUID) -> HttpResponse:
    """Send it."""
    actor = _actor(request)
    shipment = _shipment(actor, shipment_id)
    form = ShipForm(request.POST, shipment=shipment)
    if form.is_valid() and form.send(ship, actor, form.input()):
        messages.success(request, _("Shipment %(number)s is on its way.") % {"number": shipment.number})
        if _shipment(actor, shipment_id).lines != shipment.lines:
            messages.info(request, _("What stayed behind is planned as a shipment of its own."))
        return HttpResponseRedirect(reverse("logistics:shipment", args=[shipment_id]))
    return _render(request, _shipment(actor, shipment_id), ship_form=form)


@require_POST
@requires("logistics.confirm_receipt")
def shipment_receive(request: HttpRequest, shipment_id: UUID) -> HttpResponse:
    """Confirm what arrived."""
    actor = _actor(request)
    shipment = _shipment(actor, shipment_id)
    form = ReceiptForm(request.POST, shipment=shipment)
    if form.is_valid() and form.send(confirm_receipt, actor, form.input()):
        messages.success(request, _("Receipt confirmed. The invoice follows."))
        return HttpResponseRedirect(reverse("logistics:shipment", args=[shipment_id]))
    return _render(request, _shipment(actor, shipment_id), receipt_form=form)


@require_POST
@requires("logistics.view_shipment")
def shipment_paper(request: HttpRequest, shipment_id: UUID) -> HttpResponse:
    """Make the delivery note when it was not made at once, and come back to see it."""
    try:
        run(render_delivery_note, _actor(request), RenderDeliveryNote(shipment_id=shipment_id))
    except NotAllowed:
        raise
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    return HttpResponseRedirect(reverse("logistics:shipment", args=[shipment_id]))


@require_POST
@requires("logistics.hold_shipment")
def shipment_hold(request: HttpRequest, shipment_id: UUID) -> HttpResponse:
    """Keep it from leaving."""
    data = HoldShipment(shipment_id=shipment_id, reason=request.POST.get("reason", "")[:201])
    return _act(request, shipment_id, hold_shipment, data, _("It is held until somebody releases it."))


@require_POST
@requires("logistics.release_shipment")
def shipment_release(request: HttpRequest, shipment_id: UUID) -> HttpResponse:
    """Let it go on."""
    data = ReleaseShipment(shipment_id=shipment_id)
    return _act(request, shipment_id, release_shipment, data, _("It can leave again."))


@require_POST
@requires("logistics.report_lost")
def shipment_lost(request: HttpRequest, shipment_id: UUID) -> HttpResponse:
    """It will not arrive."""
    data = ReportLost(shipment_id=shipment_id, reason=request.POST.get("reason", "")[:201])
    return _act(request, shipment_id, report_lost, data, _("Reported lost. Nothing of it is invoiced."))


@require_POST
@requires("logistics.confirm_receipt")
def shipment_surplus(request: HttpRequest, shipment_id: UUID) -> HttpResponse:
    """More arrived than was sent."""
    line_id = id_or_none(request.POST.get("order_line_id")) or UUID(int=0)
    surplus = request.POST.get("surplus", "").strip()[:30]
    data = ReportSurplus(shipment_id=shipment_id, order_line_id=line_id, surplus=surplus)
    return _act(request, shipment_id, report_surplus, data, _("Reported. The seller hears of it."))


def _act(request: HttpRequest, shipment_id: UUID, command: Command[Any, Any], data: Any, done: str) -> HttpResponse:
    actor = _actor(request)
    _shipment(actor, shipment_id)
    attempt(request, command, data, done)
    return HttpResponseRedirect(reverse("logistics:shipment", args=[shipment_id]))


def _render(
    request: HttpRequest,
    shipment: ShipmentFacts,
    *,
    ship_form: ShipForm | None = None,
    receipt_form: ReceiptForm | None = None,
) -> HttpResponse:
    actor = _actor(request)
    companies = list_by_ids([shipment.buyer_id, shipment.seller_id])
    order = find_order(actor, shipment.order_id)
    is_seller = actor.company_id in (None, shipment.seller_id)
    is_buyer = actor.company_id in (None, shipment.buyer_id)
    facts = {
        "shipment": shipment,
        "order": order,
        "buyer": companies[shipment.buyer_id],
        "seller": companies[shipment.seller_id],
        "you_buy": actor.company_id == shipment.buyer_id,
        "you_sell": actor.company_id == shipment.seller_id,
        "is_house": actor.is_marketplace,
        "may_ship": shipment.state == "planned" and not shipment.held_at and is_seller and actor.may("logistics.ship"),
        "may_hold": shipment.state == "planned" and is_seller and actor.may("logistics.hold_shipment"),
        "may_claim": shipment.state in ("shipped", "received")
        and actor.company_id == shipment.buyer_id
        and actor.may("claims.open_claim"),
        "may_lose": shipment.state == "shipped" and actor.may("logistics.report_lost"),
        "may_surplus": shipment.state in ("shipped", "received")
        and is_buyer
        and actor.may("logistics.confirm_receipt"),
        "may_receive": shipment.state == "shipped" and is_buyer and actor.may("logistics.confirm_receipt"),
        "ship_form": ship_form or ShipForm(shipment=shipment),
        "receipt_form": receipt_form or ReceiptForm(shipment=shipment),
        "history": list_for_target("logistics.shipment", str(shipment.id), 10),
    }
    return render(request, "logistics/shipment_detail.html", facts, status=422 if ship_form or receipt_form else 200)


def _shipment(actor: Actor, shipment_id: UUID) -> ShipmentFacts:
    try:
        return find_shipment(actor, shipment_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
