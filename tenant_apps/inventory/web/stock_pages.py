"""Pages of one item's stock, of a batch, of goods that come in and goods that are kept back."""

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.api.paging import cut
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.tenancy import scope
from shared_apps.ui import lists
from shared_apps.ui.command_forms import CommandForm
from tenant_apps.catalogue.queries import get_items
from tenant_apps.inventory.commands import quarantine_stock, receive_stock, release_quarantine, scrap_quarantine
from tenant_apps.inventory.decisions.choose_lots import has_expired
from tenant_apps.inventory.queries import list_stock, list_warehouses
from tenant_apps.inventory.queries.lots import balance_rows, quarantine_rows, trace_lot
from tenant_apps.inventory.queries.promising import promise_of
from tenant_apps.inventory.web.work_forms import AskForm, KeepBackForm, ReasonForm, ReceiveForm

PAGE = 40


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def tell_refusal(request: HttpRequest, refusal: Refusal) -> None:
    """A refusal as a message; one that only lacks a right is answered as on every page."""
    if isinstance(refusal, NotAllowed) and refusal.code.startswith("commands."):
        raise refusal
    messages.error(request, f"{refusal.message} {refusal.remedy}".strip())


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def item_page(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Where an item lies, drawn: by warehouse, bin and batch."""
    actor = actor_of(request)
    item = get_items([item_id]).get(item_id)
    if item is None or not item.stocked or actor.company_id not in (None, item.supplier_id):
        raise Http404
    levels = sorted(list_stock(actor, item_id=item_id), key=lambda line: line.warehouse_name)
    balances = balance_rows(actor, {"item_id": item_id}).order_by("lot__expires_on", "warehouse__name", "id")
    promise = promise_of(actor, item_id)
    asked = AskForm(request.GET if "wanted" in request.GET else None)
    wanted = Decimal(asked.cleaned_data["wanted"]) if asked.is_valid() and asked.cleaned_data["wanted"] else None
    facts = {
        "promise": promise,
        "most_available": max((step.available for step in promise.steps), default=Decimal(0)),
        "ask": asked,
        "wanted": wanted,
        "answer_day": promise.first_day(wanted) if wanted is not None else None,
        "item": item,
        "levels": levels,
        "most": max((line.on_hand + line.in_transit for line in levels), default=Decimal(0)),
        "balances": list(balances[:200]),
        "today": clock.now(scope.alias()).date(),
        "may_adjust": actor.may("inventory.adjust_stock"),
        "may_keep_back": actor.may("inventory.quarantine_stock"),
        "may_receive": actor.may("inventory.receive_stock"),
        "may_see_catalogue": actor.may("catalogue.view_item"),
    }
    return render(request, "inventory/stock_item.html", facts)


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def lot_page(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """One batch: where it came from, where it went, why it left, what lies where."""
    lot = trace_lot(actor_of(request), lot_id)
    parts = [
        (_("Where it went"), lot.went, _("Nothing has left yet")),
        (_("Where it came from"), lot.came, _("Nothing came in")),
    ]
    facts = {"lot": lot, "parts": parts, "today": clock.now(scope.alias()).date()}
    return render(request, "inventory/lot_detail.html", facts)


@requires("inventory.receive_stock")
@require_http_methods(["GET", "POST"])
def receive_page(request: HttpRequest) -> HttpResponse:
    """Write down goods that came in."""
    actor = actor_of(request)
    warehouses = list_warehouses(actor)
    form = ReceiveForm(request.POST or None, warehouses=warehouses, initial={"sku": request.GET.get("sku", "")[:60]})
    if request.method == "POST" and form.is_valid() and form.send(receive_stock, actor, form.input()):
        messages.success(request, _("The goods are in stock."))
        return HttpResponseRedirect(reverse("inventory:item", args=[form.cleaned_data["item_id"]]))
    facts = {"form": form, "has_warehouses": bool(warehouses)}
    return render(request, "inventory/stock_receive.html", facts, status=422 if form.errors else 200)


@requires("inventory.quarantine_stock")
@require_POST
def keep_back_page(request: HttpRequest, balance_id: UUID) -> HttpResponse:
    """Keep goods of one batch in one bin back."""
    actor = actor_of(request)
    row = balance_rows(actor, {"pk": balance_id}).first()
    if row is None:
        raise Http404
    form = KeepBackForm(request.POST)
    if form.is_valid() and form.send(quarantine_stock, actor, form.input(balance_id)):
        messages.success(request, _("The goods are kept back. Nobody can be promised them."))
    else:
        messages.error(request, first_error(form))
    return HttpResponseRedirect(reverse("inventory:item", args=[row.item_id]))


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def quarantine_page(request: HttpRequest) -> HttpResponse:
    """Goods that are kept back, and what became of those that were."""
    actor = actor_of(request)
    filters = lists.wanted(request, "view")
    state = {"": "open", "released": "released", "scrapped": "scrapped"}.get(filters.get("view", ""), "open")
    try:
        page = cut(
            quarantine_rows(actor, {"state": state}), f"quarantine {state}", cursor=request.GET.get("cursor"),
            limit=PAGE,
        )  # fmt: skip
    except Refusal as refusal:
        raise Http404 from refusal
    views = [("", _("Kept back"), None), ("released", _("Released"), None), ("scrapped", _("Booked as a loss"), None)]
    today = clock.now(scope.alias()).date()
    for row in page.rows:
        row.is_expired = row.lot is not None and has_expired(row.lot.expires_on, today)
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "is_open": state == "open",
        "may_release": actor.may("inventory.release_quarantine"),
        "may_scrap": actor.may("inventory.scrap_quarantine"),
    }
    return render(request, "inventory/quarantine_list.html", facts)


@requires("inventory.release_quarantine", "inventory.scrap_quarantine")
@require_POST
def quarantine_end_page(request: HttpRequest, quarantine_id: UUID, step: str) -> HttpResponse:
    """Release goods that were kept back, or book them as a loss."""
    actor = actor_of(request)
    command = {"release": release_quarantine, "scrap": scrap_quarantine}.get(step)
    if command is None or not quarantine_rows(actor, {"pk": quarantine_id}).exists():
        raise Http404
    form = ReasonForm(request.POST)
    if form.is_valid() and form.send(command, actor, form.end_quarantine(quarantine_id)):
        done = {"release": _("The goods are free again."), "scrap": _("The goods are booked as a loss.")}
        messages.success(request, done[step])
    else:
        messages.error(request, first_error(form))
    return HttpResponseRedirect(reverse("inventory:quarantine"))


def first_error(form: CommandForm) -> str:
    """What to say where the form itself is no longer on the page."""
    return str(next(iter(form.errors.values()))[0])
