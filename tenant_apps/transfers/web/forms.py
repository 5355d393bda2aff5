"""Forms of transfers: what a country rests on, what a foreign authority asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.egress.policies import MECHANISMS
from shared_apps.ui.command_forms import CommandForm
from tenant_apps.parties.queries.countries import choices
from tenant_apps.transfers.commands import EnterRequest, ProposeMechanism

PDF = forms.ClearableFileInput(attrs={"accept": "application/pdf"})


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **more)


class MechanismForm(CommandForm):
    """A country, what transfers to it rest on, and the paper."""

    country = forms.ChoiceField(label=_("Country"))
    mechanism = forms.ChoiceField(label=_("Mechanism"), help_text=_("Only those that the laws chosen here admit."))
    reference = forms.CharField(
        label=_("Reference"), max_length=120, required=False, help_text=_("Number of the decision, contract or filing.")
    )
    valid_from = _day(label=_("Valid from"))
    valid_until = _day(label=_("Valid until"), required=False, help_text=_("The last day; empty: no last day."))
    filed_on = _day(
        label=_("Filed on"), required=False, help_text=_("When the authority got it, where it has to be filed.")
    )
    paper = forms.FileField(
        label=_("Document"), required=False, widget=PDF,
        help_text=_("A PDF of at most 5 MB. An adequacy decision, a consent or a contract with the person needs none."),
    )  # fmt: skip
    reason = forms.CharField(
        label=pgettext_lazy("transfer", "Why"), max_length=300, help_text=_("What is transferred there, and to whom.")
    )

    def __init__(self, *args: Any, admitted: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = [("", "–"), *choices(), ("ZZ", _("Unknown country"))]
        self.fields["country"].choices = countries  # type: ignore[attr-defined]
        self.fields["mechanism"].choices = [one for one in MECHANISMS if one[0] in admitted]  # type: ignore[attr-defined]

    def input(self) -> ProposeMechanism:
        data = self.cleaned_data
        return ProposeMechanism(
            country=data["country"], mechanism=data["mechanism"], reference=data["reference"],
            valid_from=data["valid_from"], valid_until=data["valid_until"], filed_on=data["filed_on"],
            reason=data["reason"], paper=data["paper"].read() if data["paper"] else b"",
        )  # fmt: skip


class RequestForm(CommandForm):
    """What an authority abroad asks for."""

    authority = forms.CharField(label=_("Authority"), max_length=200)
    country = forms.ChoiceField(label=_("Country"))
    subject = forms.CharField(label=_("What it asks for"), max_length=300)
    reference = forms.CharField(label=_("Reference"), max_length=120, required=False)
    paper = forms.FileField(
        label=_("Document"), required=False, widget=PDF,
        help_text=_("The request itself, a PDF of at most 5 MB. Without it nothing can be approved."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "–"), *choices()]  # type: ignore[attr-defined]

    def input(self) -> EnterRequest:
        data = self.cleaned_data
        return EnterRequest(
            authority=data["authority"], country=data["country"], subject=data["subject"], reference=data["reference"],
            paper=data["paper"].read() if data["paper"] else b"",
        )  # fmt: skip
