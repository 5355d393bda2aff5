"""A prepaid order that lapsed because its money did not come: a further place of `payment_failed`."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from tenant_apps.exceptions.types import Found, Scan, Source, also
from tenant_apps.prepayment.events import PrepaymentLapsed
from tenant_apps.prepayment.models import Prepayment


def _judge(prepayment_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    """Unpaid when it was due; until the same two have another one that is not lapsed."""
    later = Prepayment.objects.filter(
        buyer_id=OuterRef("buyer_id"), seller_id=OuterRef("seller_id"), asked_at__gt=OuterRef("ended_at")
    ).exclude(state="lapsed")
    rows = Prepayment.objects.filter(pk__in=prepayment_ids, state="lapsed", ended_at__gte=F("due_at"))
    for row in rows.filter(~Exists(later)):
        yield Found(
            row.pk, row.number, row.buyer_id, row.seller_id,
            facts={
                "reference": row.number, "why": row.reason,
                "failed": row.ended_at.isoformat() if row.ended_at is not None else None,
            },
            amount_minor=row.due_minor, currency=row.currency, severity="normal",
        )  # fmt: skip


def _of(event: PrepaymentLapsed) -> list[UUID]:
    return [event.prepayment_id]


also(
    "payment_failed",
    Source(
        "prepayment.prepayment",
        Scan("prepayment.Prepayment", "ended_at", {"state": "lapsed"}),
        _judge,
        lambda case: ("prepayment:prepayment", (case.subject_id,)),
        on={"prepayment.lapsed": _of},
    ),
)
