"""Set the price tiers of one item."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from shared_apps.foundation import clock
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.tenancy import scope
from tenant_apps.catalogue.queries import get_items
from tenant_apps.pricing.commands import set_prices
from tenant_apps.pricing.queries import list_tiers
from tenant_apps.pricing.web.forms import TierForm
from tenant_apps.rulesets.queries import effective


@requires("pricing.set_prices")
@require_http_methods(["GET", "POST"])
def item_prices_page(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """The general price list of an item, in one currency."""
    actor = request.actor  # type: ignore[attr-defined]
    item = get_items([item_id]).get(item_id)
    if item is None or actor.company_id not in (None, item.supplier_id):
        raise Http404
    currency = request.GET.get("currency", "")
    if currency not in MINOR_UNITS:
        currency = str(effective("general.currency").value)
    tiers = list_tiers([item_id], None, currency, clock.now(scope.alias())).get(item_id, [])
    form = TierForm(request.POST or None, tiers=tiers, initial={"currency": currency})
    if request.method == "POST" and form.is_valid() and form.send(set_prices, actor, form.input(item)):
        messages.success(request, _("The prices are in force."))
        return HttpResponseRedirect(reverse("catalogue:item", args=[item_id]))
    facts = {"form": form, "item": item}
    return render(request, "pricing/item_prices.html", facts, status=422 if form.errors else 200)
