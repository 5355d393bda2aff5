"""Forms of claims: make one, answer one, decide one."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.claims.commands import AnswerClaim, ClaimLineIn, DecideClaim, EvidenceIn, OpenClaim
from tenant_apps.claims.queries.claims import ClaimView
from tenant_apps.orders.types import OrderFacts

KINDS = (
    ("quality", pgettext_lazy("claim", "Quality")),
    ("quantity", pgettext_lazy("claim", "Quantity")),
    ("damage", pgettext_lazy("claim", "Damage")),
)
REMEDIES = (
    ("credit", pgettext_lazy("claim", "Credit")),
    ("price_reduction", pgettext_lazy("claim", "Price reduction")),
    ("replacement", pgettext_lazy("claim", "Replacement")),
    ("repair", pgettext_lazy("claim", "Repair")),
)


class ClaimForm(CommandForm):
    """What is wrong, of which lines how much, and what the buyer would like."""

    renamed = {"goods": "text", "files": "file", "order_id": "text"}

    kind = forms.ChoiceField(label=gettext_lazy("What is wrong"), choices=KINDS)
    wish = forms.ChoiceField(label=gettext_lazy("What you would like"), choices=REMEDIES)
    amount = DecimalTextField(
        label=gettext_lazy("Amount"), required=False, least=Decimal(0),
        help_text=gettext_lazy("For a credit or price reduction. Empty: all that the goods cost."),
    )  # fmt: skip
    text = forms.CharField(label=gettext_lazy("Description"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    file = forms.FileField(
        label=gettext_lazy("Evidence"), required=False,
        help_text=gettext_lazy("A picture or PDF of at most 5 MB; both companies may read it."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,application/pdf"}),
    )  # fmt: skip

    def __init__(self, *args: Any, order: OrderFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        for line in order.lines:
            self.fields[f"quantity_{line.line_no}"] = DecimalTextField(
                label=_("Quantity"), required=False, least=Decimal(0)
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {"line": line, "left": line.shipped - line.returned, "quantity": self[f"quantity_{line.line_no}"]}
            for line in self.order.lines
        ]

    def input(self) -> OpenClaim:
        data = self.cleaned_data
        goods = [
            ClaimLineIn(order_line_id=line.id, quantity=QuantityIn(data[f"quantity_{line.line_no}"], line.unit))
            for line in self.order.lines
            if data.get(f"quantity_{line.line_no}") and Decimal(data[f"quantity_{line.line_no}"]) > 0
        ]
        file = data.get("file")
        evidence = [EvidenceIn(title=file.name, content=file.read(), content_type=file.content_type)] if file else []
        return OpenClaim(
            order_id=self.order.id, kind=data["kind"], wish=data["wish"], goods=goods, text=data["text"],
            amount=MoneyIn(data["amount"], self.order.currency) if data["amount"] else None, files=evidence,
        )  # fmt: skip


class OfferForm(CommandForm):
    """The seller's answer, or the marketplace's word: a remedy with its amount, and why."""

    renamed = {"verdict": "text", "claim_id": "text"}

    remedy = forms.ChoiceField(label=gettext_lazy("Remedy"), choices=REMEDIES)
    amount = DecimalTextField(label=gettext_lazy("Amount"), required=False, least=Decimal(0))
    goods_back = forms.BooleanField(
        label=gettext_lazy("The goods come back"), required=False,
        help_text=gettext_lazy("They are kept back until somebody has looked at them."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Why"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, claim: ClaimView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim
        self.fields["remedy"].initial = claim.remedy
        self.fields["amount"].initial = f"{claim.amount.amount:f}" if claim.amount.minor else ""

    def _amount(self) -> MoneyIn | None:
        text = self.cleaned_data["amount"]
        return MoneyIn(text, self.claim.value.currency) if text else None

    def answer(self, verdict: str) -> AnswerClaim:
        data = self.cleaned_data
        offered = verdict == "counter"
        return AnswerClaim(
            claim_id=self.claim.id, verdict=verdict, remedy=data["remedy"] if offered else None,
            amount=self._amount() if offered else None, goods_back=data["goods_back"], text=data["text"],
        )  # fmt: skip

    def decision(self, upheld: bool) -> DecideClaim:
        data = self.cleaned_data
        return DecideClaim(
            claim_id=self.claim.id, upheld=upheld, remedy=data["remedy"], amount=self._amount(),
            goods_back=data["goods_back"], text=data["text"],
        )  # fmt: skip
