"""How long payments are kept: a class of records that retention counts and never removes."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tenant_apps.payments.models import Payment
from tenant_apps.privacy.types import Candidate, RecordClass, declare


def _old(before: datetime, limit: int) -> Iterator[Candidate]:
    # Keys are in the order of time, so the oldest are found without an index of their own.
    rows = Payment.objects.filter(recorded_at__lt=before).order_by("id")
    for row in rows.values("id", "recorded_at", "payer_id", "payee_id")[:limit]:
        yield Candidate(row["id"], row["recorded_at"], None, (row["payer_id"], row["payee_id"]))


declare(
    RecordClass(
        "payments", _("Payments"), _("Kept; people are named in them by an id alone."),
        "retention.payment_years", "years", _old, why_kept=_("The books and the law of records keep them."),
    )
)  # fmt: skip
