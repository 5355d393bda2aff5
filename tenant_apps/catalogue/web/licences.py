"""Pages of licences: what categories ask for, asking for more or less, handing a paper in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from shared_apps.ui.acting import attempt
from tenant_apps.catalogue.commands import LiftLicence, hand_in_licence, lift_licence, require_licence
from tenant_apps.catalogue.queries import pages
from tenant_apps.catalogue.queries.licences import list_requirements
from tenant_apps.catalogue.web.licence_forms import HandInForm, RequirementForm
from tenant_apps.parties.queries import handed_in, list_by_ids, names_of

# Of what was handed in, the oldest first.
SHOWN = 100


@requires("catalogue.view_item")
@require_http_methods(["GET"])
def licence_list_page(request: HttpRequest) -> HttpResponse:
    """What categories ask for, and what of it one's own company has."""
    actor, today = _actor(request), clock.now(scope.alias()).date()
    waiting = list(handed_in(actor)[:SHOWN]) if actor.is_marketplace else []
    firms = names_of({row.company_id for row in waiting})
    facts = {
        "rows": [(row, _may_lift(actor, row.supplier_id)) for row in list_requirements(actor, today)],
        "today": today,
        "handed_in": [(row, firms.get(row.company_id, "")) for row in waiting],
        "may_require": actor.may("catalogue.require_licence") and _may_ask(actor),
        "may_hand_in": actor.company_id is not None and actor.may("catalogue.hand_in_licence"),
        "company_id": actor.company_id,
    }
    return render(request, "catalogue/licence_list.html", facts)


@requires("catalogue.require_licence")
@require_http_methods(["GET", "POST"])
def licence_new_page(request: HttpRequest) -> HttpResponse:
    """Ask for a licence."""
    actor = _actor(request)
    form = RequirementForm(request.POST or None, shelves=pages.categories(), is_house=actor.is_marketplace)
    back = reverse("catalogue:licences")
    if request.method == "POST" and form.is_valid() and form.send(require_licence, actor, form.input()):
        messages.success(request, _("Orders for these goods need the licence now."))
        return HttpResponseRedirect(back)
    return _form(request, form, _("Require a licence"), _("Require it"), back)


@require_POST
@requires("catalogue.lift_licence")
def licence_lift(request: HttpRequest, requirement_id: UUID) -> HttpResponse:
    """Ask for it no more from today on."""
    attempt(
        request, lift_licence, LiftLicence(requirement_id=requirement_id), _("The licence is not asked for any more.")
    )
    return HttpResponseRedirect(reverse("catalogue:licences"))


@requires("catalogue.hand_in_licence")
@require_http_methods(["GET", "POST"])
def hand_in_page(request: HttpRequest) -> HttpResponse:
    """Hand in a licence of one's company, with its copy."""
    actor = _actor(request)
    if actor.company_id is None:
        # The marketplace records what it has seen on the page of a company.
        return HttpResponseRedirect(reverse("parties:companies"))
    form = HandInForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")[:40]})
    back = reverse("catalogue:licences")
    if request.method == "POST" and form.is_valid() and form.send(hand_in_licence, actor, form.input()):
        messages.success(request, _("The licence is handed in. It counts once the marketplace has granted it."))
        return HttpResponseRedirect(reverse("parties:company", args=[actor.company_id]))
    return _form(request, form, _("Hand in a licence"), _("Hand it in"), back)


def _form(request: HttpRequest, form: RequirementForm | HandInForm, title: str, verb: str, back: str) -> HttpResponse:
    facts = {"form": form, "title": title, "verb": verb, "back": back}
    return render(request, "catalogue/licence_form.html", facts, status=422 if form.errors else 200)


def _may_ask(actor: Actor) -> bool:
    if actor.company_id is None:
        return True
    company = list_by_ids([actor.company_id]).get(actor.company_id)
    return company is not None and company.can_sell


def _may_lift(actor: Actor, supplier_id: UUID | None) -> bool:
    return actor.may("catalogue.lift_licence") and (actor.is_marketplace or actor.company_id == supplier_id)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
