"""A listing under its lot's lock: what was taken, what is held in stock for whom, and how it ends."""

from decimal import Decimal
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.quantity import BadQuantity, Quantity, QuantityIn, plain
from tenant_apps.inventory.commands import HoldLine, hold_stock, release_holds
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.decisions.engine import ENGINE
from tenant_apps.trading.engines.listing.decisions.state import Hold, ListingState, Share
from tenant_apps.trading.kernel.commands.running import RunningLot, load_lot
from tenant_apps.trading.kernel.decisions.engine import Allocation, LotTerms
from tenant_apps.trading.kernel.events import ListingEnded
from tenant_apps.trading.kernel.gates import gates
from tenant_apps.trading.kernel.models import Bid, Lot, LotItem, TradingEvent
from tenant_apps.trading.kernel.types import read_decimal

HOLD_LISTING = "trading.listing"
HOLD_TAKE = "trading.take"
HOLD_DEAL = "trading.deal"
MODE = "spot_listing"


def lock_listing(ctx: Context, listing_id: UUID) -> RunningLot:
    """Lock the lot of a listing and read what belongs to it; refuse an unknown id.

    The command's time becomes the one under the lock, so that deals are not older than the takes that formed them.
    """
    lot = Lot.objects.select_for_update().filter(trading_event_id=listing_id, trading_event__mode=MODE).first()
    if lot is None:
        raise errors.listing_unknown(listing_id)
    running = load_lot(ctx, lot, ENGINE, "item")
    ctx.now = running.now
    return running


def terms_of(run: TradingEvent, line: LotItem) -> LotTerms:
    """What the engine starts from. Before a review has let the listing open, its opening is not yet known."""
    return LotTerms(
        "buy" if run.side == "buy" else "sell", run.initiator_id, line.quantity, line.unit, run.currency,
        run.opens_at or run.created_at, run.scheduled_end_at,
    )  # fmt: skip


def hold_offered(ctx: Context, listing_id: UUID, line: LotItem) -> UUID | None:
    """Hold what is still offered; return the warehouse it is held in (None for an item without stock)."""
    left = line.quantity - line.taken
    if left <= 0 or line.item_id is None:
        return line.warehouse_id
    wanted = [HoldLine(item_id=line.item_id, warehouse_id=line.warehouse_id, quantity=left)]
    holds = hold_stock(ctx, wanted, HOLD_LISTING, listing_id)
    return holds[0].warehouse_id if holds else line.warehouse_id


def hand_over(ctx: Context, running: RunningLot, share: Share, bid_id: UUID, deal_id: UUID) -> tuple[UUID, UUID | None]:
    """Hold the goods of a share for its deal; item and warehouse they come from. `line.taken` already counts it.

    Released and held again in one transaction: the level's row lock, taken by the first step, lets nobody in between.
    """
    line = running.line
    if running.run.side == "buy":
        assert share.item_id is not None
        release_holds(ctx, HOLD_TAKE, bid_id)
        wanted = HoldLine(item_id=share.item_id, warehouse_id=share.warehouse_id, quantity=share.quantity)
        holds = hold_stock(ctx, [wanted], HOLD_DEAL, deal_id)
        return share.item_id, holds[0].warehouse_id if holds else share.warehouse_id
    release_holds(ctx, HOLD_LISTING, running.run.pk)
    goods = HoldLine(item_id=line.goods_id, warehouse_id=line.warehouse_id, quantity=share.quantity)
    hold_stock(ctx, [goods], HOLD_DEAL, deal_id)
    if running.state.ended_at is None:
        hold_offered(ctx, running.run.pk, line)
    return line.goods_id, line.warehouse_id


def hold_for_take(ctx: Context, running: RunningLot, hold: Hold) -> None:
    """Keep the goods of a seller whose take of a purchase waits. Where the listing sells, it holds them itself."""
    share = hold.share
    if running.run.side == "buy" and share.item_id is not None:
        bid_id = id_of_take(running, share.seq)
        release_holds(ctx, HOLD_TAKE, bid_id)
        wanted = HoldLine(item_id=share.item_id, warehouse_id=share.warehouse_id, quantity=share.quantity)
        hold_stock(ctx, [wanted], HOLD_TAKE, bid_id)


def free_take(ctx: Context, running: RunningLot, seq: int) -> None:
    """Give back what was held for a take that is over."""
    if running.run.side == "buy":
        release_holds(ctx, HOLD_TAKE, id_of_take(running, seq))


def id_of_take(running: RunningLot, seq: int) -> UUID:
    """The id of a take by its number in the ledger."""
    found: UUID = Bid.objects.values_list("pk", flat=True).get(lot_id=running.lot.pk, seq=seq)
    return found


def end_listing(ctx: Context, running: RunningLot, final_state: str) -> None:
    """Give the listing its final state, free what it still holds, and write down who got what."""
    run, lot = running.run, running.lot
    release_holds(ctx, HOLD_LISTING, run.pk)
    for hold in running.state.holds:
        free_take(ctx, running, hold.share.seq)
    run.final_state, run.final_at = final_state, running.now
    run.final_reason = "" if final_state == "complete" else final_state
    run.opens_at = run.opens_at or run.created_at
    run.save(update_fields=["final_state", "final_reason", "final_at", "opens_at"])
    lot.closed_at = running.now
    lot.outcome = {"reason": run.final_reason, "passed_over": {}, "allocations": _allocations(running)}
    lot.save(update_fields=["closed_at", "outcome"])
    for gate in gates():
        gate.at_end(ctx, run, lot)
    ctx.emit(ListingEnded(trading_event_id=run.pk, final_state=final_state))


def played(running: RunningLot) -> ListingState:
    """The state once more from the whole ledger, with every share."""
    state = ENGINE.start(terms_of(running.run, running.line), running.run.rules)
    rows = Bid.objects.filter(lot_id=running.lot.pk, verdict="accepted").order_by("seq")
    for bid in rows.iterator(chunk_size=1000):
        state = ENGINE.play(state, bid.seq, bid.company_id, bid.payload, bid.received_at)
    return state


def _allocations(running: RunningLot) -> list[dict[str, object]]:
    return [_row(one) for one in ENGINE.outcome(played(running)).allocations]


def _row(one: Allocation) -> dict[str, object]:
    row: dict[str, object] = {
        "seq": one.seq, "company": str(one.company_id), "quantity": plain(one.quantity),
        "unit_price": plain(one.unit_price), "line_no": one.line_no,
    }  # fmt: skip
    return row | ({"item": str(one.item_id)} if one.item_id else {})


def in_unit(given: QuantityIn, unit: str, field: str) -> Decimal:
    """The quantity in `unit`, positive; Invalid names the field."""
    try:
        value = given.quantity().to(unit).value
    except BadQuantity as error:
        raise errors.bad_quantity(field, str(error), unit) from error
    if value <= 0:
        raise errors.not_positive(field)
    return value


def positive(text: str, field: str, unit: str | None = None) -> Decimal:
    """A positive decimal, with no more decimals than `unit` has when one is given."""
    try:
        value = Quantity.parse(text, unit).value if unit else read_decimal(text)
    except ValueError as error:
        raise errors.bad_number(field) from error
    if value <= 0:
        raise errors.not_positive(field)
    return value
