"""Pages of ordering again: the queue of alerts, why a point is what it is, goods that are expected."""

from decimal import Decimal
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
from shared_apps.foundation import clock
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from shared_apps.ui import formats, lists
from shared_apps.ui.command_forms import id_or_none
from shared_apps.ui.shapes import Chart, Series
from tenant_apps.catalogue.queries import get_items
from tenant_apps.catalogue.queries.pages import suppliers_on_offer
from tenant_apps.inventory.commands import (
    cancel_supply,
    expect_supply,
    move_supply,
    receive_supply,
    set_reorder_point,
)
from tenant_apps.inventory.queries import list_warehouses, reorder
from tenant_apps.inventory.queries.reorder import ReorderPoint
from tenant_apps.inventory.web.reorder_forms import (
    CancelSupplyForm,
    MoveSupplyForm,
    ReceiveSupplyForm,
    ReorderForm,
    SupplyForm,
    initial_of,
)
from tenant_apps.inventory.web.stock_pages import actor_of, first_error


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def alert_list_page(request: HttpRequest) -> HttpResponse:
    """What has to be ordered again, newest first; and what had to be."""
    actor = actor_of(request)
    filters = lists.wanted(request, "view", "q", "warehouse")
    try:
        page = reorder.alert_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = reorder.alert_counts(actor)
    views = [("", _("To order"), counts["open"]), ("cleared", _("Over"), counts["cleared"])]
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": {"view": filters["view"]} if "view" in filters else {},
        "warehouses": [(place.code, place.name) for place in list_warehouses(actor)],
        "is_open": filters.get("view") != "cleared",
        "may_set": actor.may("inventory.set_reorder_point"),
        "may_order": actor.company_id is not None and actor.may("orders.order_again"),
    }
    return render(request, "inventory/alert_list.html", facts)


@requires("inventory.view_stock")
@require_http_methods(["GET", "POST"])
def reorder_page(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """When an item is ordered again in a warehouse: drawn, explained, and changed here."""
    actor = actor_of(request)
    item = get_items([item_id]).get(item_id)
    if item is None or not item.stocked or actor.company_id not in (None, item.supplier_id):
        raise Http404
    places = list_warehouses(actor, item.supplier_id)
    points = list(reorder.point_rows(actor, {"item_id": item_id}))
    known = {row.warehouse_id: row for row in points}
    asked = id_or_none(request.GET.get("warehouse")) or next(iter(known), places[0].id if places else None)
    place = next((one for one in places if one.id == asked), None)
    if place is None and (places or "warehouse" in request.GET):
        raise Http404
    row = known.get(place.id) if place is not None else None
    may_set = actor.may("inventory.set_reorder_point")
    suppliers = [(pk, name) for pk, name in suppliers_on_offer(actor) if pk != item.supplier_id]
    form = ReorderForm(request.POST or None, suppliers=suppliers, initial=initial_of(row))
    if request.method == "POST":
        if not may_set or place is None:
            raise Http404
        if form.is_valid() and form.send(set_reorder_point, actor, form.input(item, place.id)):
            messages.success(request, _("The reorder point is reckoned anew."))
            address = reverse("inventory:reorder", args=[item_id])
            return HttpResponseRedirect(f"{address}?warehouse={place.id}")
    standing = reorder.standings([row])[(row.item_id, row.warehouse_id)] if row is not None else None
    facts = {
        "item": item,
        "place": place,
        "places": [(str(one.id), one.name) for one in places],
        "row": row,
        "standing": standing,
        "share": min(standing.position, row.up_to) if standing and row and row.up_to else Decimal(0),
        "chart": _chart(row, item.unit) if row is not None and row.point is not None else None,
        "supplies": reorder.supply_rows(actor, {"item_id": item_id, "state": "open"}).order_by("due_on", "id")[:20],
        "form": form,
        "may_set": may_set,
    }
    return render(request, "inventory/reorder.html", facts, status=422 if form.errors else 200)


def _chart(row: ReorderPoint, unit: str) -> Chart:
    """Stock at the end of each day against the point and the safety stock."""
    days = reorder.stock_by_day(row)
    point, safety = plain(row.point or Decimal(0)), plain(row.safety or Decimal(0))
    series = [
        Series(_("On hand"), tuple(plain(there) for _day, there in days)),
        Series(_("Reorder point"), (point,) * len(days)),
    ]
    if safety != point:
        series.append(Series(_("Safety stock"), (safety,) * len(days)))
    under = sum(1 for _day, there in days if row.point is not None and there < row.point)
    summary = _("On hand was under the reorder point of %(point)s at the end of %(under)s of %(days)s days.")
    text = summary % {"point": point, "under": under, "days": len(days)}
    return Chart(text, tuple(formats.day_text(day) for day, _there in days), tuple(series), shows="")


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def supply_list_page(request: HttpRequest) -> HttpResponse:
    """Goods that are expected, late, received or called off."""
    actor = actor_of(request)
    filters = lists.wanted(request, "view", "q")
    try:
        page = reorder.supply_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    for row in page.rows:
        row.missing_text = plain(row.missing)
    counts = reorder.supply_counts(actor)
    names = (
        ("", _("Expected"), "open"), ("late", _("Late"), "late"), ("received", _("Received"), "received"),
        ("cancelled", _("Called off"), "cancelled"),
    )  # fmt: skip
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, [(code, name, counts[key]) for code, name, key in names]),
        "filters": filters,
        "keep": {"view": filters["view"]} if "view" in filters else {},
        "is_open": filters.get("view", "") in ("", "late"),
        "today": clock.now(scope.alias()).date(),
        "may_expect": actor.may("inventory.expect_supply"),
        "may_move": actor.may("inventory.move_supply"),
        "may_receive": actor.may("inventory.receive_supply"),
        "may_cancel": actor.may("inventory.cancel_supply"),
    }
    return render(request, "inventory/supply_list.html", facts)


