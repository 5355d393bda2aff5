"""Pages of baskets at several suppliers: list, one, order one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.ui import lists
from tenant_apps.catalogue.queries.pages import suppliers_on_offer
from tenant_apps.orders.commands import place_group
from tenant_apps.orders.queries.tentative import find_group, group_counts, group_page, parts_of
from tenant_apps.orders.web.group_forms import GroupForm
from tenant_apps.rulesets.queries import effective

BUSY = ("trying", "held")


@requires("orders.view_order")
@require_http_methods(["GET"])
def group_list_page(request: HttpRequest) -> HttpResponse:
    """Baskets at several suppliers, newest first."""
    actor = _actor(request)
    filters = lists.wanted(request, "view", "q")
    try:
        page = group_page(actor, filters, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = group_counts(actor)
    names = (("", _("All")), ("trying", _("Under way")), ("confirmed", _("Ordered")), ("released", _("Let go")))
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, [(code, name, counts.get(code or "all", 0)) for code, name in names]),
        "filters": filters,
        "keep": lists.kept(filters),
        "company_id": actor.company_id,
        "may_order": _may_order(actor),
    }
    return render(request, "orders/group_list.html", facts)


@requires("orders.view_order")
@require_http_methods(["GET"])
def group_detail_page(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One basket with what became of it at each supplier; looks again by itself while it is under way."""
    actor = _actor(request)
    try:
        row = find_group(actor, group_id)
    except NotFound as refusal:
        raise Http404 from refusal
    facts = {
        "row": row,
        "parts": parts_of(row.id),
        "may_watch": actor.is_marketplace and actor.may("processes.view_process"),
    }
    if row.state in BUSY:
        facts["refresh_s"] = 2
    return render(request, "orders/group_detail.html", facts)


@requires("orders.place_group")
@require_http_methods(["GET", "POST"])
def group_new_page(request: HttpRequest) -> HttpResponse:
    """Order at several suppliers at once, all or nothing."""
    actor = _actor(request)
    if not _may_order(actor):
        raise Http404
    sellers = [(pk, name) for pk, name in suppliers_on_offer(actor) if pk != actor.company_id]
    form = GroupForm(
        request.POST or None, sellers=sellers, buyer_id=actor.company_id,
        initial={"currency": effective("general.currency").value},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and form.send(place_group, actor, form.input()):
        messages.success(request, _("%(number)s is under way.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("orders:group", args=[form.result.group_id]))
    facts = {"form": form, "has_sellers": len(sellers) > 1, "names": [name for _pk, name in sellers]}
    return render(request, "orders/group_new.html", facts, status=422 if form.errors else 200)


def _may_order(actor: Actor) -> bool:
    return actor.company_id is not None and actor.may("orders.place_group")


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
