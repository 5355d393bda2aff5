"""The list of deals. The page of one deal is settlement's: it shows everything that followed from it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui import lists
from tenant_apps.trading.kernel.queries import pages

FILTERS = ("view", "q", "side", "origin", "sort")


@requires("trading.view_deal")
@require_http_methods(["GET"])
def deal_list_page(request: HttpRequest) -> HttpResponse:
    """Deals of the company, newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    filters = lists.wanted(request, *FILTERS)
    if request.GET.get("export") == "csv":
        head = [_("Deal"), _("What"), _("Buyer"), _("Seller"), _("Net"), _("Total"), _("Currency"), _("Formed")]
        head.append(_("State"))
        rows = (
            (one.number, one.title, one.buyer, one.seller, one.net.amount, one.total.amount, one.total.currency,
             one.formed_at.isoformat(), one.state)
            for one in pages.deal_export(actor, filters)
        )  # fmt: skip
        return lists.csv_answer("deals", head, rows, hides={"prices": (4, 5)})
    try:
        page = pages.deal_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = pages.deal_counts(actor)
    views = [
        ("", _("All"), counts["all"]),
        ("open", _("Under way"), counts["open"]),
        ("settled", _("Settled"), counts["settled"]),
        ("cancelled", _("Cancelled"), counts["cancelled"]),
    ]
    facts = {
        "rows": [(row, row.partner_of(actor.company_id)) for row in page.rows],
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": lists.kept(filters),
        "sides": [("buy", _("I buy")), ("sell", _("I sell"))] if actor.company_id else [],
        "origins": [("listing", _("Listing")), ("order", _("Order at list price"))],
        "export_url": lists.address(filters, export="csv"),
        "company_id": actor.company_id,
        "may_see_market": actor.may("trading.view_event"),
    }
    return render(request, "trading/deal_list.html", facts)
