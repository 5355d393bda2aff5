"""What must be true of shipments at any moment."""

from django.db.models import Count, F, Q

from shared_apps.foundation.invariants import invariant
from tenant_apps.logistics.models import Shipment, ShipmentLine

SENT = ("shipped", "received")


@invariant("logistics.sent_once")
def sent_once() -> list[str]:
    """No order line leaves twice, and what left is what the order says."""
    doubled = (
        ShipmentLine.objects.filter(shipment__state__in=SENT)
        .values("order_line_id")
        .annotate(times=Count("id"))
        .filter(times__gt=1)[:20]
    )
    wrong = ShipmentLine.objects.filter(shipment__state__in=SENT).exclude(quantity=F("order_line__shipped"))[:20]
    return [f"order line {row['order_line_id']} left {row['times']} times" for row in doubled] + [
        f"shipment {line.shipment_id} sent {line.quantity} of order line {line.order_line_id}, the order says otherwise"
        for line in wrong
    ]


@invariant("logistics.state_follows_dates")
def state_follows_dates() -> list[str]:
    """A shipment is shipped exactly when it has a time of shipping, and received likewise."""
    wrong = Shipment.objects.filter(
        Q(state__in=SENT) ^ Q(shipped_at__isnull=False) | Q(state="received") ^ Q(received_at__isnull=False)
    ).values_list("number", flat=True)[:20]
    return [f"shipment {number} has a state that its times deny" for number in wrong]
