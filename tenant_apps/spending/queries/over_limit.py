"""Credits of which more is used than they allow, uncut, for apps above."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from tenant_apps.spending.models import SpendingLimit


@dataclass(frozen=True, slots=True)
class ExceededCredit:
    limit_id: UUID
    buyer_id: UUID
    seller_id: UUID
    currency: str
    amount_minor: int
    taken_minor: int


def exceeded_credits(limit_ids: Collection[UUID]) -> Sequence[ExceededCredit]:
    """Those of these credits of which more is used and reserved than was granted."""
    rows = SpendingLimit.objects.filter(
        pk__in=list(limit_ids), kind="credit", state="active", amount_minor__isnull=False,
        amount_minor__lt=F("used_minor") + F("reserved_minor"), grantor__isnull=False,
    )  # fmt: skip
    return [
        ExceededCredit(
            row.pk, row.company_id, row.grantor_id, row.currency, row.amount_minor, row.used_minor + row.reserved_minor
        )
        for row in rows
        if row.grantor_id is not None and row.amount_minor is not None
    ]
