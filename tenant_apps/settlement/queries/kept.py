"""What of credit notes and payments is kept to be paid back, and how much can be at all. Not cut by actor."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Sum

from tenant_apps.payments.queries import money_paid
from tenant_apps.settlement.models import Refund, RefundPart
from tenant_apps.settlement.types import REFUND_LIVE


def kept_of_notes(note_ids: Collection[UUID]) -> dict[UUID, tuple[int, bool]]:
    """By credit note: what of it is kept for refunds that are not paid, and whether any refund ever named it."""
    found: dict[UUID, tuple[int, bool]] = {}
    rows = RefundPart.objects.filter(credit_note_id__in=list(note_ids)).values_list(
        "credit_note_id", "amount_minor", "refund__state"
    )
    for note, amount, state in rows:
        if note is not None:
            found[note] = (found.get(note, (0, True))[0] + (amount if state in REFUND_LIVE else 0), True)
    return found


def kept_of_payments(payment_ids: Collection[UUID]) -> dict[UUID, int]:
    """By payment: what of it is paid back, or will be."""
    rows = RefundPart.objects.filter(payment_id__in=list(payment_ids)).exclude(refund__state="withdrawn")
    return {pk: sum_ for pk, sum_ in rows.values_list("payment_id").annotate(sum=Sum("amount_minor")).order_by() if pk}


def refundable(seller_id: UUID, buyer_id: UUID, currency: str) -> int:
    """What a buyer has paid a seller and what has not come back, nor will: never more can be paid back."""
    rows = Refund.objects.filter(seller_id=seller_id, buyer_id=buyer_id, currency=currency)
    back = rows.exclude(state="withdrawn").aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return money_paid(seller_id, buyer_id, currency) - back
