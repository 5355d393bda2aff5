"""The form that changes an order: every line with what it becomes, one more item, and what the buyer alone says."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.foundation.quantity import QuantityIn, plain
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.catalogue.queries import list_of_supplier
from tenant_apps.orders.commands import ChangeOrder, LineChangeIn, OrderLineIn, ProposeAmendment
from tenant_apps.orders.queries.queue_pages import wish_of
from tenant_apps.orders.types import OrderFacts


class AmendmentForm(CommandForm):
    """What is left as it stands is not changed. Quantities are in the unit of the line."""

    renamed = {"change": "reason", "version": "reason", "add": "add_sku"}

    version = forms.IntegerField(widget=forms.HiddenInput)
    add_sku = forms.CharField(label=gettext_lazy("Article number"), max_length=80, required=False)
    add_quantity = DecimalTextField(label=gettext_lazy("Quantity"), required=False, least=Decimal(0))
    site_id = forms.ChoiceField(label=gettext_lazy("Place of delivery"), required=False)
    wanted_on = forms.DateField(
        label=gettext_lazy("Wanted on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    client_reference = forms.CharField(label=gettext_lazy("Your number"), max_length=80, required=False)
    cost_centre = forms.CharField(label=gettext_lazy("Cost centre"), max_length=40, required=False)
    note = forms.CharField(label=gettext_lazy("Note to the supplier"), max_length=300, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, required=False,
        help_text=gettext_lazy("The other side reads it beside the change."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, order: OrderFacts, cost_centre: str, side: str, sites: Sequence[tuple[str, str]],
        version: int, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.order, self.side = order, side
        wish = wish_of(order.id)
        self.present = {
            "client_reference": order.client_reference or "",
            "cost_centre": cost_centre,
            "note": order.note,
            "site_id": str(wish.site_id or "") if wish else "",
            "wanted_on": wish.wanted_on if wish else None,
        }
        for line in order.lines:
            self.fields[f"quantity_{line.line_no}"] = DecimalTextField(
                label=_("Quantity"), required=False, least=Decimal(0), initial=plain(line.quantity)
            )
            self.fields[f"price_{line.line_no}"] = DecimalTextField(
                label=_("Price"), required=False, least=Decimal(0), initial=plain(line.unit_price)
            )
        self.fields["version"].initial = version
        self.fields["site_id"].choices = [("", "–"), *sites]  # type: ignore[attr-defined]
        for name, value in self.present.items():
            self.fields[name].initial = value
            if side != "buyer":
                del self.fields[name]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each line with its fields, for the page."""
        return [
            {"line": line, "quantity": self[f"quantity_{line.line_no}"], "price": self[f"price_{line.line_no}"]}
            for line in self.order.lines
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        sku, quantity = (data.get("add_sku") or "").strip(), data.get("add_quantity")
        if bool(sku) != bool(quantity):
            self.add_error("add_sku", _("Write the article number and the quantity."))
        elif sku:
            found = list_of_supplier(self.order.seller_id, skus=[sku])
            if not found:
                wrong = _("This supplier has no item %(skus)s.")
                self.add_error("add_sku", forms.ValidationError(wrong, params={"skus": sku}))
            else:
                data["add"] = [OrderLineIn(sku=sku, quantity=QuantityIn(quantity or "", found[0].unit))]
        return data

    def input(self) -> ProposeAmendment:
        data = self.cleaned_data
        details = {name: self._detail(name) for name in self.present} if self.side == "buyer" else {}
        site = details.pop("site_id", None)
        change = ChangeOrder(
            lines=self._lines(), add=data.get("add", []), site_id=UUID(site) if site else None, **details
        )
        return ProposeAmendment(
            order_id=self.order.id, version=data["version"], change=change, reason=data["reason"], side=self.side
        )

    def _detail(self, name: str) -> str | None:
        """The new text where it is another; None leaves it."""
        value, present = self.cleaned_data.get(name) or "", self.present[name] or ""
        return None if value == present else str(value)

    def _lines(self) -> list[LineChangeIn]:
        found = []
        for line in self.order.lines:
            quantity = self.cleaned_data.get(f"quantity_{line.line_no}") or "0"
            price = self.cleaned_data.get(f"price_{line.line_no}")
            if Decimal(quantity) == 0:
                found.append(LineChangeIn(line_no=line.line_no, remove=True))
                continue
            more = Decimal(quantity) != line.quantity
            dearer = self.side == "seller" and bool(price) and Decimal(price or "0") != line.unit_price
            if more or dearer:
                found.append(
                    LineChangeIn(
                        line_no=line.line_no,
                        quantity=QuantityIn(quantity, line.unit) if more else None,
                        unit_price=price if dearer else None,
                    )
                )
        return found
