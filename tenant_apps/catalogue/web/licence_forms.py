"""Forms of licences."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.command_forms import CommandForm
from tenant_apps.catalogue.commands import HandInLicence, RequireLicence

SIDES = (("buyer", pgettext_lazy("licence", "Who buys")), ("seller", pgettext_lazy("licence", "Who sells")))


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **more)


class RequirementForm(CommandForm):
    """Sellers ask their buyers for their own goods, so they are not asked of whom."""

    category = forms.ChoiceField(label=_("Category"), help_text=_("Those below it need the licence too."))
    kind = forms.CharField(
        label=_("Kind of licence"), max_length=40, help_text=_("A short code, for example chemical-trade.")
    )
    side = forms.ChoiceField(label=_("Who needs it"), choices=SIDES)
    valid_from = _day(label=_("From"), required=False, help_text=_("Empty: from today."))
    note = forms.CharField(
        label=_("What it is"), max_length=300, required=False, help_text=_("Everybody who sees the goods reads it.")
    )

    def __init__(self, *args: Any, shelves: list[tuple[str, str]], is_house: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", "–"), *shelves]  # type: ignore[attr-defined]
        if not is_house:
            del self.fields["side"]

    def input(self) -> RequireLicence:
        data = self.cleaned_data
        return RequireLicence(
            category=data["category"], kind=data["kind"], side=data.get("side") or "buyer",
            valid_from=data["valid_from"], note=data["note"],
        )  # fmt: skip


class HandInForm(CommandForm):
    """A paper and its copy."""

    renamed = {"content": "file", "content_type": "file", "company_id": "kind"}

    kind = forms.CharField(
        label=_("Kind of licence"), max_length=40, help_text=_("The code that the category asks for.")
    )
    number = forms.CharField(label=_("Number"), max_length=80)
    issuer = forms.CharField(label=_("Issued by"), max_length=120)
    valid_from = _day(label=_("Valid from"))
    valid_until = _day(label=_("Valid until"), required=False, help_text=_("The last day; empty: no last day."))
    file = forms.FileField(
        label=_("Copy of the paper"), help_text=_("A PDF or picture of at most 5 MB; the marketplace reads it."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,application/pdf"}),
    )  # fmt: skip

    def input(self) -> HandInLicence:
        data = self.cleaned_data
        return HandInLicence(
            kind=data["kind"], number=data["number"], issuer=data["issuer"], valid_from=data["valid_from"],
            valid_until=data["valid_until"], content=data["file"].read(), content_type=data["file"].content_type,
        )  # fmt: skip
