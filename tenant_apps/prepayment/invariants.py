"""What must be true of prepaid orders at any moment."""

from django.db.models import F, Q, Sum

from shared_apps.foundation.invariants import invariant
from tenant_apps.prepayment.models import Earmark, Prepayment

LIMIT = 20


@invariant("prepayment.received_is_earmarked")
def received_is_earmarked() -> list[str]:
    """What a prepayment has received is the sum of its earmarks, and no payment is kept for more than it is."""
    sums = dict(Earmark.objects.values_list("prepayment_id").annotate(sum=Sum("amount_minor")).order_by())
    rows = Prepayment.objects.filter(Q(received_minor__gt=0) | Q(pk__in=sums.keys()))
    wrong = [row.number for row in rows.only("number", "received_minor") if row.received_minor != sums.get(row.pk, 0)]
    over = (
        Earmark.objects.filter(state__in=("kept", "used"))
        .values("payment_id")
        .annotate(sum=Sum("amount_minor"))
        .filter(sum__gt=F("payment__amount_minor"))
        .values_list("payment__number", flat=True)[:LIMIT]
    )
    return [f"prepayment {number} differs from its earmarks" for number in wrong[:LIMIT]] + [
        f"payment {number} is kept for more than it is" for number in over
    ]


@invariant("prepayment.state_is_the_order_s")
def state_is_the_orders() -> list[str]:
    """Ordered with its order, held while it waits, and nothing held or kept once it has lapsed."""
    ordered = Prepayment.objects.filter(Q(state="ordered") ^ Q(order__isnull=False))
    unlike = Prepayment.objects.filter(Q(state="ordered") ^ Q(tentative__state="confirmed"))
    kept = Earmark.objects.filter(state="kept", prepayment__state="lapsed")
    return [
        *(f"prepayment {number} and its order disagree" for number in ordered.values_list("number", flat=True)[:LIMIT]),
        *(f"prepayment {number} is unlike what is held" for number in unlike.values_list("number", flat=True)[:LIMIT]),
        *(f"earmark {pk} is kept for nothing" for pk in kept.values_list("pk", flat=True)[:LIMIT]),
    ]
