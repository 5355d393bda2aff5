"""Market pages: open listings, one listing with its take, publish, change, withdraw.

A take is one press. What it costs is shown before it (and again while the quantity changes), because it binds at once.
"""

from decimal import Decimal, InvalidOperation
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
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.tenancy import scope
from shared_apps.ui import lists
from tenant_apps.catalogue.queries import list_items
from tenant_apps.inventory.queries import list_warehouses
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.engines.listing.commands import (
    WithdrawListing,
    change_listing,
    publish_listing,
    take_listing,
    withdraw_listing,
)
from tenant_apps.trading.engines.listing.web.forms import ChangeForm, PublishForm, TakeForm
from tenant_apps.trading.kernel.queries import pages
from tenant_apps.trading.kernel.queries.pages import MarketRow

FILTERS = ("view", "q", "seller", "category", "currency")
ITEMS_MOST = 500


@requires("trading.view_event")
@require_http_methods(["GET"])
def market_page(request: HttpRequest) -> HttpResponse:
    """Open listings, newest first, as a table on desks and cards on phones."""
    actor, now = _actor(request), clock.now(scope.alias())
    filters = lists.wanted(request, *FILTERS)
    if request.GET.get("export") == "csv":
        return _export(actor, filters, now)
    page = _page_of(request, actor, filters, now)
    counts = pages.market_counts(actor, now)
    views = [("", _("Open"), counts["open"]), ("ending", _("Ending soon"), counts["ending"])]
    if _may_sell(actor):
        views += [("mine", _("Mine"), counts["mine"]), ("mine_ended", _("Mine, ended"), counts["mine_ended"])]
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "choices": pages.market_choices(actor, now),
        "filters": filters,
        "keep": {"view": filters["view"]} if "view" in filters else {},
        "is_filtered": bool(set(filters) - {"view"}),
        "export_url": lists.address(filters, export="csv"),
        "open_count": counts["open"],
        "may_publish": actor.may("trading.publish_listing") and _may_sell(actor),
        "company_id": actor.company_id,
    }
    return render(request, "listing/listing_list.html", facts)


