"""Forms of spending: a budget or a member's limit, and the credit of a buyer."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.parties.queries import ids_of_codes
from tenant_apps.spending.commands import GrantCredit, SetBudget

_CURRENCIES = [(code, code) for code in sorted(MINOR_UNITS)]


def _amount() -> DecimalTextField:
    return DecimalTextField(
        label=_("Amount"), required=False, least=Decimal(0), help_text=_("Empty: no limit. 0: nothing at all.")
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class BudgetForm(CommandForm):
    """Of a cost centre, of a member, or of the whole company when neither is named."""

    code = forms.CharField(label=_("Cost centre"), max_length=40, required=False)
    member_id = forms.ChoiceField(label=_("Or a member"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=_CURRENCIES)
    amount = _amount()
    every = forms.ChoiceField(
        label=_("Begins anew"), required=False,
        choices=(("", _("Never")), ("month", _("Every month")), ("quarter", _("Every quarter")),
                 ("year", _("Every year"))),
    )  # fmt: skip
    carry_over = forms.ChoiceField(
        label=_("What is left"), required=False,
        choices=(("none", _("Lapses")), ("rest", _("Is carried over"))),
    )  # fmt: skip
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member_id"].choices = [("", "–"), *members]  # type: ignore[attr-defined]

    def input(self) -> SetBudget:
        data = self.cleaned_data
        return SetBudget(
            code=data["code"],
            member_id=UUID(data["member_id"]) if data["member_id"] else None,
            currency=data["currency"],
            amount=data["amount"] or None,
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            every=data["every"],
            carry_over=data["carry_over"] or "none",
        )


class CreditForm(CommandForm):
    """Credit of one buyer, named by its code: a seller does not see every company."""

    buyer_code = forms.CharField(label=_("Code of the buyer"), max_length=40)
    currency = forms.ChoiceField(label=_("Currency"), choices=_CURRENCIES)
    amount = _amount()

    renamed = {"buyer_id": "buyer_code"}

    def clean_buyer_code(self) -> str:
        code = str(self.cleaned_data["buyer_code"]).strip()
        self.buyer = ids_of_codes([code]).get(code)
        if self.buyer is None:
            raise forms.ValidationError(_("There is no company with this code."))
        return code

    def input(self) -> GrantCredit:
        data = self.cleaned_data
        assert self.buyer is not None
        return GrantCredit(buyer_id=self.buyer, currency=data["currency"], amount=data["amount"] or None)
