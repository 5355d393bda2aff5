"""Pages of the catalogue: items, one item, new, edit, on and off sale."""

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
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from tenant_apps.catalogue.commands import ChangeItem, RetireItem, change_item, create_item, retire_item
from tenant_apps.catalogue.queries import ItemFacts, lacks_of, needs_of, packs_of, pages
from tenant_apps.catalogue.web.forms import ItemForm
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.rulesets.queries import effective

FILTERS = ("view", "q", "category", "supplier")


@requires("catalogue.view_item")
@require_http_methods(["GET"])
def item_list_page(request: HttpRequest) -> HttpResponse:
    """Items on sale, newest first."""
    actor = _actor(request)
    filters = lists.wanted(request, *FILTERS)
    if request.GET.get("export") == "csv":
        head = [_("Article number"), _("Name"), _("Supplier"), _("Category"), _("Unit"), _("Tax rate"), _("State")]
        rows = (
            (one.sku, one.name, one.supplier_name, one.category, one.unit, one.tax_rate, one.state)
            for one in pages.item_export(actor, filters)
        )
        return lists.csv_answer("items", head, rows, hides={})
    try:
        page = pages.item_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = pages.item_counts(actor)
    sells = _may_sell(actor)
    views: list[tuple[str, str, int | None]] = [("", _("On sale"), counts["active"])]
    if sells:
        views.append(("mine", _("Mine"), counts["mine"]))
    others = (("draft", _("Drafts")), ("retired", _("Off sale")))
    views += [(code, name, counts[code]) for code, name in others if counts[code]]
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": {"view": filters["view"]} if "view" in filters else {},
        "categories": pages.categories(),
        "names": dict(pages.categories()),
        "suppliers": pages.supplier_codes(actor),
        "export_url": lists.address(filters, export="csv"),
        "may_create": sells and actor.may("catalogue.create_item"),
    }
    return render(request, "catalogue/item_list.html", facts)


@requires("catalogue.view_item")
@require_http_methods(["GET"])
def item_page(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """One item; prices, stock and listings come from the apps above by their template tags."""
    actor = _actor(request)
    item = _item(actor, item_id)
    is_mine = actor.company_id == item.supplier_id
    owns = actor.company_id in (None, item.supplier_id)
    buys = actor.company_id is not None and not is_mine and actor.may("orders.place_order")
    today = clock.now(scope.alias()).date()
    needs = [need for need in needs_of([item.id]).get(item.id, ()) if need.holds(today)]
    facts = {
        "item": item,
        "needs": needs,
        "lack": lacks_of([item.id], actor.company_id, None, today).get(item.id) if buys and needs else None,
        "category": dict(pages.categories()).get(item.category, item.category),
        "is_mine": is_mine,
        "may_change": owns and actor.may("catalogue.change_item"),
        "may_retire": owns and item.state == "active" and actor.may("catalogue.retire_item"),
        "may_pack": owns and actor.may("catalogue.pack_item"),
        "packs": list(packs_of([item.id]).get(item.id, {}).items()),
        "may_price": owns and actor.may("pricing.set_prices"),
        "may_list": is_mine and item.state == "active" and actor.may("trading.publish_listing"),
        "may_order": buys and item.state == "active",
        "may_see_stock": owns and item.stocked and actor.may("inventory.view_stock"),
        "may_see_market": actor.may("trading.view_event"),
        "history": list_for_target("catalogue.item", str(item_id), 10) if owns else (),
    }
    return render(request, "catalogue/item_detail.html", facts)


@requires("catalogue.create_item")
@require_http_methods(["GET", "POST"])
def item_new_page(request: HttpRequest) -> HttpResponse:
    """Add an item of one's own company."""
    actor = _actor(request)
    if not _may_sell(actor):
        raise Http404
    form = ItemForm(
        request.POST or None, item=None, shelves=pages.categories(),
        tax_rate=str(effective("general.default_tax_rate").value),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and form.send(create_item, actor, form.create_input()):
        messages.success(request, _("The item is in the catalogue. Give it a price and stock next."))
        return HttpResponseRedirect(reverse("catalogue:item", args=[form.result.item_id]))
    return _form(request, form, _("New item"), _("Add the item"), reverse("catalogue:items"))


@requires("catalogue.change_item")
@require_http_methods(["GET", "POST"])
def item_edit_page(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Change an item."""
    actor = _actor(request)
    item = _item(actor, item_id)
    if actor.company_id not in (None, item.supplier_id):
        raise Http404
    form = ItemForm(request.POST or None, item=item, shelves=pages.categories())
    back = reverse("catalogue:item", args=[item_id])
    if request.method == "POST" and form.is_valid() and form.send(change_item, actor, form.change_input(item)):
        messages.success(request, _("The item is saved."))
        return HttpResponseRedirect(back)
    return _form(request, form, item.name, _("Save the item"), back)


@require_POST
@requires("catalogue.retire_item")
def item_retire(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Take it off sale."""
    return _act(request, item_id, retire_item, RetireItem(item_id=item_id), _("The item is off sale."))


@require_POST
@requires("catalogue.change_item")
def item_activate(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Put it on sale (again)."""
    return _act(request, item_id, change_item, ChangeItem(item_id=item_id, active=True), _("The item is on sale."))


def _act(request: HttpRequest, item_id: UUID, command: Any, data: Any, done: str) -> HttpResponse:
    attempt(request, command, data, done)
    return HttpResponseRedirect(reverse("catalogue:item", args=[item_id]))


def _form(request: HttpRequest, form: ItemForm, title: str, verb: str, back: str) -> HttpResponse:
    facts = {"form": form, "title": title, "verb": verb, "back": back}
    return render(request, "catalogue/item_form.html", facts, status=422 if form.errors else 200)


def _item(actor: Actor, item_id: UUID) -> ItemFacts:
    item = pages.find_item(actor, item_id)
    if item is None:
        raise Http404
    return item


def _may_sell(actor: Actor) -> bool:
    if actor.company_id is None:
        return False
    company = list_by_ids([actor.company_id]).get(actor.company_id)
    return company is not None and company.can_sell


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
