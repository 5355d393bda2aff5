"""Pages of bins and batches: lists, one bin with its contents, moving goods between bins."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from shared_apps.ui import lists
from tenant_apps.inventory.commands import block_bin, create_bin, move_goods
from tenant_apps.inventory.queries import bins, list_warehouses
from tenant_apps.inventory.queries.lots import balance_rows
from tenant_apps.inventory.web.bin_forms import BinForm, BlockForm, MoveForm
from tenant_apps.inventory.web.stock_pages import actor_of, first_error


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def bin_list_page(request: HttpRequest) -> HttpResponse:
    """Bins of one's warehouses."""
    actor = actor_of(request)
    filters = lists.wanted(request, "view", "q", "warehouse")
    try:
        page = bins.bin_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = bins.bin_counts(actor)
    names = (("", _("All")), ("full", _("With goods")), ("empty", _("Empty")), ("blocked", _("Blocked")))
    places = list_warehouses(actor)
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, [(code, name, counts[code or "all"]) for code, name in names]),
        "filters": filters,
        "keep": {"view": filters["view"]} if "view" in filters else {},
        "warehouses": [(place.code, place.name) for place in places],
        "may_create": bool(places) and actor.may("inventory.create_bin"),
    }
    return render(request, "inventory/bin_list.html", facts)


@requires("inventory.create_bin")
@require_http_methods(["GET", "POST"])
def bin_new_page(request: HttpRequest) -> HttpResponse:
    """Add a bin to a warehouse."""
    actor = actor_of(request)
    places = list_warehouses(actor)
    form = BinForm(request.POST or None, warehouses=places)
    if request.method == "POST" and form.is_valid() and form.send(create_bin, actor, form.input()):
        messages.success(request, _("The bin is added."))
        return HttpResponseRedirect(reverse("inventory:bin", args=[form.result.bin_id]))
    facts = {"form": form, "has_warehouses": bool(places)}
    return render(request, "inventory/bin_new.html", facts, status=422 if form.errors else 200)


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def bin_page(request: HttpRequest, bin_id: UUID) -> HttpResponse:
    """One bin and what lies in it."""
    actor = actor_of(request)
    row = bins.find_bin_row(actor, bin_id)
    if row is None:
        raise Http404
    facts = {
        "row": row,
        "contents": bins.contents_of(actor, bin_id),
        "codes": [code for code in bins.codes_of_warehouse(actor, row.warehouse_id) if code != row.code],
        "today": clock.now(scope.alias()).date(),
        "may_block": actor.may("inventory.block_bin"),
        "may_move": actor.may("inventory.move_goods"),
        "may_receive": actor.may("inventory.receive_stock"),
    }
    return render(request, "inventory/bin_detail.html", facts)


@requires("inventory.block_bin")
@require_POST
def bin_block_page(request: HttpRequest, bin_id: UUID) -> HttpResponse:
    """Block a bin with a reason, or open it."""
    actor = actor_of(request)
    if bins.find_bin_row(actor, bin_id) is None:
        raise Http404
    form = BlockForm(request.POST)
    if form.is_valid() and form.send(block_bin, actor, form.input(bin_id)):
        messages.success(request, _("The bin is blocked.") if form.result.is_blocked else _("The bin is open again."))
    else:
        messages.error(request, first_error(form))
    return HttpResponseRedirect(reverse("inventory:bin", args=[bin_id]))


@requires("inventory.move_goods")
@require_POST
def balance_move_page(request: HttpRequest, balance_id: UUID) -> HttpResponse:
    """Move goods to another bin of the same warehouse."""
    actor = actor_of(request)
    row = balance_rows(actor, {"pk": balance_id}).first()
    if row is None:
        raise Http404
    form = MoveForm(request.POST)
    if form.is_valid() and form.send(move_goods, actor, form.input(balance_id)):
        messages.success(request, _("The goods are moved."))
    else:
        messages.error(request, first_error(form))
    back = reverse("inventory:bin", args=[row.bin_id]) if row.bin_id else reverse("inventory:item", args=[row.item_id])
    return HttpResponseRedirect(back)


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def lot_list_page(request: HttpRequest) -> HttpResponse:
    """Batches with what is left of them."""
    actor = actor_of(request)
    filters = lists.wanted(request, "view", "q")
    today = clock.now(scope.alias()).date()
    try:
        page = bins.lot_page(actor, filters, today, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    views = [("", _("In stock"), None), ("expired", _("Expired"), None), ("gone", _("Nothing left"), None)]
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": {"view": filters["view"]} if "view" in filters else {},
        "today": today,
    }
    return render(request, "inventory/lot_list.html", facts)
