"""What of a payment is kept for prepaid orders."""

from uuid import UUID

from django.db.models import Sum

from tenant_apps.prepayment.models import Earmark


def kept_of(payment_id: UUID) -> int:
    """In minor units. Not cut by actor."""
    rows = Earmark.objects.filter(payment_id=payment_id, state="kept")
    return rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0
