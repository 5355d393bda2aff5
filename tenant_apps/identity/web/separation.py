"""Page: what nobody does both, who does all the same, and how ready the house is for three administrators."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.accounts.web.forms import refuse
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from tenant_apps.identity.commands import (
    DefineSeparation,
    RetireSeparation,
    define_separation,
    retire_separation,
)
from tenant_apps.identity.queries.catalogue import known_rights
from tenant_apps.identity.queries.records import role_lines
from tenant_apps.identity.queries.separations import (
    administrators,
    missing_duties,
    separation_rows,
    separations_are_three,
    who_does_both,
)
from tenant_apps.parties.queries import names_of


class SeparationForm(forms.Form):
    """Two sides, one entry a line; `entries` are suggested."""

    name = forms.CharField(
        label=pgettext_lazy("rule", "Name"), max_length=80,
        help_text=gettext_lazy("Say it as a sentence: who orders does not pay."),
    )  # fmt: skip
    left = forms.CharField(
        label=gettext_lazy("Nobody who does this"), widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        max_length=4000,
        help_text=gettext_lazy("One a line: a permission, a pattern such as orders.*, or role:buyer for a whole role."),
    )  # fmt: skip
    right = forms.CharField(
        label=gettext_lazy("does this too"), widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}), max_length=4000,
        help_text=gettext_lazy("Whoever does both already keeps the first and loses this."),
    )  # fmt: skip
    reach = forms.ChoiceField(
        label=gettext_lazy("Where"),
        choices=[
            ("company", gettext_lazy("In one company, each by itself")),
            ("marketplace", gettext_lazy("Anywhere in the marketplace")),
        ],
    )
    why = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def __init__(self, *args: object, may_choose_reach: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not may_choose_reach:
            del self.fields["reach"]

    def wanted(self) -> DefineSeparation:
        data = self.cleaned_data
        return DefineSeparation(
            name=data["name"],
            left=data["left"].splitlines(),
            right=data["right"].splitlines(),
            reach=data.get("reach") or "company",
            why=data["why"],
        )


@requires("identity.view_person")
@require_http_methods(["GET", "POST"])
def separation_page(request: HttpRequest) -> HttpResponse:
    """The rules, who does both, and a form for another rule."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    may_define = actor.may("identity.separate_duties")
    form = SeparationForm(request.POST or None, may_choose_reach=actor.is_marketplace)
    if request.method == "POST":
        if not may_define:
            raise NotAllowed("commands.not_allowed", _("You may not do this."))
        if form.is_valid():
            try:
                run(define_separation, actor, form.wanted())
            except Refusal as refusal:
                if isinstance(refusal, NotAllowed) and refusal.code.startswith("commands."):
                    raise
                refuse(form, refusal)
            else:
                messages.success(request, _("The rule counts from the next click."))
                return HttpResponseRedirect(reverse("identity:separation"))
    rules = list(separation_rows(actor, {}).order_by("-id"))
    side = "marketplace" if actor.is_marketplace else "company"
    facts = {
        "form": form,
        "rules": [(row, actor.company_id in (None, row.company_id)) for row in rules],
        "companies": names_of({row.company_id for row in rules if row.company_id}),
        "both": who_does_both(actor),
        "admins": administrators(actor),
        "missing": missing_duties(actor),
        "are_three": separations_are_three(),
        "groups": known_rights(side),
        "roles": role_lines(actor),
        "may_define": may_define,
        "is_marketplace": actor.is_marketplace,
    }
    return render(request, "identity/separation.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("identity.separate_duties")
def separation_retire(request: HttpRequest, separation_id: UUID) -> HttpResponse:
    """End a rule."""
    try:
        run(retire_separation, request.actor, RetireSeparation(separation_id=separation_id))  # type: ignore[attr-defined]
    except NotFound as refusal:
        raise Http404 from refusal
    messages.success(request, _("The rule has ended."))
    return HttpResponseRedirect(reverse("identity:separation"))
