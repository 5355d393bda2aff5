"""Pages of stock: levels, movements, warehouses, a count."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui import lists
from shared_apps.ui.statuses import status_of
from tenant_apps.catalogue.queries import get_items
from tenant_apps.inventory.commands import adjust_stock, create_warehouse
from tenant_apps.inventory.queries import list_stock, list_warehouses, open_alerts, pages
from tenant_apps.inventory.queries.records import KINDS
from tenant_apps.inventory.web.forms import AdjustForm, WarehouseForm


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def stock_page(request: HttpRequest) -> HttpResponse:
    """What lies where, and how much of it is promised."""
    actor = _actor(request)
    filters = lists.wanted(request, "view", "q", "warehouse")
    if request.GET.get("export") == "csv":
        head = [_("Article number"), _("Item"), _("Warehouse"), _("On hand"), _("Promised"), _("Kept back"), _("Free"),
                _("Unit")]  # fmt: skip
        rows = (
            (one.sku, one.name, one.warehouse_code, plain(one.on_hand), plain(one.reserved), plain(one.quarantined),
             plain(one.free), one.unit)
            for one in pages.level_export(actor, filters)
        )  # fmt: skip
        return lists.csv_answer("stock", head, rows, hides={})
    try:
        page = pages.level_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = pages.level_counts(actor)
    views = [
        ("", _("All"), counts["all"]),
        ("promised", _("Promised"), counts["promised"]),
        ("empty", _("Nothing free"), counts["empty"]),
        ("kept_back", _("Kept back"), counts["kept_back"]),
    ]
    warehouses = list_warehouses(actor)
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": {"view": filters["view"]} if "view" in filters else {},
        "warehouses": [(place.code, place.name) for place in warehouses],
        "export_url": lists.address(filters, export="csv"),
        "low": open_alerts(actor),
        "may_adjust": actor.may("inventory.adjust_stock"),
        "may_receive": actor.may("inventory.receive_stock"),
        "may_see_catalogue": actor.may("catalogue.view_item"),
    }
    return render(request, "inventory/stock_list.html", facts)


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def movement_list_page(request: HttpRequest) -> HttpResponse:
    """Every change of a level, newest first."""
    actor = _actor(request)
    filters = lists.wanted(request, "q", "kind", "warehouse")
    if request.GET.get("export") == "csv":
        head = [_("Item"), _("Article number"), _("Kind"), _("Warehouse"), _("Batch"), _("Change"), _("Kept back"),
                _("Unit"), _("When"), _("Note")]  # fmt: skip
        rows = (
            (one.name, one.sku, one.kind, one.warehouse, one.lot, plain(one.quantity), plain(one.quarantined),
             one.unit, one.at.isoformat(), one.note)
            for one in pages.movement_export(actor, filters)
        )  # fmt: skip
        return lists.csv_answer("movements", head, rows, hides={})
    try:
        page = pages.movement_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "filters": filters,
        "kinds": [(kind, status_of("inventory.movement", kind).label) for kind in KINDS],
        "export_url": lists.address(filters, export="csv"),
        "warehouses": [(place.code, place.name) for place in list_warehouses(actor)],
    }
    return render(request, "inventory/movement_list.html", facts)


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def warehouse_list_page(request: HttpRequest) -> HttpResponse:
    """Places where stock is kept."""
    actor = _actor(request)
    places = list_warehouses(actor)
    if request.GET.get("export") == "csv":
        head = [_("Name"), _("Code"), _("Country"), _("Company")]
        rows = [(one.name, one.code, one.country, one.company_name) for one in places]
        return lists.csv_answer("warehouses", head, rows, hides={})
    facts = {
        "rows": places,
        "may_create": actor.company_id is not None and actor.may("inventory.create_warehouse"),
        "is_house": actor.is_marketplace,
        "export_url": lists.address({}, export="csv"),
    }
    return render(request, "inventory/warehouse_list.html", facts)


@requires("inventory.create_warehouse")
@require_http_methods(["GET", "POST"])
def warehouse_new_page(request: HttpRequest) -> HttpResponse:
    """Add a warehouse of one's own company."""
    actor = _actor(request)
    if actor.company_id is None:
        raise Http404
    form = WarehouseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.send(create_warehouse, actor, form.input()):
        messages.success(request, _("The warehouse is added."))
        return HttpResponseRedirect(reverse("inventory:warehouses"))
    return render(request, "inventory/warehouse_new.html", {"form": form}, status=422 if form.errors else 200)


@requires("inventory.adjust_stock")
@require_http_methods(["GET", "POST"])
def adjust_page(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Write down what was counted of an item."""
    actor = _actor(request)
    item = get_items([item_id]).get(item_id)
    if item is None or not item.stocked or actor.company_id not in (None, item.supplier_id):
        raise Http404
    warehouses = list_warehouses(actor, item.supplier_id)
    levels = list_stock(actor, item_id=item_id)
    known = request.GET.get("warehouse") or (str(levels[0].warehouse_id) if levels else "")
    here = next((one for one in levels if str(one.warehouse_id) == known), None)
    form = AdjustForm(
        request.POST or None,
        warehouses=warehouses,
        by_lot=item.tracked_by == "lot",
        initial={"warehouse_id": known, "on_hand": plain(here.on_hand) if here and item.tracked_by == "none" else ""},
    )
    if request.method == "POST" and form.is_valid() and form.send(adjust_stock, actor, form.input(item)):
        messages.success(request, _("The count is in force."))
        return HttpResponseRedirect(reverse("catalogue:item", args=[item_id]))
    facts = {"form": form, "item": item, "levels": levels, "has_warehouses": bool(warehouses)}
    return render(request, "inventory/stock_adjust.html", facts, status=422 if form.errors else 200)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
