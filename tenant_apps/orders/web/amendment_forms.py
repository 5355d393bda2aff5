"""The form that changes an order: every line with what it becomes, one more item, and what the buyer alone says."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.foundation.quantity import QuantityIn, plain
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.catalogue.queries import list_of_supplier
from tenant_apps.orders.commands import ChangeOrder, LineChangeIn, OrderLineIn, ProposeAmendment
from tenant_apps.orders.commands.amending_parts import parts_now
from tenant_apps.orders.decisions.amending_parts import ZERO, left_of
from tenant_apps.orders.queries.amendments import bounds_of, is_of_event, part_places
from tenant_apps.orders.queries.queue_pages import wish_of
from tenant_apps.orders.types import OrderFacts, OrderLineFacts


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
        self.parts = [part for part in parts_now(order.id) if part.is_open]
        self.sent = {line.line_no: left_of(parts_now(order.id), line.line_no) for line in order.lines}
        self.places = part_places(order.id)
        self.is_fixed = is_of_event(order.deal_id)
        for line in order.lines:
            self._quantity(f"quantity_{line.line_no}", line.quantity)
            for part in self.parts:
                self._quantity(f"quantity_{line.line_no}_{part.part_no}", part.quantities.get(line.line_no, ZERO))
            self.fields[f"price_{line.line_no}"] = DecimalTextField(
                label=_("Price"), required=False, least=Decimal(0), initial=plain(line.unit_price)
            )
        places = [(str(part.part_no), self._part_name(part.part_no)) for part in self.parts]
        self.fields["add_to"] = forms.ChoiceField(label=_("To part"), required=False, choices=places)
        if places:
            self.fields["add_to"].initial = places[-1][0]
        self.fields["version"].initial = version
        self.fields["site_id"].choices = [("", "–"), *sites]  # type: ignore[attr-defined]
        for name, value in self.present.items():
            self.fields[name].initial = value
            if side != "buyer":
                del self.fields[name]

    def _part_name(self, part_no: int) -> str:
        name, place = _("Part %(number)s") % {"number": part_no}, self.places.get(part_no)
        return f"{name} · {place}" if place else name

    def _quantity(self, name: str, now: Decimal) -> None:
        self.fields[name] = DecimalTextField(
            label=_("Quantity"), required=False, least=Decimal(0), initial=plain(now)
        )  # fmt: skip

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each line with its fields, for the page; of a divided order with a field for each part that has not left."""
        return [
            {
                "line": line,
                "quantity": self[f"quantity_{line.line_no}"],
                "parts": [
                    (part, self[f"quantity_{line.line_no}_{part.part_no}"], self.places.get(part.part_no, ""))
                    for part in self.parts
                ],
                "sent": self.sent[line.line_no],
                "price": self[f"price_{line.line_no}"],
                "may_price": self.side == "seller" and not self.is_fixed and not self.sent[line.line_no],
                "bounds": self.bounds.get(line.line_no),
            }
            for line in self.order.lines
        ]

    @cached_property
    def bounds(self) -> dict[int, tuple[Decimal, Decimal]]:
        """Between what quantities of an order of a trading event may lie."""
        return bounds_of(self.order.deal_id) if self.is_fixed else {}

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
        wanted_on, reference = details.get("wanted_on"), details.get("client_reference")
        add = data.get("add", [])
        change = ChangeOrder(
            lines=self._lines(), add=add, add_to=int(data["add_to"]) if add and data.get("add_to") else None,
            site_id=UUID(site) if site else None, wanted_on=wanted_on, client_reference=reference,
            cost_centre=details.get("cost_centre"), note=details.get("note"),
        )  # fmt: skip
        return ProposeAmendment(
            order_id=self.order.id, version=data["version"], change=change, reason=data["reason"], side=self.side
        )

    def _detail(self, name: str) -> str | None:
        """The new text where it is another; None leaves it."""
        value, present = self.cleaned_data.get(name) or "", self.present[name] or ""
        return None if value == present else str(value)

    def _lines(self) -> list[LineChangeIn]:
        return [change for line in self.order.lines for change in self._changes(line)]

    def _changes(self, line: OrderLineFacts) -> list[LineChangeIn]:
        """What becomes of a line, in the order or in those of its parts whose field says something else."""
        price = self.cleaned_data.get(f"price_{line.line_no}")
        may_price = self.side == "seller" and not self.is_fixed
        dearer = price if may_price and price and Decimal(price) != line.unit_price else None
        found = []
        for part in self.parts:
            asked = self._asked(f"quantity_{line.line_no}_{part.part_no}")
            if asked != part.quantities.get(line.line_no, ZERO):
                quantity = QuantityIn(plain(asked), line.unit)
                found.append(LineChangeIn(line_no=line.line_no, part_no=part.part_no, quantity=quantity))
        if self.parts or self.sent[line.line_no]:
            return [*found, LineChangeIn(line_no=line.line_no, unit_price=dearer)] if dearer else found
        asked = self._asked(f"quantity_{line.line_no}")
        if asked == 0:
            return [LineChangeIn(line_no=line.line_no, remove=True)]
        if asked == line.quantity and dearer is None:
            return []
        quantity = QuantityIn(plain(asked), line.unit)
        return [
            LineChangeIn(
                line_no=line.line_no, quantity=quantity if asked != line.quantity else None, unit_price=dearer
            )
        ]  # fmt: skip

    def _asked(self, name: str) -> Decimal:
        return Decimal(self.cleaned_data.get(name) or "0")
