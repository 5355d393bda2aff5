"""Hand an accepted order to the seller's system, once: under our key, and with a question before a second try."""

from collections.abc import Mapping
from typing import Any

from shared_apps.commands import run
from shared_apps.egress.gate import Blocked
from shared_apps.egress.http import Refused, Unanswered, Unsent
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.quantity import plain
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.catalogue.queries import get_items
from tenant_apps.integrations.commands.deliveries import MarkDelivery, mark_delivery
from tenant_apps.integrations.commands.schedule import SEND
from tenant_apps.integrations.connectors.interface import Connector, Wrong
from tenant_apps.integrations.exchange.pull import connector_of
from tenant_apps.integrations.models import Delivery
from tenant_apps.orders.queries import get_order

SENDING = Actor.system("integrations.send_order")


@job(SEND)
def send_order(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Hand one order over. Raises when the outcome is open, so that the job is tried again later."""
    row = Delivery.objects.select_related("connection").get(pk=payload["delivery_id"])
    system = connector_of(row.connection)
    if row.state in ("taken", "dead") or system is None:
        return {"state": row.state}
    try:
        number = system.find_order(str(row.pk)) if row.state == "unknown" else None
        if number is None:
            number = _push(row, system)
    except (Wrong, Refused) as error:
        _mark(row, "dead", error=str(error))
        return {"state": "dead"}
    except (Blocked, Unsent) as error:
        _mark(row, "unknown" if row.state == "unknown" else "owed", error=str(error))
        raise
    except Unanswered as error:
        _mark(row, "unknown", error=str(error))
        raise
    _mark(row, "taken", their_number=number)
    return {"state": "taken", "number": number}


def _push(row: Delivery, system: Connector) -> str:
    # Written before the call: whoever dies after it finds an open outcome and asks.
    _mark(row, "unknown", is_attempt=True)
    faultpoint("integrations.before_send")
    number = system.push_order(_form(row), str(row.pk))
    faultpoint("integrations.after_send")
    return number


def _mark(row: Delivery, state: str, **told: Any) -> None:
    run(mark_delivery, SENDING, MarkDelivery(delivery_id=row.pk, state=state, **told))


def _form(row: Delivery) -> dict[str, Any]:
    """The order as the system gets it; quantities and prices are decimal text."""
    order = get_order(row.order_id)
    items = get_items(line.item_id for line in order.lines)
    return {
        "number": order.number,
        "ordered_at": order.ordered_at.isoformat(),
        "currency": order.currency,
        "reference": order.client_reference or "",
        "lines": [
            {
                "line_no": line.line_no,
                "sku": items[line.item_id].sku,
                "description": line.description,
                "quantity": plain(line.quantity),
                "unit": line.unit,
                "unit_price": plain(line.unit_price),
            }
            for line in order.lines
        ],
    }
