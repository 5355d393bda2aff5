"""Home, the search of the palette, and the books of one's company."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires, signed_in
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.tenancy import scope
from shared_apps.ui import lists
from shared_apps.ui.command_forms import id_or_none
from tenant_apps.catalogue.queries.pages import items_of
from tenant_apps.invoicing.queries.pages import invoices_of
from tenant_apps.ledger.queries import balances, list_entries, trial_balance
from tenant_apps.logistics.queries.pages import shipments_of
from tenant_apps.orders.queries.pages import orders_of
from tenant_apps.parties.queries import list_by_ids, names_of
from tenant_apps.payments.queries.pages import payments_of
from tenant_apps.trading.kernel.queries.pages import deals_of, market_rows
from tenant_apps.workspace.queries import home_of, price_view

HITS_EACH = 4
ENTRIES = 40


@signed_in
@require_http_methods(["GET"])
def home_page(request: HttpRequest) -> HttpResponse:
    """What waits for me, what changed, what I do most."""
    actor, now = _actor(request), clock.now(scope.alias())
    window = request.GET.get("range", "12w")
    windows = [("30d", _("30 d")), ("12w", _("12 wk")), ("1y", _("1 y"))]
    home = home_of(actor, now)
    buys, sells = sides_of(actor)
    facts = {
        "home": home,
        "deals": [(row, row.partner_of(actor.company_id)) for row in home.deals],
        "prices": price_view(actor, now, window) if actor.may("trading.view_deal") else None,
        "windows": [(f"?range={code}#prices-panel", label, code == window) for code, label in windows],
        "greeting": _greeting(timezone.localtime(now), actor),
        "company_id": actor.company_id,
        "may_pay": actor.may("payments.record_payment"),
        "may_ship": actor.may("logistics.ship"),
        "may_receive": actor.may("logistics.confirm_receipt"),
        "may_order": buys and actor.may("orders.place_order"),
        "may_publish": sells and actor.may("trading.publish_listing"),
        "may_see_market": actor.may("trading.view_event"),
        "may_add_company": actor.may("parties.add_company"),
    }
    return render(request, "workspace/home.html", facts)


def sides_of(actor: Actor) -> tuple[bool, bool]:
    """Whether the person's company may buy and sell now."""
    company = list_by_ids([actor.company_id]).get(actor.company_id) if actor.company_id else None
    if company is None or company.state != "active":
        return False, False
    return company.can_buy, company.can_sell


def _greeting(local: datetime, actor: Actor) -> str:
    name = actor.display.split("@")[0].split()[0] if actor.display else ""
    if local.hour < 11:
        text = _("Good morning, %(name)s")
    elif local.hour < 18:
        text = _("Good afternoon, %(name)s")
    else:
        text = _("Good evening, %(name)s")
    return text % {"name": name}


@signed_in
@require_http_methods(["GET"])
def search(request: HttpRequest) -> HttpResponse:
    """Objects by number, name or partner, for the palette; only what the person may see."""
    actor, now = _actor(request), clock.now(scope.alias())
    text = request.GET.get("q", "").strip()[:80]
    if len(text) < 2:
        return JsonResponse({"items": []})
    wanted = {"q": text}
    sources: list[tuple[str, Any, str, str, str, str]] = [
        ("trading.view_deal", deals_of(actor, wanted), "number", "settlement:deal", "arrows-exchange", _("Deal")),
        ("orders.view_order", orders_of(actor, wanted), "number", "orders:order", "clipboard-list", _("Order")),
        ("trading.view_event", market_rows(actor, wanted, now), "title", "listing:listing", "building-store",
         _("Listing")),
        ("catalogue.view_item", items_of(actor, wanted), "name", "catalogue:item", "package", _("Item")),
        ("logistics.view_shipment", shipments_of(actor, wanted), "number", "logistics:shipment", "truck",
         _("Shipment")),
        ("invoicing.view_invoice", invoices_of(actor, wanted, now.date()), "number", "invoicing:invoice",
         "file-invoice", _("Invoice")),
        ("payments.view_payment", payments_of(actor, wanted), "number", "payments:payment", "cash", _("Payment")),
    ]  # fmt: skip
    items = []
    for permission, rows, label, page, icon, hint in sources:
        if not actor.may(permission):
            continue
        for row in rows.order_by("-id")[:HITS_EACH]:
            url = reverse(page, args=[row.pk])
            items.append({"label": getattr(row, label), "hint": hint, "url": url, "icon": icon})
    return JsonResponse({"items": items})


@requires("ledger.view_entry")
@require_http_methods(["GET"])
def books_page(request: HttpRequest) -> HttpResponse:
    """The trial balance of one's company, and its newest entries."""
    actor = _actor(request)
    before = id_or_none(request.GET.get("before"))
    lines = balances(actor.company_id)
    names = names_of({line.company_id for line in lines}) if actor.is_marketplace else {}
    entries = list_entries(actor, limit=ENTRIES + 1, before=before)
    more = len(entries) > ENTRIES
    entries = entries[:ENTRIES]
    if request.GET.get("export") == "csv":
        head = [_("Account"), _("Company"), _("Currency"), _("Debit"), _("Credit"), _("Balance")]
        rows = (
            (line.kind, names.get(line.company_id, ""), line.currency, _major(line.debit_minor, line.currency),
             _major(line.credit_minor, line.currency), _major(line.balance_minor, line.currency))
            for line in lines
        )  # fmt: skip
        return lists.csv_answer("books", head, rows, hides={"prices": (3, 4, 5)})
    facts = {
        "lines": [(line, names.get(line.company_id, "")) for line in lines],
        "totals": sorted(trial_balance(actor.company_id).items()),
        "entries": entries,
        "next": f"?before={entries[-1].id}#entries" if more else "",
        "newest": "?" if before else "",
        "is_house": actor.is_marketplace,
    }
    return render(request, "workspace/books.html", facts)


def _major(minor: int, currency: str) -> str:
    return f"{Money(minor, currency).amount:f}"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
