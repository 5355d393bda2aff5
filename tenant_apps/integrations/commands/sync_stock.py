"""Let a system say what lies in its warehouses: the push side of stock."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.integrations import errors
from tenant_apps.integrations.commands.connection_of import by_code
from tenant_apps.integrations.commands.keeping import BATCH_MOST, SyncVerdicts, note_run
from tenant_apps.integrations.commands.receive_stock import StockMessageIn, heard_of, receive_stock


class SyncStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`source` is the code of the connection. The marketplace's own keys name the company too."""

    source: str
    messages: list[StockMessageIn]
    company_id: UUID | None = None


@command("integrations.sync_stock", input=SyncStock)
def sync_stock(ctx: Context, data: SyncStock) -> SyncVerdicts:
    """Take levels and movements of stock from one of the company's systems.

    Each message gets a verdict. A message id counts once for ever; late words never take back later ones; a movement
    waits for those before it. Effects are the connection's, by its rules. Locks the connection, then stock levels.
    """
    if not 1 <= len(data.messages) <= BATCH_MOST:
        raise errors.bad("messages", _("1 to %(most)s messages are needed.") % {"most": BATCH_MOST})
    connection = by_code(ctx, data.source, data.company_id)
    answer = receive_stock(ctx, connection, heard_of(data.messages))
    note_run(ctx, connection, "push", answer.counts, ctx.now)
    ctx.audit(target="integrations.connection", target_id=connection.pk, facts={"of": "stock", **answer.counts})
    return answer
