"""How long payments are kept: once they have had their time, what they say of people is cleared; the books stay."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shared_apps.commands import Context
from shared_apps.crypto.clearing import clear
from tenant_apps.payments.models import Payment, PaymentAttempt
from tenant_apps.privacy.types import Candidate, RecordClass, declare


def _old(before: datetime, limit: int) -> Iterator[Candidate]:
    # Keys are in the order of time, so the oldest are found without an index of their own.
    rows = Payment.objects.filter(recorded_at__lt=before).order_by("id")
    named = rows.values("id", "recorded_at", "payer_id", "payee_id")
    for row in named[:limit].iterator(chunk_size=2000):
        yield Candidate(row["id"], row["recorded_at"], None, (row["payer_id"], row["payee_id"]))


def _clear(ctx: Context, ids: list[UUID]) -> int:
    clear(PaymentAttempt.objects.filter(payment_id__in=ids))
    return clear(Payment.objects.filter(pk__in=ids))


declare(
    RecordClass(
        "payments", _("Payments"), _("Who recorded them and reasons are cleared; amounts, references and books stay."),
        "retention.payment_years", "years", _old, _clear, most="retention.payment_most_years", from_year_end=True,
        once=True,
    )
)  # fmt: skip
