"""Console: destroy all keys of a marketplace. Asked by one operator, agreed to by another, taken back by anybody."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.accounts.web.forms import refuse
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.ui.acting import actor_of, attempt
from tenants.commands import (
    AgreeKeyDestruction,
    AskKeyDestruction,
    TakeBackKeyDestruction,
    agree_key_destruction,
    ask_key_destruction,
    take_back_key_destruction,
)
from tenants.queries import Destruction, get_destruction, get_tenant
from tenants.web.forms import AddressForm, DestructionForm
from tenants.web.pages import detail_facts


@require_POST
@requires("tenants.ask_key_destruction")
def ask(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    """Ask for it, with a reason, a waiting time and the address typed."""
    page = _page(tenant_id)
    form = DestructionForm(request.POST, expected=page.line.slug, prefix="ask")
    if form.is_valid():
        told = form.cleaned_data
        data = AskKeyDestruction(tenant_id=tenant_id, reason=told["reason"], wait_hours=told["wait_hours"])
        done = _("Asked for. A second operator can agree once the waiting time is over.")
        if _done(request, form, ask_key_destruction, data, done):
            return _back(tenant_id)
    return render(request, "tenants/marketplace_detail.html", detail_facts(request, page, form, "ask"), status=422)


@require_POST
@requires("tenants.agree_key_destruction")
def agree(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    """Agree as the second operator, with the address typed."""
    page, found = _page(tenant_id), _asked(tenant_id)
    form = AddressForm(request.POST, expected=page.line.slug, prefix="agree")
    if form.is_valid():
        data = AgreeKeyDestruction(destruction_id=found.id)
        if _done(request, form, agree_key_destruction, data, _("The region destroys the keys now.")):
            return _back(tenant_id)
    return render(request, "tenants/marketplace_detail.html", detail_facts(request, page, form, "agree"), status=422)


@require_POST
@requires("tenants.ask_key_destruction")
def take_back(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    """Take the question back, whoever asked it."""
    _page(tenant_id)
    data = TakeBackKeyDestruction(destruction_id=_asked(tenant_id).id)
    attempt(request, take_back_key_destruction, data, _("Taken back. Nothing is destroyed."))
    return _back(tenant_id)


def _done(request: HttpRequest, form: AddressForm, command: Any, data: Any, said: str) -> bool:
    try:
        run(command, actor_of(request), data)
    except NotAllowed as refusal:
        if refusal.code.startswith("commands."):
            raise
        refuse(form, refusal)
        return False
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, said)
    return True


def _page(tenant_id: UUID) -> Any:
    page = get_tenant(tenant_id)
    if page is None:
        raise Http404
    return page


def _asked(tenant_id: UUID) -> Destruction:
    found = get_destruction(tenant_id, timezone.now())
    if found is None:
        raise Http404
    return found


def _back(tenant_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("tenants:marketplace", args=[tenant_id]))
