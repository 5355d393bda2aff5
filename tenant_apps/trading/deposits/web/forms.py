"""Forms of a deposit: report it as paid, keep it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.money import MoneyIn
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.trading.deposits.commands import ForfeitDeposit, ReportDeposit

REASONS = (
    ("withdrew", _("Withdrew its bid")),
    ("did_not_sign", _("Did not conclude the contract")),
    ("did_not_pay", _("Did not pay")),
    ("did_not_deliver", _("Did not deliver")),
    ("collusion", _("Agreed with other bidders")),
    ("other_breach", _("Broke the rules in another way")),
)


class ReportForm(CommandForm):
    cover = forms.ChoiceField(
        label=_("How it is given"), choices=(("money", _("Paid")), ("guarantee", _("By a guarantee"))),
        widget=forms.RadioSelect, initial="money",
    )  # fmt: skip
    reference = forms.CharField(
        label=_("Reference"), max_length=140,
        help_text=_("What stands on the transfer, or the number of the guarantee."),
    )  # fmt: skip

    def input(self, deposit_id: UUID) -> ReportDeposit:
        data = self.cleaned_data
        return ReportDeposit(deposit_id=deposit_id, reference=data["reference"], guarantee=data["cover"] == "guarantee")


class ForfeitForm(CommandForm):
    """Amounts in the order in which they are used; what is named in none goes back."""

    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS)
    costs = DecimalTextField(label=_("Costs"), required=False, least=Decimal(0))
    price_gap = DecimalTextField(
        label=_("Less from a resale"), required=False, least=Decimal(0),
        help_text=_("What a new event brings less than this one did."),
    )  # fmt: skip
    debt = DecimalTextField(label=_("Still owed"), required=False, least=Decimal(0))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def input(self, deposit_id: UUID) -> ForfeitDeposit:
        data = self.cleaned_data
        parts = {
            name: MoneyIn(data[name], self.currency) if data[name] else None for name in ("costs", "price_gap", "debt")
        }
        return ForfeitDeposit(deposit_id=deposit_id, reason=data["reason"], note=data["note"], **parts)
