"""Forms of claims: make one, answer one, decide one."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.claims.commands import AnswerClaim, ClaimLineIn, DecideClaim, EvidenceIn, OpenClaim
from tenant_apps.claims.queries.claims import ClaimView
from tenant_apps.orders.types import OrderFacts, OrderLineFacts

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


PAYBACKS = (
    ("credit", pgettext_lazy("claim", "Keep it as credit for what comes next")),
    ("refund", pgettext_lazy("claim", "Pay it back")),
)


class ManyFiles(forms.ClearableFileInput):
    """Several files at once, each checked by the command."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploaded files, maybe empty."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class ClaimForm(CommandForm):
    """What is wrong, of which lines how much, and what the buyer would like."""

    renamed = {"goods": "text", "files": "file", "order_id": "text", "shipment_id": "text"}

    kind = forms.ChoiceField(label=gettext_lazy("What is wrong"), choices=KINDS)
    wish = forms.ChoiceField(label=gettext_lazy("What you would like"), choices=REMEDIES)
    amount = DecimalTextField(
        label=gettext_lazy("Amount"), required=False, least=Decimal(0),
        help_text=gettext_lazy("For a credit or price reduction. Empty: all that the goods cost."),
    )  # fmt: skip
    payback = forms.ChoiceField(
        label=gettext_lazy("If you have paid for them"), choices=PAYBACKS, required=False, initial="credit",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("What is not paid or not invoiced yet simply becomes less."),
    )  # fmt: skip
    text = forms.CharField(label=gettext_lazy("Description"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    file = FilesField(
        label=gettext_lazy("Evidence"), required=False,
        help_text=gettext_lazy("Up to five pictures or PDFs of at most 5 MB each; both companies may read them."),
        widget=ManyFiles(attrs={"accept": "image/png,image/jpeg,application/pdf"}),
    )  # fmt: skip

    def __init__(self, *args: Any, order: OrderFacts, goods: Mapping[UUID, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order, self.goods = order, goods
        for line in self.lines:
            self.fields[f"quantity_{line.line_no}"] = DecimalTextField(
                label=_("Quantity"), required=False, least=Decimal(0)
            )

    @property
    def lines(self) -> list[OrderLineFacts]:
        return [line for line in self.order.lines if self.goods.get(line.id)]

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {"line": line, "left": self.goods[line.id], "quantity": self[f"quantity_{line.line_no}"]}
            for line in self.lines
        ]

    def input(self, shipment_id: UUID | None) -> OpenClaim:
        data = self.cleaned_data
        goods = [
            ClaimLineIn(order_line_id=line.id, quantity=QuantityIn(data[f"quantity_{line.line_no}"], line.unit))
            for line in self.lines
            if data.get(f"quantity_{line.line_no}") and Decimal(data[f"quantity_{line.line_no}"]) > 0
        ]
        evidence = [
            EvidenceIn(title=file.name or "", content=file.read(), content_type=file.content_type or "")
            for file in data["file"]
        ]
        return OpenClaim(
            order_id=self.order.id, kind=data["kind"], wish=data["wish"], goods=goods, text=data["text"],
            amount=MoneyIn(data["amount"], self.order.currency) if data["amount"] else None, files=evidence,
            shipment_id=shipment_id, payback=data["payback"] or "credit",
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
