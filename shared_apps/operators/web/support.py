"""Console pages of visits of support: the list, asking, going in, ending."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires, to_confirmation
from shared_apps.accounts.web.forms import refuse
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.operators.commands import (
    AskSupport,
    EndSupport,
    EnterSupport,
    ask_support,
    end_support,
    enter_support,
)
from shared_apps.operators.queries import list_support
from shared_apps.tenancy import addresses, directory
from shared_apps.ui.acting import actor_of, attempt


class AskForm(forms.Form):
    ticket = forms.CharField(label=gettext_lazy("Ticket"), max_length=80)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The people of the marketplace read it before they decide."),
    )  # fmt: skip
    member = forms.UUIDField(
        label=gettext_lazy("In whose place"), required=False,
        help_text=gettext_lazy("The id of a person, where the ticket names one. Otherwise they decide."),
    )  # fmt: skip
    wants_writing = forms.BooleanField(
        label=gettext_lazy("I need to change something"), required=False,
        help_text=gettext_lazy("Without it you only look. Money, keys, rights, rules and exports stay closed anyway."),
    )  # fmt: skip


@requires("operators.view_support")
@require_http_methods(["GET"])
def support_page(request: HttpRequest) -> HttpResponse:
    """Visits, newest first."""
    actor = actor_of(request)
    facts = {
        "lines": list_support(actor.user_id, timezone.now()),
        "may_ask": actor.may("operators.ask_support"),
    }
    return render(request, "operators/support_list.html", facts)


@requires("operators.ask_support")
@require_http_methods(["GET", "POST"])
def support_ask(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    """Ask a marketplace to let oneself in."""
    actor, ref = actor_of(request), directory.by_id(tenant_id)
    if ref is None:
        raise Http404
    if not actor.fresh_factor:
        return to_confirmation(request)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            run(ask_support, actor, AskSupport(tenant_id=tenant_id, **form.cleaned_data))
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return HttpResponseRedirect(reverse("operators:support"))
    return render(request, "operators/support_ask.html", {"form": form, "ref": ref}, status=422 if form.errors else 200)


@require_POST
@requires("operators.ask_support")
def support_enter(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Make the secret and show the way in; it is shown once and kept nowhere."""
    actor = actor_of(request)
    line = next((one for one in list_support(actor.user_id, timezone.now()) if one.id == request_id), None)
    ref = directory.by_id(line.tenant_id) if line is not None else None
    if line is None or ref is None:
        raise Http404
    door = attempt(request, enter_support, EnterSupport(request_id=request_id))
    if door is None:
        return HttpResponseRedirect(reverse("operators:support"))
    url = f"{addresses.base_url(ref)}/support/enter/{request_id}/?code={door.code}"
    answer = render(request, "operators/support_enter.html", {"line": line, "url": url})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@requires("operators.ask_support")
def support_end(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """End one's own visit."""
    attempt(request, end_support, EndSupport(request_id=request_id), _("The visit has ended."))
    return HttpResponseRedirect(reverse("operators:support"))
