"""The form of a return."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.quantity import QuantityIn
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.orders.commands import AcceptReturn, OrderLineIn
from tenant_apps.orders.types import OrderFacts


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
