"""Decide a difference that no rule decides."""

from decimal import Decimal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.integrations import errors
from tenant_apps.integrations.commands.apply_order import move_order
from tenant_apps.integrations.commands.apply_stock import NOTHING, expected, set_stock
from tenant_apps.integrations.commands.connection_of import as_connection, own_connection
from tenant_apps.integrations.commands.disagreements import close
from tenant_apps.integrations.models import Disagreement, OrderWord, StockWord
from tenant_apps.integrations.types import CONFIRMED, STOCK
from tenant_apps.inventory.commands import lock_standing
from tenant_apps.orders.queries import get_order


class DecideDisagreement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`winner` is `theirs` or `ours`."""

    disagreement_id: UUID
    winner: str
    reason: str


class DecidedDisagreement(msgspec.Struct, frozen=True, kw_only=True):
    disagreement_id: UUID
    winner: str


@command("integrations.decide_disagreement", input=DecideDisagreement)
def decide_disagreement(ctx: Context, data: DecideDisagreement) -> DecidedDisagreement:
    """Take their value or keep ours, with a reason.

    Their value is the last they said, not the one on the page if a later word has come. Refuses to go below what is
    promised, and to change a binding order by a confirmation. Locks the connection, then stock or the order.
    """
    found = Disagreement.objects.visible_to(ctx.actor).filter(pk=data.disagreement_id).first()
    if found is None:
        raise errors.not_found("disagreement_id")
    connection = own_connection(ctx, found.connection_id)
    row = Disagreement.objects.select_for_update().get(pk=found.pk)
    if row.state != "open":
        raise errors.decided_already()
    check_choice(data.winner, data.reason)
    acting = as_connection(ctx, connection)
    if row.field == STOCK:
        word = StockWord.objects.get(pk=row.word_id)
        take_stock(ctx, word, data.winner)
    elif row.field == CONFIRMED and data.winner == "theirs":
        raise errors.binding(row.thing)
    elif data.winner == "theirs":
        order_word = OrderWord.objects.get(pk=row.word_id)
        refused = move_order(acting, order_word, get_order(order_word.order_id))
        if refused is not None:
            raise refused
    ctx.owed += acting.owed
    close(ctx, row, data.winner, ctx.actor.display or ctx.actor.id, data.reason.strip())
    ctx.audit(
        target="integrations.connection", target_id=connection.pk,
        facts={"field": row.field, "thing": row.thing, "ours": row.ours, "theirs": row.theirs, "winner": data.winner,
               "reason": data.reason.strip()},
    )  # fmt: skip
    return DecidedDisagreement(disagreement_id=row.pk, winner=data.winner)


def check_choice(winner: str, reason: str) -> None:
    if winner not in ("theirs", "ours"):
        raise errors.bad("winner", _("Theirs or ours is needed."))
    if not 3 <= len(reason.strip()) <= 200:
        raise errors.bad("reason", _("Say why, in 3 to 200 characters."))


def take_stock(ctx: Context, word: StockWord, winner: str) -> tuple[Decimal, Decimal]:
    """Set our stock to their last word, or leave it; return both values as they were."""
    connection = word.connection
    pair = (word.item_id, word.warehouse_id)
    level = lock_standing(ctx, [pair]).get(pair, NOTHING)
    theirs = expected(word)
    if winner == "theirs" and theirs != level.on_hand:
        acting = as_connection(ctx, connection)
        refused = set_stock(acting, connection, word, theirs)
        if refused is not None:
            raise refused
        ctx.owed += acting.owed
    if winner == "theirs":
        word.agreed = theirs
        word.save(update_fields=["agreed"])
    return level.on_hand, theirs
