"""Orders on their way to the seller's system: owed, tried, taken."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.integrations import errors
from tenant_apps.integrations.commands.connection_of import own_connection
from tenant_apps.integrations.commands.schedule import owe_send
from tenant_apps.integrations.events import OrderTaken
from tenant_apps.integrations.models import Connection, Delivery


class OweDeliveries(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID
    seller_id: UUID
    number: str


class DeliveryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    delivery_id: UUID | None
    state: str


@command("integrations.owe_deliveries", input=OweDeliveries, system_only=True)
def owe_deliveries(ctx: Context, data: OweDeliveries) -> DeliveryAnswer:
    """Owe an accepted order to each system of its seller that wants orders."""
    last = None
    for connection in Connection.objects.filter(company_id=data.seller_id, settings__send_orders=True):
        row, made = Delivery.objects.get_or_create(
            connection=connection, order_id=data.order_id,
            defaults={"id": uuid7(), "created_at": ctx.now, "changed_at": ctx.now},
        )  # fmt: skip
        last = row
        if made:
            owe_send(ctx, row.pk, data.number)
    ctx.audit(target="orders.order", target_id=data.order_id, facts={"number": data.number})
    return DeliveryAnswer(delivery_id=last.pk if last else None, state=last.state if last else "")


class MarkDelivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    delivery_id: UUID
    state: str
    their_number: str = ""
    error: str = ""
    is_attempt: bool = False


@command("integrations.mark_delivery", input=MarkDelivery, system_only=True)
def mark_delivery(ctx: Context, data: MarkDelivery) -> DeliveryAnswer:
    """Write how far the hand-over of an order is. What was taken stays taken."""
    row = Delivery.objects.select_for_update().get(pk=data.delivery_id)
    if row.state != "taken":
        row.state, row.last_error, row.changed_at = data.state, data.error[:300], ctx.now
        row.attempts += int(data.is_attempt)
        row.their_number = data.their_number[:60]
        row.save()
        if row.state == "taken":
            ctx.emit(OrderTaken(delivery_id=row.pk, order_id=row.order_id, their_number=row.their_number))
    ctx.audit(target="orders.order", target_id=row.order_id, facts={"to": row.state, "their_number": row.their_number})
    return DeliveryAnswer(delivery_id=row.pk, state=row.state)


class SendAgain(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    delivery_id: UUID


@command("integrations.send_again", input=SendAgain)
def send_again(ctx: Context, data: SendAgain) -> DeliveryAnswer:
    """Hand an order over again that its system did not take. It is asked first whether it has it."""
    found = Delivery.objects.visible_to(ctx.actor).select_related("order").filter(pk=data.delivery_id).first()
    if found is None:
        raise errors.not_found("delivery_id")
    own_connection(ctx, found.connection_id)
    row = Delivery.objects.select_for_update().get(pk=found.pk)
    if row.state == "taken":
        raise errors.not_open(row.state)
    row.state, row.changed_at = "unknown", ctx.now
    row.save(update_fields=["state", "changed_at"])
    owe_send(ctx, row.pk, found.order.number)
    ctx.audit(target="orders.order", target_id=row.order_id, facts={"number": found.order.number})
    return DeliveryAnswer(delivery_id=row.pk, state=row.state)
