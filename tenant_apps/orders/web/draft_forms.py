"""The form of a draft of an order. Everything may be left out until it is submitted."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui.command_forms import CommandForm
from tenant_apps.catalogue.queries import list_of_supplier
from tenant_apps.orders.commands import DraftLineIn, SaveOrderDraft
from tenant_apps.orders.decisions.draft_lines import read_lines
from tenant_apps.orders.queries.drafts import OrderDraft


class DraftForm(CommandForm):
    """`lines` holds one line a row, article number and quantity in the unit of the item."""

    seller_id = forms.ChoiceField(label=_("Supplier"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in sorted(MINOR_UNITS)])
    lines = forms.CharField(
        label=_("What you want to order"), max_length=100_000, required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "dir": "ltr"}),
        help_text=_("One line each: article number, then quantity. It may be incomplete."),
    )  # fmt: skip
    cost_centre = forms.CharField(label=_("Cost centre"), max_length=40, required=False)
    client_reference = forms.CharField(label=_("Your number"), max_length=80, required=False)
    note = forms.CharField(label=_("Note to the supplier"), max_length=300, required=False)

    def __init__(self, *args: Any, sellers: list[tuple[str, str]], draft: OrderDraft | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        self.fields["seller_id"].choices = [("", "–"), *sellers]  # type: ignore[attr-defined]

    def input(self) -> SaveOrderDraft:
        data = self.cleaned_data
        seller_id = UUID(data["seller_id"]) if data["seller_id"] else None
        self.sent = read_lines(data["lines"])
        units = {}
        if seller_id is not None:
            units = {one.sku: one.unit for one in list_of_supplier(seller_id, skus=[sku for sku, _q in self.sent])}
        return SaveOrderDraft(
            draft_id=self.draft.pk if self.draft else None,
            version=self.draft.version if self.draft else None,
            seller_id=seller_id,
            currency=data["currency"],
            lines=[DraftLineIn(sku=sku, quantity=asked, unit=units.get(sku, "")) for sku, asked in self.sent],
            cost_centre=data["cost_centre"],
            client_reference=data["client_reference"],
            note=data["note"],
        )

    def refuse(self, refusal: Refusal) -> None:
        found = re.match(r"lines\[(\d+)\]", refusal.field or "")
        if found and int(found[1]) < len(self.sent):
            refusal.message = f"{self.sent[int(found[1])][0]}: {refusal.message}"
        super().refuse(refusal)


def initial_of(draft: OrderDraft) -> dict[str, Any]:
    """What the form of a draft shows first."""
    return {
        "seller_id": str(draft.seller_id or ""),
        "currency": draft.currency,
        "lines": "\n".join(f"{line['sku']}\t{line['quantity']}".rstrip() for line in draft.lines),
        "cost_centre": draft.cost_centre,
        "client_reference": draft.client_reference,
        "note": draft.note,
    }
