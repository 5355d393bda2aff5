"""Which connection is meant, and in whose name its words take effect."""

from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.actor import Actor
from tenant_apps.integrations import errors
from tenant_apps.integrations.models import Connection

# What a system may do with its company's things; never more, whoever carries its messages.
RIGHTS = frozenset(
    {"inventory.adjust_stock", "logistics.plan_shipment", "logistics.ship", "orders.cancel_order", "orders.view_order"}
)


def actor_of(connection: Connection) -> Actor:
    """The connection itself, acting for its company."""
    return Actor(
        kind="api_key",
        id=f"connection:{connection.pk}",
        display=f"{connection.name} ({connection.code})",
        company_id=connection.company_id,
        permissions=RIGHTS,
    )


def as_connection(ctx: Context, connection: Connection) -> Context:
    """The same transaction in the name of the connection."""
    return Context(actor=actor_of(connection), now=ctx.now, using=ctx.using)


def own_connection(ctx: Context, connection_id: UUID) -> Connection:
    """The connection, locked, if it is the actor's company's: exchanges over one connection take turns."""
    rows = Connection.objects.visible_to(ctx.actor).select_for_update()
    row = rows.filter(pk=connection_id).first()
    if row is None:
        raise errors.connection_unknown()
    return row


def by_code(ctx: Context, source: str, company_id: UUID | None) -> Connection:
    """The active connection of this code, locked; the marketplace names the company."""
    rows = Connection.objects.visible_to(ctx.actor).select_for_update().filter(code=source)
    company = company_id or ctx.actor.company_id
    row = rows.filter(company_id=company).first() if company else None
    if row is None:
        raise errors.connection_unknown("source")
    if row.state != "active":
        raise errors.is_paused(row.name)
    return row