@requires("trading.view_event")
@require_http_methods(["GET", "POST"])
def listing_page(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """One listing; a POST takes from it."""
    actor = _actor(request)
    row = _row(actor, listing_id)
    asked = request.GET.get("quantity") or plain(row.least)
    form = TakeForm(request.POST or None, initial={"version": row.version, "quantity": asked})
    if request.method == "POST" and form.is_valid() and form.send(take_listing, actor, form.input(row)):
        taken = form.result
        messages.success(request, _("Taken: deal %(number)s is formed.") % {"number": taken.deal_number})
        return HttpResponseRedirect(reverse("settlement:deal", args=[taken.deal_id]))
    if form.errors:
        row = _row(actor, listing_id)
    is_mine = actor.company_id == row.seller_id
    facts = {
        "row": row,
        "form": form,
        "is_mine": is_mine,
        "may_take": _may_take(actor, row),
        "may_change": _may_manage(actor, row, "trading.change_listing"),
        "may_withdraw": _may_manage(actor, row, "trading.withdraw_listing"),
        "sum": _sum(row, form["quantity"].value()),
        "choices": _quantities(row),
        "takes": pages.takes_of(actor, listing_id),
        "history": list_for_target("trading.trading_event", str(listing_id), 10) if is_mine or _is_house(actor) else (),
    }
    return render(request, "listing/listing_detail.html", facts, status=422 if form.errors else 200)


@requires("trading.view_event")
@require_http_methods(["GET"])
def take_sum(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """What a take of `?quantity=` would cost; a fragment that follows the typing."""
    row = _row(_actor(request), listing_id)
    return render(request, "listing/_take_sum.html", {"row": row, "sum": _sum(row, request.GET.get("quantity"))})


@requires("trading.publish_listing")
@require_http_methods(["GET", "POST"])
def publish_page(request: HttpRequest) -> HttpResponse:
    """Publish a listing of one's own stock."""
    actor = _actor(request)
    if not _may_sell(actor):
        raise Http404
    items = list_items(actor, supplier_id=actor.company_id, limit=ITEMS_MOST)
    form = PublishForm(
        request.POST or None,
        items=[item for item in items if item.state == "active"],
        warehouses=list_warehouses(actor, actor.company_id),
        initial={"item_id": request.GET.get("item", ""), "currency": effective("general.currency").value},
    )
    if request.method == "POST" and form.is_valid() and form.send(publish_listing, actor, form.input()):
        messages.success(request, _("Listing %(number)s is open.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("listing:listing", args=[form.result.listing_id]))
    return render(
        request, "listing/listing_publish.html", {"form": form, "has_items": bool(form.items)},
        status=422 if form.errors else 200,
    )  # fmt: skip


@requires("trading.change_listing")
@require_http_methods(["GET", "POST"])
def change_page(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """Change the terms; buyers who saw the old ones are told so when they press."""
    actor = _actor(request)
    row = _row(actor, listing_id)
    if not _may_manage(actor, row, "trading.change_listing"):
        raise Http404
    form = ChangeForm(request.POST or None, initial=ChangeForm.initial_of(row))
    if request.method == "POST" and form.is_valid() and form.send(change_listing, actor, form.input(row)):
        messages.success(request, _("The new terms are in force."))
        return HttpResponseRedirect(reverse("listing:listing", args=[listing_id]))
    facts = {"form": form, "row": row}
    return render(request, "listing/listing_change.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("trading.withdraw_listing")
def withdraw(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """Stop offering the rest."""
    actor = _actor(request)
    _row(actor, listing_id)
    try:
        run(withdraw_listing, actor, WithdrawListing(listing_id=listing_id))
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, _("The listing is withdrawn; its stock is free again."))
    return HttpResponseRedirect(reverse("listing:listing", args=[listing_id]))


def _page_of(request: HttpRequest, actor: Actor, filters: dict[str, str], now: Any) -> pages.Page:
    try:
        return pages.market_page(actor, filters, now, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal


def _export(actor: Actor, filters: dict[str, str], now: Any) -> HttpResponse:
    head = [_("Listing"), _("Title"), _("Article number"), _("Seller"), _("Left"), _("Unit"), _("Unit price"),
            _("Currency"), _("Least take"), _("Ends")]  # fmt: skip
    rows = (
        (one.number, one.title, one.sku, one.seller, plain(one.remaining), one.unit, plain(one.unit_price),
         one.currency, plain(one.min_take), one.ends_at.isoformat() if one.ends_at else "")
        for one in pages.market_export(actor, filters, now)
    )  # fmt: skip
    return lists.csv_answer("listings", head, rows)


def _row(actor: Actor, listing_id: UUID) -> MarketRow:
    row = pages.market_row(actor, listing_id, clock.now(scope.alias()))
    if row is None:
        raise Http404
    return row


def _sum(row: MarketRow, quantity: Any) -> dict[str, Money] | None:
    """Net, tax and total of a quantity; None while it is not a usable number."""
    try:
        value = Decimal(str(quantity or ""))
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 < value <= row.remaining:
        return None
    net = Money.of_product(row.unit_price, value, row.currency)
    tax = Money.of_product(row.tax_rate, net.amount, row.currency)
    return {"net": net, "tax": tax, "total": net + tax}


def _quantities(row: MarketRow) -> list[tuple[str, Decimal, Money]]:
    """A few quantities that would be accepted, with what they cost: least, some steps, all."""
    if not row.remaining:
        return []
    steps = [row.least]
    for share in (4, 2):
        above = (row.remaining / share - row.min_take) // row.take_step if row.take_step else Decimal(0)
        if above > 0:
            steps.append(row.min_take + above * row.take_step)
    steps.append(row.remaining)
    found = sorted({step for step in steps if 0 < step <= row.remaining})
    return [(plain(step), step, Money.of_product(row.unit_price, step, row.currency)) for step in found]


def _may_sell(actor: Actor) -> bool:
    if actor.company_id is None:
        return False
    company = list_by_ids([actor.company_id]).get(actor.company_id)
    return company is not None and company.can_sell and company.state == "active"


def _may_take(actor: Actor, row: MarketRow) -> bool:
    if actor.company_id is None or actor.company_id == row.seller_id or row.state != "open":
        return False
    company = list_by_ids([actor.company_id]).get(actor.company_id)
    return actor.may("trading.take_listing") and company is not None and company.can_buy and company.state == "active"


def _may_manage(actor: Actor, row: MarketRow, permission: str) -> bool:
    return row.state == "open" and actor.company_id in (None, row.seller_id) and actor.may(permission)


def _is_house(actor: Actor) -> bool:
    return actor.is_marketplace


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
