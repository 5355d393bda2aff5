"""Pay one invoice: the amount is filled in with what is open."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.money import MoneyIn
from shared_apps.ui.command_forms import CommandForm, DecimalTextField, MomentField
from tenant_apps.invoicing.types import InvoiceFacts
from tenant_apps.payments.commands import RecordPayment
from tenant_apps.payments.types import METHODS

METHOD_NAMES = {
    "bank_transfer": _("Bank transfer"),
    "standing_order": _("Standing order"),
    "card": _("Card"),
    "cash": _("Cash"),
    "other": _("Another way"),
}


class PayForm(CommandForm):
    """The invoice's number is the reference, so that settlement pays this one first."""

    amount = DecimalTextField(label=_("Amount"), least=Decimal(0))
    method = forms.ChoiceField(label=_("How"), choices=[(code, METHOD_NAMES[code]) for code in METHODS])
    paid_at = MomentField(label=_("Paid"), required=False, help_text=_("Empty: now."))

    def input(self, invoice: InvoiceFacts) -> RecordPayment:
        data: dict[str, Any] = self.cleaned_data
        return RecordPayment(
            payer_id=invoice.buyer_id,
            payee_id=invoice.seller_id,
            amount=MoneyIn(data["amount"], invoice.currency),
            method=data["method"],
            reference=invoice.number,
            paid_at=data["paid_at"],
        )
