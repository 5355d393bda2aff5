"""Forms of the catalogue: an item, new and changed."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.quantity import UNITS, plain
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from shared_apps.ui.units import unit_name
from tenant_apps.catalogue.commands import ChangeItem, CreateItem
from tenant_apps.catalogue.queries import ItemFacts


def _units() -> list[tuple[str, str]]:
    return [(code, f"{unit_name(code)} ({code})") for code in UNITS]


class ItemForm(CommandForm):
    """`item` is None for a new one. Number, unit and stock-keeping are fixed once stock and prices count in them."""

    sku = forms.CharField(label=_("Article number"), max_length=60, help_text=_("Yours; orders name the item by it."))
    name = forms.CharField(label=_("Name"), max_length=200)
    unit = forms.ChoiceField(
        label=_("Unit"), choices=_units, help_text=_("Stock and prices are counted in it; it cannot be changed later.")
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    description = forms.CharField(
        label=_("Description"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    attributes = forms.CharField(
        label=_("Attributes"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, as in “Purity: 99.99 %”."),
    )  # fmt: skip
    tax_percent = DecimalTextField(label=_("Tax rate"), least=Decimal(0), help_text=_("In percent, such as 19."))
    stocked = forms.BooleanField(
        label=_("Kept in stock"), required=False, initial=True, help_text=_("Not for services such as postage.")
    )
    by_lot = forms.BooleanField(
        label=_("Kept by batch"), required=False,
        help_text=_("Each delivery has a batch number; goods that expire first leave first."),
    )  # fmt: skip

    renamed = {"tax_rate": "tax_percent"}

    def __init__(
        self, *args: Any, item: ItemFacts | None, shelves: list[tuple[str, str]], tax_rate: str = "0", **kwargs: Any
    ) -> None:
        if item is not None:
            kwargs["initial"] = {
                "name": item.name,
                "category": item.category,
                "description": item.description,
                "attributes": "\n".join(f"{name}: {value}" for name, value in item.attributes.items()),
                "tax_percent": plain(item.tax_rate * 100),
            }
        else:
            kwargs.setdefault("initial", {"unit": "C62", "tax_percent": plain(Decimal(tax_rate) * 100)})
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["category"].choices = [("", "–"), *shelves]  # type: ignore[attr-defined]
        if item is not None:
            del self.fields["sku"], self.fields["unit"], self.fields["stocked"], self.fields["by_lot"]

    def clean_attributes(self) -> dict[str, str]:
        found = {}
        for text in self.cleaned_data["attributes"].splitlines():
            if not text.strip():
                continue
            parts = re.split(r"[:：]", text, maxsplit=1)
            if len(parts) != 2 or not parts[0].strip() or not parts[1].strip():
                raise forms.ValidationError(_("“%(line)s”: write a name, a colon and a value."), params={"line": text})
            found[parts[0].strip()] = parts[1].strip()
        return found

    def _rate(self) -> str:
        return plain(Decimal(self.cleaned_data["tax_percent"]) / 100)

    def create_input(self) -> CreateItem:
        data = self.cleaned_data
        return CreateItem(
            sku=data["sku"],
            name=data["name"],
            unit=data["unit"],
            description=data["description"],
            category=data["category"],
            attributes=data["attributes"],
            tax_rate=self._rate(),
            stocked=data["stocked"],
            tracked_by="lot" if data["by_lot"] else "none",
        )

    def change_input(self, item: ItemFacts) -> ChangeItem:
        data = self.cleaned_data
        return ChangeItem(
            item_id=item.id,
            name=data["name"],
            description=data["description"],
            category=data["category"],
            attributes=data["attributes"],
            tax_rate=self._rate(),
        )
