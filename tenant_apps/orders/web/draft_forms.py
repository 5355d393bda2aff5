"""The form of a draft of an order. Everything may be left out until it is submitted."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui.command_forms import CommandForm, id_or_none
from tenant_apps.catalogue.queries import list_of_supplier
from tenant_apps.orders.commands import DraftLineIn, SaveOrderDraft
from tenant_apps.orders.decisions.draft_lines import read_lines
from tenant_apps.orders.queries.drafts import OrderDraft
from tenant_apps.orders.web.terms_choices import choices_by_seller


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
    payment_terms = forms.ChoiceField(label=_("Terms of payment"), required=False)
    note = forms.CharField(label=_("Note to the supplier"), max_length=300, required=False)

    def __init__(
        self, *args: Any, sellers: list[tuple[str, str]], draft: OrderDraft | None, buyer_id: UUID | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        self.fields["seller_id"].choices = [("", "–"), *sellers]  # type: ignore[attr-defined]
        self.fields["seller_id"].widget.attrs |= {
            "hx-get": reverse("orders:draft_terms"), "hx-target": "#draft-terms", "hx-trigger": "change",
            "hx-include": "this",
        }  # fmt: skip
        seller_id = id_or_none(self["seller_id"].value())
        choices = choices_by_seller(buyer_id, [seller_id]).get(seller_id, []) if seller_id else []
        kept = str(draft.payment_terms) if draft is not None and draft.payment_terms else ""
        if kept and draft is not None and draft.seller_id == seller_id and kept not in dict(choices):
            # The seller ended them since; a draft that waits keeps them, and another choice can be made.
            choices = [*(choices or [("", gettext("As its invoice says"))]), (kept, gettext("Those chosen before"))]
        self.fields["payment_terms"].choices = choices or [("", "–")]  # type: ignore[attr-defined]
        self.has_choice = bool(choices)

    def clean_payment_terms(self) -> UUID | None:
        return id_or_none(self.cleaned_data["payment_terms"])

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
            payment_terms=data["payment_terms"],
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
        "payment_terms": str(draft.payment_terms or ""),
    }
