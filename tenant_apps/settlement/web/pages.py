"""The page of one deal: what was agreed, how far it has come, and the one thing to do next."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.foundation.refusals import NotFound
from shared_apps.tenancy import scope
from tenant_apps.settlement.queries.pages import DealView, deal_view


@dataclass(frozen=True, slots=True)
class Deed:
    """The next act of this person for this deal."""

    label: str
    url: str
    icon: str


@requires("trading.view_deal")
@require_http_methods(["GET"])
def deal_page(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """One deal with its timeline."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        view = deal_view(actor, deal_id, clock.now(scope.alias()))
    except NotFound as refusal:
        raise Http404 from refusal
    deal, line = view.deal, view.timeline
    units = {one.unit for one in deal.lines}
    facts = {
        "view": view,
        "deal": deal,
        "net": Money(deal.net_minor, deal.currency),
        "tax": Money(deal.tax_minor, deal.currency),
        "total": Money(deal.total_minor, deal.currency),
        "invoiced": Money(line.invoiced_minor, deal.currency),
        "paid": Money(line.paid_minor, deal.currency),
        "quantity": sum((one.quantity for one in deal.lines), Decimal(0)) if len(units) == 1 else None,
        "unit": units.pop() if len(units) == 1 else "",
        "single": deal.lines[0] if len(deal.lines) == 1 else None,
        "deed": _deed(actor, view),
        "is_buyer": actor.company_id == deal.buyer_id,
        "is_seller": actor.company_id == deal.seller_id,
        "is_house": actor.is_marketplace,
    }
    return render(request, "settlement/deal_detail.html", facts)


def _deed(actor: Actor, view: DealView) -> Deed | None:
    """Ship, confirm or pay: whatever is next and is this person's to do."""
    deal = view.deal
    for row in view.shipments:
        url = reverse("logistics:shipment", args=[row.id])
        if row.state == "planned" and actor.company_id in (None, deal.seller_id) and actor.may("logistics.ship"):
            return Deed(_("Ship"), f"{url}#ship", "truck")
        mine = actor.company_id in (None, deal.buyer_id)
        if row.state == "shipped" and mine and actor.may("logistics.confirm_receipt"):
            return Deed(_("Confirm receipt"), f"{url}#receive", "package-import")
    if actor.company_id != deal.buyer_id or not actor.may("payments.record_payment"):
        return None
    for one in view.invoices:
        if one.facts.kind == "invoice" and one.paid < one.total:
            return Deed(_("Record the payment"), reverse("invoicing:pay", args=[one.facts.id]), "cash")
    return None
