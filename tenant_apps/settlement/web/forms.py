"""Forms of refunds: ask for open credit as money, and say how it was paid."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.money import MoneyIn
from shared_apps.ui.command_forms import CommandForm, DecimalTextField, MomentField
from tenant_apps.payments.types import METHODS
from tenant_apps.settlement.commands import AskRefund, PayRefund, SendRefund
from tenant_apps.settlement.queries.credit import OpenCredit
from tenant_apps.settlement.queries.refunds import RefundView

METHOD_NAMES = {
    "bank_transfer": _("Bank transfer"),
    "standing_order": _("Standing order"),
    "card": _("Card"),
    "cash": _("Cash"),
    "other": _("Another way"),
}


class AskForm(CommandForm):
    """All of the credit with one seller, or less."""

    renamed = {"seller_id": "amount", "currency": "amount"}

    amount = DecimalTextField(label=_("Amount"), least=Decimal(0))
    text = forms.CharField(
        label=_("What for"), max_length=200, required=False, help_text=_("Both companies read it.")
    )  # fmt: skip

    def __init__(self, *args: Any, credit: OpenCredit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.credit = credit
        self.fields["amount"].initial = f"{credit.refundable.amount:f}"

    def input(self) -> AskRefund:
        data, currency = self.cleaned_data, self.credit.refundable.currency
        return AskRefund(
            seller_id=self.credit.seller_id, currency=currency, amount=MoneyIn(data["amount"], currency),
            text=data["text"],
        )  # fmt: skip


class PayBackForm(CommandForm):
    """How the money goes back: it is on its way, or it is paid."""

    renamed = {"refund_id": "reference"}

    method = forms.ChoiceField(label=_("How"), choices=[(code, METHOD_NAMES[code]) for code in METHODS])
    reference = forms.CharField(label=_("Reference"), max_length=140, required=False)
    paid_at = MomentField(label=_("Paid"), required=False, help_text=_("Empty: now."))

    def __init__(self, *args: Any, refund: RefundView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refund = refund
        self.fields["reference"].initial = refund.number

    def paid(self) -> PayRefund:
        data = self.cleaned_data
        return PayRefund(
            refund_id=self.refund.id, method=data["method"], reference=data["reference"], paid_at=data["paid_at"]
        )

    def sent(self) -> SendRefund:
        data = self.cleaned_data
        return SendRefund(refund_id=self.refund.id, method=data["method"], reference=data["reference"])
