"""The form that asks for a pack."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.command_forms import CommandForm
from tenant_apps.evidence.commands import AskPack
from tenant_apps.evidence.types import DAYS, MOST_DAYS


class AskForm(CommandForm):
    """For whom, and how far back."""

    reason = forms.CharField(
        label=_("What is it for?"),
        max_length=300,
        help_text=_("Names the audit or who asked; it stands in the report."),
    )
    days = forms.IntegerField(
        label=_("Acts of the last"), min_value=1, max_value=MOST_DAYS, initial=DAYS,
        help_text=_("The newest five thousand acts on accounts, roles, rules and profiles go in, each with its proof."),
    )  # fmt: skip

    def input(self) -> AskPack:
        return AskPack(reason=self.cleaned_data["reason"], days=self.cleaned_data["days"])
