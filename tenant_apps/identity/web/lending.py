"""Page: lend one's own rights to a colleague, and take them back."""

from datetime import UTC, datetime, time
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.accounts.web.forms import refuse
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from tenant_apps.identity.commands import LendRights, TakeBackRights, lend_rights, take_back_rights
from tenant_apps.identity.queries.lending import colleagues, own_grants, own_loans


class LendForm(forms.Form):
    membership_id = forms.ChoiceField(label=gettext_lazy("Role"))
    user_id = forms.ChoiceField(label=gettext_lazy("To whom"))
    ends_at = forms.DateField(
        label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("The last day, in universal time."),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def __init__(
        self, *args: object, grants: list[tuple[str, str]], people: list[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["membership_id"].choices = grants  # type: ignore[attr-defined]
        self.fields["user_id"].choices = people  # type: ignore[attr-defined]


@requires("identity.lend_rights")
@require_http_methods(["GET", "POST"])
def lend_page(request: HttpRequest) -> HttpResponse:
    """Lend, and see what one has lent."""
    actor = request.actor  # type: ignore[attr-defined]
    grants = [(str(one.membership_id), one.role_name) for one in own_grants(actor)]
    form = LendForm(request.POST or None, grants=grants, people=list(colleagues(actor)))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        asked = LendRights(
            membership_id=UUID(data["membership_id"]),
            user_id=UUID(data["user_id"]),
            ends_at=datetime.combine(data["ends_at"], time.max, tzinfo=UTC),
            reason=data["reason"],
        )
        try:
            run(lend_rights, actor, asked)
        except Refusal as refusal:
            if isinstance(refusal, NotAllowed) and refusal.code.startswith("commands."):
                raise
            refuse(form, refusal)
        else:
            messages.success(request, _("Your rights are lent."))
            return HttpResponseRedirect(reverse("identity:lend"))
    facts = {"form": form, "loans": own_loans(actor)}
    return render(request, "identity/lend.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("identity.lend_rights")
def loan_end(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Take back what one has lent."""
    try:
        run(take_back_rights, request.actor, TakeBackRights(membership_id=membership_id))  # type: ignore[attr-defined]
    except NotFound as refusal:
        raise Http404 from refusal
    messages.success(request, _("You took your rights back."))
    return HttpResponseRedirect(reverse("identity:lend"))
