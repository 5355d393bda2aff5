"""Settle a difference that the comparison found although nothing is open about it."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import plain
from tenant_apps.integrations import errors
from tenant_apps.integrations.commands.connection_of import own_connection
from tenant_apps.integrations.commands.decide_disagreement import check_choice, take_stock
from tenant_apps.integrations.commands.disagreements import close
from tenant_apps.integrations.models import Disagreement, StockWord
from tenant_apps.integrations.types import STOCK


class SettleDifference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`winner` is `theirs` or `ours`."""

    connection_id: UUID
    item_id: UUID
    warehouse_id: UUID
    winner: str
    reason: str


class SettledDifference(msgspec.Struct, frozen=True, kw_only=True):
    disagreement_id: UUID
    winner: str


@command("integrations.settle_difference", input=SettleDifference)
def settle_difference(ctx: Context, data: SettleDifference) -> SettledDifference:
    """Take their stock of an item in a warehouse, or keep ours, with a reason.

    Kept as a decided difference either way. Locks the connection, then the level.
    """
    connection = own_connection(ctx, data.connection_id)
    words = StockWord.objects.select_related("item", "warehouse", "connection").select_for_update(of=("self",))
    word = words.filter(connection=connection, item_id=data.item_id, warehouse_id=data.warehouse_id).first()
    if word is None or word.theirs is None:
        raise errors.not_found("item_id")
    check_choice(data.winner, data.reason)
    ours, theirs = take_stock(ctx, word, data.winner)
    thing = f"{word.item.sku}@{word.warehouse.code}"
    row = Disagreement.objects.filter(connection=connection, field=STOCK, thing=thing, state="open").first()
    row = row or Disagreement(
        id=uuid7(), connection=connection, field=STOCK, thing=thing, word_id=word.pk, opened_at=ctx.now, why="report"
    )
    row.ours, row.theirs = plain(ours), plain(theirs)
    close(ctx, row, data.winner, ctx.actor.display or ctx.actor.id, data.reason.strip())
    ctx.audit(
        target="integrations.connection", target_id=connection.pk,
        facts={"thing": thing, "ours": row.ours, "theirs": row.theirs, "winner": data.winner,
               "reason": data.reason.strip()},
    )  # fmt: skip
    return SettledDifference(disagreement_id=row.pk, winner=data.winner)
