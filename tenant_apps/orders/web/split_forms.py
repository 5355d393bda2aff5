"""Forms around divided orders: wishes for a delivery, terms of a warehouse, the class of a customer."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.money import MoneyIn
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.orders.commands import SetDelivery, SetGrade, SetWarehouseTerms
from tenant_apps.orders.types import OrderFacts

GRADES = (("a", "A"), ("b", "B"), ("c", "C"))


class DeliveryForm(CommandForm):
    """Where and when the buyer wants the order."""

    site_id = forms.ChoiceField(label=_("Place of delivery"), required=False)
    wanted_on = forms.DateField(
        label=_("Wanted on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    terms_days = forms.IntegerField(
        label=_("Days to pay"), required=False, min_value=0, max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    late_day = DecimalTextField(
        label=_("Penalty for a late day"), required=False, help_text=_("As agreed with the supplier; empty for none.")
    )

    def __init__(self, *args: Any, sites: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site_id"].choices = [("", "–"), *sites]  # type: ignore[attr-defined]

    def input(self, order: OrderFacts) -> SetDelivery:
        data = self.cleaned_data
        return SetDelivery(
            order_id=order.id,
            site_id=UUID(data["site_id"]) if data["site_id"] else None,
            wanted_on=data["wanted_on"],
            terms_days=data["terms_days"],
            late_day=MoneyIn(data["late_day"], order.currency) if data["late_day"] else None,
        )


class TermsForm(CommandForm):
    """One warehouse."""

    opening = DecimalTextField(label=_("Cost of a shipment from here"))
    zone = forms.IntegerField(
        label=_("Zone"), min_value=0, max_value=99, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    lead_days = forms.IntegerField(
        label=_("Days until it leaves"), min_value=0, max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def input(self, warehouse_id: UUID) -> SetWarehouseTerms:
        data = self.cleaned_data
        return SetWarehouseTerms(
            warehouse_id=warehouse_id, opening=data["opening"], zone=data["zone"], lead_days=data["lead_days"]
        )


class GradeForm(CommandForm):
    """One customer."""

    grade = forms.ChoiceField(label=_("Class"), choices=GRADES)

    def input(self, buyer_id: UUID) -> SetGrade:
        return SetGrade(buyer_id=buyer_id, grade=self.cleaned_data["grade"])
