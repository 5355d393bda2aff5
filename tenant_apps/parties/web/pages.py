"""Pages: companies, one company with its places and people's entrance, new, edit, suspend."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.accounts.web.forms import refuse
from shared_apps.audit.queries import list_for_target
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.tenancy import scope
from shared_apps.ui.acting import attempt
from shared_apps.ui.shapes import PageCursor
from tenant_apps.parties.commands import (
    AddCompany,
    AddSite,
    ChangeCompany,
    PlaceCompany,
    ReactivateCompany,
    SuspendCompany,
    add_company,
    add_site,
    change_company,
    place_company,
    reactivate_company,
    suspend_company,
)
from tenant_apps.parties.errors import parent_unknown
from tenant_apps.parties.queries import (
    CompanyFacts,
    get_company,
    ids_of_codes,
    list_by_ids,
    list_companies,
    list_qualifications,
    list_sites,
    standing_of,
)
from tenant_apps.parties.queries.countries import country_name
from tenant_apps.parties.web.forms import CompanyForm, PlaceForm, SiteForm


@requires("parties.view_company")
@require_http_methods(["GET"])
def company_list_page(request: HttpRequest) -> HttpResponse:
    """Companies the person may see; one who sees only the own company goes straight there."""
    actor = actor_of(request)
    if actor.company_id is not None:
        return HttpResponseRedirect(reverse("parties:company", args=[actor.company_id]))
    wanted = {name: request.GET.get(name, "")[:80] for name in ("q", "side", "state")}
    try:
        page = list_companies(
            actor, search=wanted["q"], side=wanted["side"], state=wanted["state"], cursor=request.GET.get("cursor")
        )
    except Refusal as refusal:
        raise Http404 from refusal
    kept = {name: value for name, value in wanted.items() if value}
    facts = {
        "rows": [(row, country_name(row.country)) for row in page.rows],
        "page": PageCursor(next=f"?{urlencode({**kept, 'cursor': page.next_cursor})}" if page.next_cursor else ""),
        "sides": [("buy", _("Buys")), ("sell", _("Sells"))],
        "states": [("active", _("Active")), ("guest", _("Guests")), ("suspended", _("Suspended"))],
        "wanted": wanted,
        "is_filtered": bool(kept),
        "may_add": actor.may("parties.add_company"),
    }
    return render(request, "parties/company_list.html", facts)


@requires("parties.view_company")
@require_http_methods(["GET"])
def company_page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """One company: facts, places, people, what was changed."""
    actor = actor_of(request)
    company = found_company(actor, company_id)
    today = clock.now(scope.alias()).date()
    standing = standing_of([company_id], today)
    facts = {
        "company": company,
        "country": country_name(company.country),
        "sites": [(site, country_name(site.country)) for site in list_sites(actor, company_id)],
        "standing": standing.get(company_id),
        "is_barred": company_id in standing and standing[company_id].is_barred(today),
        "qualifications": list_qualifications(actor, company_id),
        "today": today,
        "history": list_for_target("parties.company", str(company_id), 20),
        "may_change": actor.may("parties.change_company"),
        "may_add_site": actor.may("parties.add_site"),
        "may_suspend": actor.is_marketplace and actor.may("parties.suspend_company"),
        "may_reactivate": actor.is_marketplace and actor.may("parties.reactivate_company"),
        "may_record": actor.is_marketplace and actor.may("parties.record_qualification"),
        "may_revoke": actor.is_marketplace and actor.may("parties.revoke_qualification"),
        "may_judge": actor.is_marketplace and actor.may("parties.judge_qualification"),
        "may_hand_in": actor.company_id == company_id and actor.may("catalogue.hand_in_licence"),
        "may_name_owner": actor.is_marketplace and actor.may("parties.name_owner"),
        "may_bar": actor.is_marketplace and actor.may("parties.bar_company"),
        "may_place": actor.is_marketplace and actor.may("parties.place_company"),
        "parent": list_by_ids([company.parent_id]).get(company.parent_id) if company.parent_id else None,
        "may_see_people": actor.may("identity.view_person"),
        "may_see_list": actor.company_id is None,
    }
    return render(request, "parties/company_detail.html", facts)


@requires("parties.add_company")
@require_http_methods(["GET", "POST"])
def company_new_page(request: HttpRequest) -> HttpResponse:
    """Add a company."""
    form = CompanyForm(request.POST or None, is_new=True, may_choose_sides=True)
    if request.method == "POST" and form.is_valid():
        try:
            made = run(add_company, actor_of(request), AddCompany(**form.cleaned_data))
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The company is added."))
            return HttpResponseRedirect(reverse("parties:company", args=[made.company_id]))
    back = reverse("parties:companies")
    return answer_form(
        request, form, title=_("Add a company"), verb=_("Add the company"), back=back, place=_("Companies")
    )


@requires("parties.change_company")
@require_http_methods(["GET", "POST"])
def company_edit_page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Change a company."""
    actor = actor_of(request)
    company = found_company(actor, company_id)
    initial = {name: getattr(company, name) for name in ("name", "country", "tax_id", "can_buy", "can_sell")}
    form = CompanyForm(
        request.POST or None,
        is_new=False,
        may_choose_sides=actor.is_marketplace and actor.may("parties.suspend_company"),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            run(change_company, actor, ChangeCompany(company_id=company_id, **form.cleaned_data))
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The company is saved."))
            return HttpResponseRedirect(reverse("parties:company", args=[company_id]))
    back = reverse("parties:company", args=[company_id])
    return answer_form(request, form, title=company.name, verb=_("Save the company"), back=back, place=company.name)


@requires("parties.add_site")
@require_http_methods(["GET", "POST"])
def site_new_page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Add a place of a company."""
    actor = actor_of(request)
    company = found_company(actor, company_id)
    form = SiteForm(request.POST or None, initial={"country": company.country})
    back = reverse("parties:company", args=[company_id])
    if request.method == "POST" and form.is_valid():
        try:
            run(add_site, actor, AddSite(company_id=company_id, **form.cleaned_data))
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The address is added."))
            return HttpResponseRedirect(back)
    return answer_form(
        request, form, title=_("Add an address"), verb=_("Add the address"), back=back, place=company.name
    )


@requires("parties.place_company")
@require_http_methods(["GET", "POST"])
def company_place_page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Say under which company another one stands."""
    actor = actor_of(request)
    company = found_company(actor, company_id)
    above = list_by_ids([company.parent_id] if company.parent_id else []).get(company.parent_id or company_id)
    form = PlaceForm(request.POST or None, initial={"parent": above.code if above else "", "kind": company.kind})
    back = reverse("parties:company", args=[company_id])
    if request.method == "POST" and form.is_valid():
        try:
            run(place_company, actor, _placing(company_id, form))
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal, parent_id="parent")
        else:
            messages.success(request, _("The place in the group is changed."))
            return HttpResponseRedirect(back)
    return answer_form(
        request, form, title=_("Place in the group"), verb=_("Save the place"), back=back, place=company.name
    )


