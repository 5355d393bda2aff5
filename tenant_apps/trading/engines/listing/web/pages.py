"""Market pages: listings of either side, one listing with its take, and the takes that wait.

A take is one press. What it costs is shown before it (and again while the quantity changes), because it binds at once,
or as soon as it is confirmed.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from shared_apps.audit.queries import list_for_target
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from shared_apps.ui import lists
from shared_apps.ui.downloads import file_answer
from tenant_apps.catalogue.queries import ItemFacts, list_items
from tenant_apps.inventory.queries import list_warehouses
from tenant_apps.trading.engines.listing.commands import Taken, take_listing
from tenant_apps.trading.engines.listing.queries import count_to_answer, waiting_in, waiting_takes
from tenant_apps.trading.engines.listing.web.forms import TakeForm
from tenant_apps.trading.engines.listing.web.viewing import (
    actor_of,
    may_list,
    may_manage,
    may_take,
    quantities,
    row_of,
    sum_of,
)
from tenant_apps.trading.kernel.queries import pages
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tenant_apps.trading.kernel.queries.pages import MarketRow
from tenant_apps.trading.kernel.web.events import AUDIT_FILE, rows_of_rules

FILTERS = ("view", "q", "side", "seller", "category", "currency")
ITEMS_MOST = 500


@requires("trading.view_event")
@require_http_methods(["GET"])
def market_page(request: HttpRequest) -> HttpResponse:
    """Open listings, newest first, as a table on desks and cards on phones."""
    actor, now = actor_of(request), clock.now(scope.alias())
    filters = lists.wanted(request, *FILTERS)
    if request.GET.get("export") == "csv":
        return _export(actor, filters, now)
    page = _page_of(request, actor, filters, now)
    counts, choices = pages.market_counts(actor, now), pages.market_choices(actor, now)
    views = [("", _("Open"), counts["open"]), ("ending", _("Ending soon"), counts["ending"])]
    if may_list(actor):
        views += [("mine", _("Mine"), counts["mine"]), ("mine_ended", _("Mine, ended"), counts["mine_ended"])]
    if counts["review"]:
        views.append(("review", _("In review"), counts["review"]))
    sides = [("sell", _("Offers")), ("buy", _("Wanted"))]
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "choices": choices,
        "sides": sides if len(choices["sides"]) > 1 else [],
        "filters": filters,
        "keep": {"view": filters["view"]} if "view" in filters else {},
        "is_filtered": bool(set(filters) - {"view"}),
        "export_url": lists.address(filters, export="csv"),
        "open_count": counts["open"],
        "waiting": len(waiting_takes(actor, now)),
        "to_answer": count_to_answer(actor, now),
        "may_publish": actor.may("trading.publish_listing") and may_list(actor),
        "company_id": actor.company_id,
    }
    return render(request, "listing/listing_list.html", facts)


@requires("trading.view_event")
@require_http_methods(["GET", "POST"])
def listing_page(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """One listing; a POST takes from it."""
    actor = actor_of(request)
    row = row_of(actor, listing_id)
    asked = request.GET.get("quantity") or plain(row.least)
    form = TakeForm(
        request.POST or None, row=row, items=_own_items(actor, row), warehouses=_own_places(actor, row),
        initial={"version": row.version, "quantity": asked},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and form.send(take_listing, actor, form.input()):
        return _taken(request, form.result)
    if form.errors:
        row = row_of(actor, listing_id)
    waiting = waiting_in(actor, listing_id, clock.now(scope.alias()))
    is_mine = actor.company_id == row.seller_id
    takes = pages.takes_of(actor, listing_id, {one.take for one in waiting})
    took_part = is_mine or actor.is_marketplace or any(one.deal_id for one in takes)
    facts = {
        "row": row,
        "form": form,
        "is_mine": is_mine,
        "may_take": may_take(actor, row),
        "has_goods": row.side == "sell" or bool(form.fields["item_id"].choices),  # type: ignore[attr-defined]
        "may_change": row.state == "open" and may_manage(actor, row, "trading.change_listing"),
        "may_withdraw": may_manage(actor, row, "trading.withdraw_listing"),
        "may_review": row.state == "review" and actor.company_id is None and actor.may("trading.review_listing"),
        "sum": sum_of(row, form["quantity"].value(), form["unit_price"].value() if "unit_price" in form.fields else ""),
        "choices": quantities(row),
        "rule_rows": rows_of_rules("spot_listing", row.rules),
        "waiting": waiting,
        "takes": takes,
        "has_audit_file": row.is_closed and took_part,
        "history": list_for_target("trading.trading_event", str(listing_id), 10)
        if is_mine or actor.is_marketplace
        else (),
    }
    return render(request, "listing/listing_detail.html", facts, status=422 if form.errors else 200)


@requires("trading.view_event")
@require_http_methods(["GET"])
def take_sum(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """What a take of `?quantity=` would cost; a fragment that follows the typing."""
    row = row_of(actor_of(request), listing_id)
    told = {"row": row, "sum": sum_of(row, request.GET.get("quantity"), request.GET.get("unit_price"))}
    return render(request, "listing/_take_sum.html", told)


@requires("trading.view_event")
@require_http_methods(["GET"])
def waiting_page(request: HttpRequest) -> HttpResponse:
    """Takes that wait: those to answer, and those one waits for."""
    actor = actor_of(request)
    rows = waiting_takes(actor, clock.now(scope.alias()))
    facts = {
        "to_answer": [row for row in rows if row.may_answer],
        "others": [row for row in rows if not row.may_answer],
    }
    return render(request, "listing/waiting.html", facts)


@requires("trading.view_event")
@require_http_methods(["GET"])
def listing_audit_file(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """The audit file of a listing that has ended, as a download."""
    actor = actor_of(request)
    row = row_of(actor, listing_id)
    try:
        body = audit_file(actor, row.lot_id)
    except Refusal as refusal:
        raise Http404 from refusal
    return file_answer(AUDIT_FILE, body, "application/json", f"{row.number}.json")


def _taken(request: HttpRequest, taken: Taken) -> HttpResponse:
    if taken.deal_id is not None:
        messages.success(request, _("Taken: deal %(number)s is formed.") % {"number": taken.deal_number})
        return HttpResponseRedirect(reverse("settlement:deal", args=[taken.deal_id]))
    messages.success(request, _("Your take is held and waits for an answer."))
    return HttpResponseRedirect(reverse("listing:listing", args=[taken.listing_id]))


def _own_items(actor: Actor, row: MarketRow) -> list[ItemFacts]:
    """What the actor's company could deliver to a purchase."""
    if row.side == "sell" or actor.company_id is None:
        return []
    items = list_items(actor, supplier_id=actor.company_id, limit=ITEMS_MOST)
    return [item for item in items if item.state == "active" and item.unit == row.unit]


def _own_places(actor: Actor, row: MarketRow) -> list[Any]:
    return [] if row.side == "sell" or actor.company_id is None else list(list_warehouses(actor, actor.company_id))


def _page_of(request: HttpRequest, actor: Actor, filters: dict[str, str], now: Any) -> pages.Page:
    try:
        return pages.market_page(actor, filters, now, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal


def _export(actor: Actor, filters: dict[str, str], now: Any) -> HttpResponse:
    head = [_("Listing"), _("Title"), _("Direction"), _("Article number"), _("Listed by"), _("Left"), _("Unit"),
            _("Unit price"), _("Currency"), _("Least take"), _("Ends")]  # fmt: skip
    rows = (
        (one.number, one.title, one.side, one.sku, one.seller, plain(one.remaining), one.unit, plain(one.unit_price),
         one.currency, plain(one.offer.min_take), one.ends_at.isoformat() if one.ends_at else "")
        for one in pages.market_export(actor, filters, now)
    )  # fmt: skip
    return lists.csv_answer("listings", head, rows, hides={"prices": (7,)})
