"""Change a connection: its name and settings, who wins, whether it is paused."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.integrations import errors
from tenant_apps.integrations.commands.connection_of import own_connection
from tenant_apps.integrations.commands.create_connection import (
    ConnectionAnswer,
    read_name,
    read_secret,
    read_winners,
    settings_of,
)
from tenant_apps.integrations.commands.schedule import owe_pull
from tenant_apps.integrations.connectors.kinds import KINDS


class ChangeConnection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Only what is given changes. `winners` names who wins per field: theirs, ours, newer or ask."""

    connection_id: UUID
    name: str | None = None
    settings: dict[str, str | int | bool] | None = None
    secret: str | None = None
    winners: dict[str, str] | None = None
    state: str | None = None


@command("integrations.change_connection", input=ChangeConnection)
def change_connection(ctx: Context, data: ChangeConnection) -> ConnectionAnswer:
    """Change a connection of the company, pause or resume it. Locks the connection."""
    row = own_connection(ctx, data.connection_id)
    kind, facts = KINDS[row.connector], {}
    if data.name is not None:
        row.name = facts["name"] = read_name(data.name)
    if data.settings is not None:
        row.settings = settings_of(kind, row.settings | data.settings)
        facts["settings"] = ", ".join(sorted(data.settings))
    if data.secret is not None:
        row.secret = read_secret(kind, data.secret)
        facts["secret"] = "changed"
    if data.winners is not None:
        facts |= {f"winner of {name}": f"{row.winners.get(name, '')} > {who}" for name, who in data.winners.items()}
        row.winners = row.winners | read_winners(data.winners)
    if data.state is not None:
        if data.state not in ("active", "paused"):
            raise errors.bad("state", _("Active or paused is needed."))
        row.state = facts["state"] = data.state
    row.save()
    if row.state == "active":
        owe_pull(ctx, row, at=ctx.now)
    ctx.audit(target="integrations.connection", target_id=row.pk, facts=facts)
    return ConnectionAnswer(connection_id=row.pk, code=row.code, state=row.state)
