"""Let a system say where its orders stand: the push side of orders."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.integrations import errors
from tenant_apps.integrations.commands.connection_of import by_code
from tenant_apps.integrations.commands.keeping import BATCH_MOST, SyncVerdicts, note_run
from tenant_apps.integrations.commands.receive_orders import OrderMessageIn, heard_of, receive_orders


class SyncOrders(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`source` is the code of the connection. The marketplace's own keys name the company too."""

    source: str
    messages: list[OrderMessageIn]
    company_id: UUID | None = None


@command("integrations.sync_orders", input=SyncOrders)
def sync_orders(ctx: Context, data: SyncOrders) -> SyncVerdicts:
    """Take what one of the company's systems says about orders: confirmed, shipped, cancelled, invoiced.

    Each message gets a verdict. Per field of an order the highest version counts, in whatever order messages come.
    """
    if not 1 <= len(data.messages) <= BATCH_MOST:
        raise errors.bad("messages", _("1 to %(most)s messages are needed.") % {"most": BATCH_MOST})
    connection = by_code(ctx, data.source, data.company_id)
    answer = receive_orders(ctx, connection, heard_of(data.messages))
    note_run(ctx, connection, "push", answer.counts, ctx.now)
    ctx.audit(target="integrations.connection", target_id=connection.pk, facts={"of": "orders", **answer.counts})
    return answer
