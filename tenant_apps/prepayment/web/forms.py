"""Forms of the prepayment pages: an order that is paid first, and which buyers pay first."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.ui.command_forms import CommandForm
from tenant_apps.catalogue.queries import list_of_supplier
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, SetPrepaid


class PrepaidForm(CommandForm):
    """`lines` holds one line a row: article number and quantity."""

    renamed = {"lines": "lines", "quantity": "lines"}

    seller_id = forms.ChoiceField(label=_("Supplier"), help_text=_("Those who want to be paid first."))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in sorted(MINOR_UNITS)])
    lines = forms.CharField(
        label=_("What you order"), max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "dir": "ltr"}),
        help_text=_("One line each: article number, then quantity in the unit of the item. Paste from a spreadsheet."),
    )  # fmt: skip
    client_reference = forms.CharField(
        label=_("Your number"), max_length=80, required=False, help_text=_("Protects against ordering twice.")
    )
    note = forms.CharField(label=_("Note to the supplier"), max_length=300, required=False)

    def __init__(self, *args: Any, sellers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seller_id"].choices = [("", "–"), *sellers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("lines") or not data.get("seller_id"):
            return data
        rows = []
        for number, text in enumerate(data["lines"].splitlines(), start=1):
            words = text.replace("\t", " ").replace(";", " ").split()
            if len(words) == 1:
                wrong = _("Line %(number)s: write the article number and the quantity.")
                self.add_error("lines", forms.ValidationError(wrong, params={"number": number}))
            elif words:
                rows.append((words[0], words[-1]))
        found = list_of_supplier(UUID(data["seller_id"]), skus=[sku for sku, _quantity in rows])
        units = {item.sku: item.unit for item in found}
        missing = [sku for sku, _quantity in rows if sku not in units]
        if missing:
            wrong = _("This supplier has no item %(skus)s.")
            self.add_error("lines", forms.ValidationError(wrong, params={"skus": ", ".join(missing[:5])}))
        data["rows"], data["units"] = rows, units
        return data

    def input(self) -> PlaceOrder:
        data = self.cleaned_data
        return PlaceOrder(
            seller_id=UUID(data["seller_id"]),
            currency=data["currency"],
            lines=[OrderLineIn(sku=sku, quantity=QuantityIn(value, data["units"][sku])) for sku, value in data["rows"]],
            client_reference=data["client_reference"] or None,
            note=data["note"],
        )


class BuyerForm(CommandForm):
    """One buyer pays first, or no longer."""

    buyer_id = forms.ChoiceField(label=_("Buyer"))
    is_prepaid = forms.ChoiceField(
        label=_("Delivers"), choices=[("yes", _("once it is paid")), ("no", _("on invoice"))], widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, buyers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buyer_id"].choices = [("", "–"), *buyers]  # type: ignore[attr-defined]

    def input(self) -> SetPrepaid:
        return SetPrepaid(
            buyer_id=UUID(self.cleaned_data["buyer_id"]), is_prepaid=self.cleaned_data["is_prepaid"] == "yes"
        )
