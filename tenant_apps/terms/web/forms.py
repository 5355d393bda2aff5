"""Forms of payment terms: what a seller offers, and which of it an order has."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.terms.commands import ChooseTerms, OfferTerms, TermsStepIn

ROWS = 5
MILESTONE_NAMES = (
    ("", "–"),
    ("accepted", gettext_lazy("after the order")),
    ("shipped", gettext_lazy("after it has left")),
    ("received", gettext_lazy("after receipt")),
    ("invoiced", gettext_lazy("after the invoice")),
    ("date", gettext_lazy("on a day")),
)


class TermsForm(CommandForm):
    """Terms in up to five rows; empty ones are left out."""

    renamed = {"steps": "share_1"}

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("Such as “30 days net” or “In thirds”.")
    )
    buyer_id = forms.ChoiceField(label=gettext_lazy("For"), required=False)
    is_usual = forms.BooleanField(
        label=gettext_lazy("Usual terms"), required=False,
        help_text=gettext_lazy("New orders have them unless others are chosen."),
    )  # fmt: skip
    end_of_month = forms.BooleanField(
        label=gettext_lazy("At the end of the month"), required=False,
        help_text=gettext_lazy("The day is moved to the last of its month."),
    )  # fmt: skip
    discount_percent = DecimalTextField(label=gettext_lazy("Discount, percent"), required=False)
    discount_days = forms.IntegerField(
        label=gettext_lazy("if paid within, days"), required=False, min_value=1, max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args: Any, buyers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buyer_id"].choices = [("", _("all buyers")), *buyers]  # type: ignore[attr-defined]
        for no in range(1, ROWS + 1):
            self.fields[f"share_{no}"] = DecimalTextField(label=_("Percent"), required=False)
            self.fields[f"milestone_{no}"] = forms.ChoiceField(label=_("When"), required=False, choices=MILESTONE_NAMES)
            self.fields[f"days_{no}"] = forms.IntegerField(
                label=_("Days"), required=False, min_value=0, max_value=365,
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
            self.fields[f"on_{no}"] = forms.DateField(
                label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields of each row, for the page."""
        names = ("share", "milestone", "days", "on")
        return [{"no": no} | {name: self[f"{name}_{no}"] for name in names} for no in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["steps"] = []
        for no in range(1, ROWS + 1):
            share, milestone = data.get(f"share_{no}"), data.get(f"milestone_{no}")
            if not share and not milestone:
                continue
            if not share or not milestone:
                self.add_error(f"share_{no}", _("Write a percentage and say when it is due."))
                continue
            is_day = milestone == "date"
            data["steps"].append(
                TermsStepIn(
                    share=share,
                    milestone=milestone,
                    days=0 if is_day else data.get(f"days_{no}") or 0,
                    on=data.get(f"on_{no}") if is_day else None,
                )
            )
        return data

    def input(self) -> OfferTerms:
        data = self.cleaned_data
        return OfferTerms(
            name=data["name"],
            steps=data["steps"],
            buyer_id=UUID(data["buyer_id"]) if data["buyer_id"] else None,
            is_usual=data["is_usual"],
            end_of_month=data["end_of_month"],
            discount_percent=data["discount_percent"] or "0",
            discount_days=data["discount_days"] or 0,
        )


class ChooseForm(CommandForm):
    """One of the terms that the seller offers."""

    terms_id = forms.ChoiceField(label=gettext_lazy("Payment terms"))

    def __init__(self, *args: Any, offers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["terms_id"].choices = offers  # type: ignore[attr-defined]

    def input(self, order_id: UUID) -> ChooseTerms:
        return ChooseTerms(order_id=order_id, terms_id=UUID(self.cleaned_data["terms_id"]))
