"""Give the words on stock their effect: one adjustment per item and warehouse, however many words there were."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import Refusal
from tenant_apps.integrations.commands.disagreements import kept_ours, note_difference
from tenant_apps.integrations.decisions.conflicts import settle_stock, winner_of
from tenant_apps.integrations.decisions.converge import converge
from tenant_apps.integrations.models import Connection, StockWord
from tenant_apps.integrations.types import STOCK, Settled, StockLine, StockMessage, Told
from tenant_apps.inventory.commands import AdjustStock, adjust_stock
from tenant_apps.inventory.queries import last_moved, moved_since
from tenant_apps.inventory.types import Level

NOTHING = Level(UUID(int=0), UUID(int=0), Decimal(0), Decimal(0))


def apply_stock(
    ctx: Context, connection: Connection, thing: str, word: StockWord, level: Level, messages: Sequence[StockMessage]
) -> Mapping[str, Told]:
    """Converge one item in one warehouse and set our stock by the rule; `level` is locked by the caller.

    `ctx` acts as the connection. The word is changed and not saved: the caller writes all of them at once.
    """
    found = converge(StockLine(word.sequence, word.theirs, word.said_at), messages, level.on_hand)
    if found.line.sequence == word.sequence or found.line.theirs is None or found.line.said_at is None:
        return found.told
    word.sequence, word.theirs, word.said_at, word.heard_at = (
        found.line.sequence, found.line.theirs, found.line.said_at, ctx.now,
    )  # fmt: skip
    settle(ctx, connection, thing, word, level, moved=found.moved)
    return found.told


def expected(word: StockWord) -> Decimal:
    """Their word carried on to now by the goods that have moved here since it was said."""
    if word.theirs is None or word.said_at is None:
        raise ValueError("there is no word yet")
    return word.theirs + moved_since(word.item_id, word.warehouse_id, word.said_at)


def settle(
    ctx: Context, connection: Connection, thing: str, word: StockWord, level: Level, *, moved: Decimal = Decimal(0)
) -> None:
    """Compare and set by the rule. `moved` are movements of theirs that happen here too, whoever wins the level."""
    rule = winner_of(connection.winners, STOCK)
    theirs, ours, agreed = expected(word), level.on_hand, word.agreed
    if rule != "theirs" and agreed is not None and agreed != ours and moved:
        carried = max(ours + moved, level.reserved + level.quarantined)
        agreed, ours = agreed + moved, carried
    said_at = word.said_at or ctx.now
    ours_at = last_moved(word.item_id, word.warehouse_id) if rule == "newer" else None
    found = settle_stock(
        rule,
        ours=ours,
        theirs=theirs,
        agreed=agreed,
        promised=level.reserved + level.quarantined,
        ours_at=ours_at,
        said_at=said_at,
    )
    if found.differs and found.winner != "theirs" and kept_ours(connection, STOCK, thing, plain(ours), plain(theirs)):
        found = Settled("ours", False)
    target = theirs if found.winner == "theirs" else ours
    if target != level.on_hand:
        refused = set_stock(ctx, connection, word, target)
        if refused is not None:
            found, target = Settled("open", True, "promised"), level.on_hand
    word.agreed = target if target == theirs else agreed
    note_difference(ctx, connection, STOCK, thing, word.pk, plain(ours), plain(theirs), found)


def set_stock(ctx: Context, connection: Connection, word: StockWord, target: Decimal) -> Refusal | None:
    """Set what lies here by the connection's word; the refusal if stock says no, with nothing written."""
    data = AdjustStock(
        item_id=word.item_id,
        warehouse_id=word.warehouse_id,
        on_hand=plain(target),
        reason=f"{connection.name} ({connection.code}), {word.sequence}"[:200],
    )
    try:
        with ctx.attempt():
            ctx.call(adjust_stock, data)
    except Refusal as refusal:
        return refusal
    faultpoint("integrations.after_stock")
    return None
