"""Forms of the order pages: a quick order of many lines, and a return."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.catalogue.queries import list_of_supplier
from tenant_apps.orders.commands import AcceptReturn, OrderLineIn, PlaceOrder
from tenant_apps.orders.types import OrderFacts

SPLIT = re.compile(r"[\t;]|\s{2,}|,(?=\s*\d)|\s+(?=\S+$)")


class OrderForm(CommandForm):
    """`lines` holds one line a row, article number and quantity, as pasted from a spreadsheet."""

    renamed = {"seller_id": "seller_id", "lines": "lines"}

    seller_id = forms.ChoiceField(label=_("Supplier"))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in sorted(MINOR_UNITS)])
    lines = forms.CharField(
        label=_("What you order"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "dir": "ltr"}),
        help_text=_("One line each: article number, then quantity in the unit of the item. Paste from a spreadsheet."),
    )
    client_reference = forms.CharField(
        label=_("Your number"), max_length=80, required=False, help_text=_("Protects against ordering twice.")
    )
    note = forms.CharField(label=_("Note to the supplier"), max_length=300, required=False)

    def __init__(self, *args: Any, sellers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seller_id"].choices = [("", "–"), *sellers]  # type: ignore[attr-defined]

    def clean_lines(self) -> list[tuple[str, str]]:
        rows = []
        for number, text in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not text.strip():
                continue
            parts = [part.strip() for part in SPLIT.split(text.strip()) if part.strip()]
            if len(parts) < 2:
                raise forms.ValidationError(
                    _("Line %(number)s: write the article number and the quantity."), params={"number": number}
                )
            rows.append((parts[0], parts[-1]))
        return rows

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("lines") or not data.get("seller_id"):
            return data
        rows: list[tuple[str, str]] = data["lines"]
        found = list_of_supplier(UUID(data["seller_id"]), skus=[sku for sku, _quantity in rows])
        known = {item.sku: item.unit for item in found}
        missing = [sku for sku, _quantity in rows if sku not in known]
        if missing:
            self.add_error(
                "lines",
                forms.ValidationError(
                    _("This supplier has no item %(skus)s."), params={"skus": ", ".join(missing[:5])}
                ),
            )
        data["units"] = known
        return data

    def input(self) -> PlaceOrder:
        data = self.cleaned_data
        return PlaceOrder(
            seller_id=UUID(data["seller_id"]),
            currency=data["currency"],
            lines=[
                OrderLineIn(sku=sku, quantity=QuantityIn(quantity, data["units"][sku]))
                for sku, quantity in data["lines"]
            ],
            client_reference=data["client_reference"] or None,
            note=data["note"],
        )

    def refuse(self, refusal: Refusal) -> None:
        found = re.match(r"lines\[(\d+)\]", refusal.field or "")
        if found:
            sku = self.cleaned_data["lines"][int(found[1])][0]
            refusal.message = f"{sku}: {refusal.message}"
        super().refuse(refusal)


class ReturnForm(CommandForm):
    """One quantity a line of the order; empty lines stay with the buyer."""

    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, order: OrderFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        for line in order.lines:
            self.fields[f"line_{line.line_no}"] = DecimalTextField(label=line.description, required=False)

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(line, self[f"line_{line.line_no}"]) for line in self.order.lines]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"line_{line.line_no}") not in (None, "", "0") for line in self.order.lines):
            self.add_error(None, _("Say how much of which line comes back."))
        return data

    def input(self) -> AcceptReturn:
        data = self.cleaned_data
        self.sent = [line for line in self.order.lines if data.get(f"line_{line.line_no}") not in (None, "", "0")]
        return AcceptReturn(
            order_number=self.order.number,
            seller_id=self.order.seller_id,
            buyer_id=self.order.buyer_id,
            currency=self.order.currency,
            reason=data["reason"],
            lines=[
                OrderLineIn(item_id=line.item_id, quantity=QuantityIn(data[f"line_{line.line_no}"], line.unit))
                for line in self.sent
            ],
        )

    def refuse(self, refusal: Refusal) -> None:
        found = re.match(r"lines\[(\d+)\]", refusal.field or "")
        if found:
            refusal.field = f"line_{self.sent[int(found[1])].line_no}"
        super().refuse(refusal)
