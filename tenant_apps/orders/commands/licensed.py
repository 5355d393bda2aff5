"""Refuse lines whose goods need a paper that buyer or seller lacks, where no batch is decided."""

from collections.abc import Sequence
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.catalogue.queries import lacks_of
from tenant_apps.orders import errors
from tenant_apps.orders.commands.resolve_lines import ResolvedLine


def refuse_unlicensed(ctx: Context, lines: Sequence[ResolvedLine], buyer_id: UUID, seller_id: UUID) -> None:
    """For what is promised now and ordered later, and for lines that join an order."""
    lacks = lacks_of([line.item.id for line in lines], buyer_id, seller_id, ctx.now.date())
    for line in lines:
        if line.item.id in lacks:
            raise errors.licence_missing(line.field, line.item.sku, lacks[line.item.id], buyer_id)
