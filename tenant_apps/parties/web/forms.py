"""Forms of the company pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tenant_apps.parties.queries.countries import choices


class CompanyForm(forms.Form):
    """`may_choose_sides` False hides what only the marketplace decides."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As it stands in the register of companies."))
    country = forms.ChoiceField(label=_("Country"), choices=lambda: [("", "–"), *choices()])
    tax_id = forms.CharField(label=_("Tax number"), max_length=40, required=False)
    code = forms.CharField(
        label=_("Company code"),
        max_length=40,
        required=False,
        help_text=_("Its number in your other systems. Empty: we make one."),
    )
    can_buy = forms.BooleanField(label=_("Buys here"), required=False, initial=True)
    can_sell = forms.BooleanField(label=_("Sells here"), required=False)

    def __init__(self, *args: object, is_new: bool, may_choose_sides: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not is_new:
            del self.fields["code"]
        if not may_choose_sides:
            del self.fields["can_buy"], self.fields["can_sell"]


class SiteForm(forms.Form):
    name = forms.CharField(label=_("Name of the address"), max_length=120)
    lines = forms.CharField(
        label=_("Street and number"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=120, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=choices)
    is_delivery = forms.BooleanField(label=_("Goods go here"), required=False, initial=True)
    is_billing = forms.BooleanField(label=_("Invoices go here"), required=False)


class QualificationForm(forms.Form):
    kind = forms.CharField(
        label=_("Kind"), max_length=40, help_text=_("The code that rules of events name, for example iso9001.")
    )
    number = forms.CharField(label=_("Number"), max_length=80, required=False)
    issuer = forms.CharField(label=_("Issued by"), max_length=120, required=False)
    valid_from = forms.DateField(
        label=_("Valid from"), required=False, help_text=_("Empty: today."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, help_text=_("The last day; empty: no last day."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip


class OwnerForm(forms.Form):
    owner = forms.CharField(
        label=_("Ultimate owner"), max_length=60, required=False,
        help_text=_("A register number or a name, written alike for all companies of one owner."),
    )  # fmt: skip


class PlaceForm(forms.Form):
    parent = forms.CharField(
        label=_("Stands below"), max_length=40, required=False, help_text=_("Code of the company above; empty: alone.")
    )
    kind = forms.ChoiceField(
        label=_("It is"),
        choices=[("legal_entity", _("A legal entity")), ("division", _("A division of that company"))],
    )


class BarForm(forms.Form):
    until = forms.DateField(
        label=_("Barred until"), required=False, help_text=_("The last day; empty lifts the bar."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False, help_text=_("The company reads it."))
