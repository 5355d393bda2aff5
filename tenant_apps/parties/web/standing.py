"""Pages of what the marketplace knows of a company: its qualifications, its owner, its bar."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.accounts.web.forms import refuse
from shared_apps.commands import Command, run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.tenancy import scope
from shared_apps.ui.acting import attempt
from tenant_apps.parties.commands import (
    BarCompany,
    JudgeQualification,
    NameOwner,
    RecordQualification,
    RevokeQualification,
    bar_company,
    judge_qualification,
    name_owner,
    record_qualification,
    revoke_qualification,
)
from tenant_apps.parties.queries import list_qualifications, standing_of
from tenant_apps.parties.web.forms import BarForm, OwnerForm, QualificationForm
from tenant_apps.parties.web.pages import actor_of, answer_form, found_company


@requires("parties.record_qualification")
@require_http_methods(["GET", "POST"])
def qualification_new_page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Record a qualification of a company."""
    form = QualificationForm(request.POST or None)
    return _page(
        request, company_id, form, record_qualification, _("The qualification is recorded."),
        title=_("Record a qualification"), verb=_("Record it"),
        make=lambda data: RecordQualification(company_id=company_id, **data),
    )  # fmt: skip


@requires("parties.name_owner")
@require_http_methods(["GET", "POST"])
def owner_page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Say who owns a company in the end."""
    known = standing_of([company_id], clock.now(scope.alias()).date())
    form = OwnerForm(request.POST or None, initial={"owner": known[company_id].owner if company_id in known else ""})
    return _page(
        request, company_id, form, name_owner, _("The owner is saved."),
        title=_("Name the owner"), verb=_("Save the owner"),
        make=lambda data: NameOwner(company_id=company_id, **data),
    )  # fmt: skip


@requires("parties.bar_company")
@require_http_methods(["GET", "POST"])
def bar_page(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Bar a company from events, or lift its bar."""
    found = standing_of([company_id], clock.now(scope.alias()).date()).get(company_id)
    initial = {"until": found.barred_until, "reason": found.barred_reason} if found else {}
    form = BarForm(request.POST or None, initial=initial)
    return _page(
        request, company_id, form, bar_company, _("The bar is saved."),
        title=_("Bar from events"), verb=_("Save the bar"),
        make=lambda data: BarCompany(company_id=company_id, **data),
    )  # fmt: skip


@require_POST
@requires("parties.revoke_qualification")
def qualification_revoke(request: HttpRequest, company_id: UUID, qualification_id: UUID) -> HttpResponse:
    """Revoke a qualification of a company."""
    actor = actor_of(request)
    found_company(actor, company_id)
    if qualification_id in {one.id for one in list_qualifications(actor, company_id)}:
        data = RevokeQualification(qualification_id=qualification_id, reason=request.POST.get("reason", "")[:300])
        attempt(request, revoke_qualification, data, _("The qualification is revoked."))
    return HttpResponseRedirect(reverse("parties:company", args=[company_id]))


@require_POST
@requires("parties.judge_qualification")
def qualification_judge(request: HttpRequest, company_id: UUID, qualification_id: UUID) -> HttpResponse:
    """Grant or refuse what a company handed in."""
    actor = actor_of(request)
    found_company(actor, company_id)
    if qualification_id in {one.id for one in list_qualifications(actor, company_id)}:
        granted = request.POST.get("granted") == "1"
        data = JudgeQualification(
            qualification_id=qualification_id, granted=granted, reason=request.POST.get("reason", "")[:300]
        )
        try:
            run(judge_qualification, actor, data)
        except NotAllowed:
            raise
        except Refusal as refusal:
            messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        else:
            told = _("The qualification counts from now on.") if granted else _("The qualification is refused.")
            messages.success(request, told)
    return HttpResponseRedirect(reverse("parties:company", args=[company_id]))


def _page(
    request: HttpRequest,
    company_id: UUID,
    form: Any,
    command: Command[Any, Any],
    done: str,
    *,
    title: str,
    verb: str,
    make: Any,
) -> HttpResponse:
    actor = actor_of(request)
    company = found_company(actor, company_id)
    back = reverse("parties:company", args=[company_id])
    if request.method == "POST" and form.is_valid():
        try:
            run(command, actor, make(form.cleaned_data))
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(back)
    return answer_form(request, form, title=title, verb=verb, back=back, place=company.name)
