"""Try a dead message again, or give up one that waits."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.integrations import errors
from tenant_apps.integrations.commands.connection_of import own_connection
from tenant_apps.integrations.commands.receive_orders import receive_orders
from tenant_apps.integrations.commands.receive_stock import again, receive_stock
from tenant_apps.integrations.models import Connection, Message


class RetryMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    message_id: UUID


class MessageAnswer(msgspec.Struct, frozen=True, kw_only=True):
    message_id: UUID
    state: str
    reason: str


@command("integrations.retry_message", input=RetryMessage)
def retry_message(ctx: Context, data: RetryMessage) -> MessageAnswer:
    """Try a message again that could not be applied, once what it lacked is there."""
    row, connection = _open(ctx, data.message_id, ("dead",))
    receive = receive_orders if row.kind == "order" else receive_stock
    receive(ctx, connection, [again(row)])
    row.refresh_from_db()
    ctx.audit(target="integrations.connection", target_id=connection.pk, facts={"thing": row.thing, "to": row.state})
    return MessageAnswer(message_id=row.pk, state=row.state, reason=row.reason)


class GiveUpMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    message_id: UUID
    reason: str


@command("integrations.give_up_message", input=GiveUpMessage)
def give_up_message(ctx: Context, data: GiveUpMessage) -> MessageAnswer:
    """Put a dead or waiting message aside for good, with a reason. It stays in the list and never counts."""
    row, connection = _open(ctx, data.message_id, ("dead", "parked"))
    reason = data.reason.strip()
    if not 3 <= len(reason) <= 200:
        raise errors.bad("reason", _("Say why, in 3 to 200 characters."))
    row.state, row.reason, row.changed_at = "superseded", reason, ctx.now
    row.save(update_fields=["state", "reason", "changed_at"])
    ctx.audit(target="integrations.connection", target_id=connection.pk, facts={"thing": row.thing, "reason": reason})
    return MessageAnswer(message_id=row.pk, state=row.state, reason=row.reason)


def _open(ctx: Context, message_id: UUID, states: tuple[str, ...]) -> tuple[Message, Connection]:
    found = Message.objects.visible_to(ctx.actor).filter(pk=message_id).first()
    if found is None:
        raise errors.not_found("message_id")
    connection = own_connection(ctx, found.connection_id)
    row = Message.objects.select_for_update().get(pk=found.pk)
    if row.state not in states:
        raise errors.not_open(row.state)
    return row, connection
