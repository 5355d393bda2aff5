"""What must be true of shipments at any moment."""

from django.db.models import Count, F, Q, Sum

from shared_apps.foundation.invariants import invariant
from tenant_apps.logistics.models import Shipment, ShipmentLine

SENT = ("shipped", "received")


@invariant("logistics.sent_once")
def sent_once() -> list[str]:
    """No order or part of one leaves twice, and what left of a line over all its shipments is what the order says."""
    doubled = (
        Shipment.objects.filter(state__in=SENT)
        .values("order_id", "part_id")
        .annotate(times=Count("id"))
        .filter(times__gt=1)[:20]
    )
    wrong = (
        ShipmentLine.objects.filter(shipment__state__in=SENT)
        .values("order_line_id")
        .annotate(sent=Sum("quantity"))
        .exclude(sent=F("order_line__shipped"))[:20]
    )
    return [f"order {row['order_id']} left {row['times']} times" for row in doubled] + [
        f"{row['sent']} of order line {row['order_line_id']} was sent, the order says otherwise" for row in wrong
    ]


@invariant("logistics.state_follows_dates")
def state_follows_dates() -> list[str]:
    """A shipment is shipped exactly when it has a time of shipping, and received likewise."""
    wrong = Shipment.objects.filter(
        Q(state__in=SENT) ^ Q(shipped_at__isnull=False) | Q(state="received") ^ Q(received_at__isnull=False)
    ).values_list("number", flat=True)[:20]
    return [f"shipment {number} has a state that its times deny" for number in wrong]
