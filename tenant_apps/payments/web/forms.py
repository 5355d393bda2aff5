"""The form of a payment between two companies."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.money import MoneyIn
from shared_apps.ui.command_forms import CommandForm, DecimalTextField, MomentField
from tenant_apps.payments.commands import AnnouncePayment, RecordPayment
from tenant_apps.payments.types import METHODS

METHOD_NAMES = {
    "bank_transfer": _("Bank transfer"),
    "standing_order": _("Standing order"),
    "card": _("Card"),
    "cash": _("Cash"),
    "other": _("Another way"),
    "deposit": _("Out of a deposit"),
}


class PaymentForm(CommandForm):
    """`direction` says which of the two the acting company is."""

    renamed = {"payee_id": "partner", "payer_id": "partner"}

    direction = forms.ChoiceField(
        label=_("Direction"), choices=[("out", _("We paid")), ("in", _("We were paid"))], widget=forms.RadioSelect
    )
    partner = forms.ChoiceField(label=_("Partner"))
    amount = DecimalTextField(label=_("Amount"), least=Decimal(0))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in sorted(MINOR_UNITS)])
    method = forms.ChoiceField(label=_("How"), choices=[(code, METHOD_NAMES[code]) for code in METHODS])
    reference = forms.CharField(
        label=_("Reference"), max_length=140, required=False,
        help_text=_("An invoice number here is paid first; without one the oldest due."),
    )  # fmt: skip
    paid_at = MomentField(label=_("Paid"), required=False, help_text=_("Empty: now."))

    def __init__(self, *args: Any, partners: list[tuple[str, str]], company_id: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company_id = company_id
        self.fields["partner"].choices = [("", "–"), *partners]  # type: ignore[attr-defined]

    def clean_paid_at(self) -> Any:
        at = self.cleaned_data["paid_at"]
        if at is not None and at > timezone.now() + timedelta(minutes=5):
            raise forms.ValidationError(_("This lies in the future. Record a payment once it is made."))
        return at

    def announced(self) -> AnnouncePayment:
        """The same as a transfer that is on its way; only who pays can say so."""
        data = self.cleaned_data
        return AnnouncePayment(
            payer_id=self.company_id,
            payee_id=UUID(data["partner"]),
            amount=MoneyIn(data["amount"], data["currency"]),
            method=data["method"],
            reference=data["reference"],
        )

    def input(self) -> RecordPayment:
        data = self.cleaned_data
        partner = UUID(data["partner"])
        out = data["direction"] == "out"
        return RecordPayment(
            payer_id=self.company_id if out else partner,
            payee_id=partner if out else self.company_id,
            amount=MoneyIn(data["amount"], data["currency"]),
            method=data["method"],
            reference=data["reference"],
            paid_at=data["paid_at"],
        )
