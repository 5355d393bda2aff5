"""Ask a system now instead of at its next time."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.integrations import errors
from tenant_apps.integrations.commands.connection_of import own_connection
from tenant_apps.integrations.commands.create_connection import ConnectionAnswer
from tenant_apps.integrations.commands.schedule import owe_pull
from tenant_apps.integrations.connectors.kinds import KINDS


class RunConnection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    connection_id: UUID


@command("integrations.run_connection", input=RunConnection)
def run_connection(ctx: Context, data: RunConnection) -> ConnectionAnswer:
    """Ask the system now; nothing is doubled if it is being asked already."""
    row = own_connection(ctx, data.connection_id)
    if not KINDS[row.connector].is_scheduled:
        raise errors.only_pushes()
    if row.state != "active":
        raise errors.is_paused(row.name)
    owe_pull(ctx, row, at=ctx.now)
    ctx.audit(target="integrations.connection", target_id=row.pk, facts={"code": row.code})
    return ConnectionAnswer(connection_id=row.pk, code=row.code, state=row.state)
