"""What follows from an act of the demo, before the next act: here, or in a worker that was quicker."""

import time

from shared_apps.outbox import relay
from shared_apps.outbox.models import OutboxMessage

LONGEST_S = 60.0


def deliver() -> None:
    """Deliver what is owed, and wait for what a worker delivers at this moment, a minute at most."""
    until = time.monotonic() + LONGEST_S
    relay.drain()
    while OutboxMessage.objects.filter(delivered_at__isnull=True, parked=False).exists() and time.monotonic() < until:
        time.sleep(0.1)
        relay.drain()
