"""Forms of a shipment: send it, and confirm what arrived."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.logistics.commands import ConfirmReceipt, ReceivedLine, SentLine, Ship
from tenant_apps.logistics.types import ShipmentFacts


class ByLine(CommandForm):
    """A quantity for each line of a shipment, all of it by default."""

    too_many: Any = ""
    each_needed = True

    def __init__(self, *args: Any, shipment: ShipmentFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shipment = shipment
        for line in shipment.lines:
            self.fields[f"line_{line.line_no}"] = DecimalTextField(
                label=line.description, least=Decimal(0), initial=plain(line.quantity), required=self.each_needed
            )

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(line, self[f"line_{line.line_no}"]) for line in self.shipment.lines]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for line in self.shipment.lines:
            name = f"line_{line.line_no}"
            if data.get(name) and Decimal(data[name]) > line.quantity:
                self.add_error(
                    name, forms.ValidationError(self.too_many, params={"most": plain(line.quantity)})
                )  # fmt: skip
        return data

    def refuse(self, refusal: Refusal) -> None:
        found = re.match(r"lines\[(\d+)\]", refusal.field or "")
        if found:
            refusal.field = f"line_{self.shipment.lines[int(found[1])].line_no}"
        super().refuse(refusal)


class ShipForm(ByLine):
    """What leaves now: everything, or less, and then the rest stays planned."""

    each_needed = False
    too_many = _("Only %(most)s are in this shipment.")
    carrier = forms.CharField(label=_("Carrier"), max_length=80, required=False)
    tracking = forms.CharField(label=_("Tracking number"), max_length=80, required=False)

    def input(self) -> Ship:
        data = self.cleaned_data
        lines = [
            SentLine(
                order_line_id=line.order_line_id,
                quantity=plain(Decimal(data.get(f"line_{line.line_no}") or line.quantity)),
            )
            for line in self.shipment.lines
        ]
        return Ship(shipment_id=self.shipment.id, carrier=data["carrier"], tracking=data["tracking"], lines=lines)


class ReceiptForm(ByLine):
    """Accepted quantity a line; what is missing counts as refused and is not invoiced."""

    too_many = _("Only %(most)s were sent.")
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def input(self) -> ConfirmReceipt:
        data = self.cleaned_data
        lines = []
        for line in self.shipment.lines:
            accepted = Decimal(data[f"line_{line.line_no}"])
            lines.append(
                ReceivedLine(
                    order_line_id=line.order_line_id,
                    accepted=plain(accepted),
                    refused=plain(line.quantity - accepted),
                )
            )
        return ConfirmReceipt(shipment_id=self.shipment.id, lines=lines, note=data["note"])