def _placing(company_id: UUID, form: PlaceForm) -> PlaceCompany:
    code = form.cleaned_data["parent"].strip()
    parent_id = ids_of_codes([code]).get(code) if code else None
    if code and parent_id is None:
        raise parent_unknown()
    return PlaceCompany(company_id=company_id, parent_id=parent_id, kind=form.cleaned_data["kind"])


@require_POST
@requires("parties.suspend_company")
def company_suspend(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Stop a company from starting new deals."""
    data = SuspendCompany(company_id=company_id, reason=request.POST.get("reason", "")[:300])
    return _act(request, company_id, suspend_company, data, _("The company is suspended."))


@require_POST
@requires("parties.reactivate_company")
def company_reactivate(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Let a company trade again."""
    data = ReactivateCompany(company_id=company_id)
    return _act(request, company_id, reactivate_company, data, _("The company may trade again."))


def _act(request: HttpRequest, company_id: UUID, command: Any, data: Any, done: str) -> HttpResponse:
    attempt(request, command, data, done)
    return HttpResponseRedirect(reverse("parties:company", args=[company_id]))


def answer_form(request: HttpRequest, form: Any, *, title: str, verb: str, back: str, place: str) -> HttpResponse:
    facts = {"form": form, "title": title, "verb": verb, "back": back, "place": place}
    return render(request, "parties/company_form.html", facts, status=422 if form.errors else 200)


def found_company(actor: Actor, company_id: UUID) -> CompanyFacts:
    try:
        return get_company(actor, company_id)
    except NotFound as refusal:
        raise Http404 from refusal


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
