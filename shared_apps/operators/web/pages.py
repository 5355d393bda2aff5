"""Console pages: the operators, and inviting one."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires, to_confirmation
from shared_apps.accounts.web.forms import refuse
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.operators.commands import EndOperator, InviteOperator, end_operator, invite_operator
from shared_apps.operators.queries import list_operators, list_roles
from shared_apps.ui.acting import attempt


class OperatorForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=list_roles)


@requires("operators.view_operator")
@require_http_methods(["GET"])
def operators_page(request: HttpRequest) -> HttpResponse:
    """Who runs the platform."""
    actor = request.actor  # type: ignore[attr-defined]
    facts = {
        "operators": list_operators(),
        "may_invite": actor.may("operators.invite_operator"),
        "may_end": actor.may("operators.end_operator"),
    }
    return render(request, "operators/operator_list.html", facts)


@requires("operators.invite_operator")
@require_http_methods(["GET", "POST"])
def operator_invite_page(request: HttpRequest) -> HttpResponse:
    """Invite an operator."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.fresh_factor:
        return to_confirmation(request)
    form = OperatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            run(invite_operator, actor, InviteOperator(**form.cleaned_data))
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The invitation is on its way."))
            return HttpResponseRedirect(reverse("operators:list"))
    return render(request, "operators/operator_invite.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@requires("operators.end_operator")
def operator_end(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Take a role away."""
    attempt(
        request,
        end_operator,
        EndOperator(grant_id=grant_id),
        _("The role is taken away, and the person is signed out."),
    )
    return HttpResponseRedirect(reverse("operators:list"))