@requires("inventory.expect_supply")
@require_http_methods(["GET", "POST"])
def supply_new_page(request: HttpRequest) -> HttpResponse:
    """Write down goods that are expected."""
    actor = actor_of(request)
    warehouses = list_warehouses(actor)
    form = SupplyForm(request.POST or None, warehouses=warehouses, initial={"sku": request.GET.get("sku", "")[:60]})
    if request.method == "POST" and form.is_valid() and form.send(expect_supply, actor, form.input()):
        messages.success(request, _("The goods are expected; they can be promised from their day on."))
        return HttpResponseRedirect(reverse("inventory:supplies"))
    facts = {"form": form, "has_warehouses": bool(warehouses)}
    return render(request, "inventory/supply_new.html", facts, status=422 if form.errors else 200)


@requires("inventory.move_supply", "inventory.receive_supply", "inventory.cancel_supply")
@require_POST
def supply_step_page(request: HttpRequest, supply_id: UUID, step: str) -> HttpResponse:
    """Receive expected goods, move them to another day, call them off."""
    actor = actor_of(request)
    command: Command[Any, Any]
    if step not in ("receive", "move", "cancel") or not reorder.supply_rows(actor, {"pk": supply_id}).exists():
        raise Http404
    form: ReceiveSupplyForm | MoveSupplyForm | CancelSupplyForm
    if step == "receive":
        form, command, done = ReceiveSupplyForm(request.POST), receive_supply, _("The goods are in stock.")
    elif step == "move":
        done = _("The day is changed, and what can be promised with it.")
        form, command = MoveSupplyForm(request.POST), move_supply
    else:
        form, command, done = CancelSupplyForm(request.POST), cancel_supply, _("The goods are expected no more.")
    if form.is_valid() and form.send(command, actor, form.input(supply_id)):
        messages.success(request, done)
    else:
        messages.error(request, first_error(form))
    return HttpResponseRedirect(reverse("inventory:supplies"))
