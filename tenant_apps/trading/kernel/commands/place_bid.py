"""Place a bid in a running event of a mode whose bids are a price, a limit or a take."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.trading.kernel.commands.acting import BidAnswer, act, keep_refused_act
from tenant_apps.trading.kernel.commands.reach import is_number, refuse_beyond_reach, worth_of
from tenant_apps.trading.kernel.models import LotItem


class PlaceBid(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which fields a mode reads, its rules say: `price`, `maximum`, `confirmed`, `buy_now`; `tick`, `quantity`.

    `features` are the declared options by feature, `offset` a discount (negative) or surcharge on an index, `cancel`
    takes back the bid of this turn, `min_accept` is the least part of the quantity that the bidder accepts.
    `absentee` leaves a take behind before the opening: it is served when the clock reaches its price. `final` says that
    this is the one last price of a company that stands equal at the end.
    """

    lot_id: UUID
    price: str | None = None
    maximum: str | None = None
    confirmed: bool | None = None
    buy_now: bool | None = None
    tick: int | None = None
    quantity: str | None = None
    features: dict[str, str] | None = None
    offset: str | None = None
    cancel: bool | None = None
    min_accept: str | None = None
    absentee: bool | None = None
    final: bool | None = None
    company_id: UUID | None = None

    def payload(self) -> dict[str, Any]:
        """What the ledger keeps: the fields that were given."""
        told = {name: getattr(self, name) for name in self.__struct_fields__ if name not in ("lot_id", "company_id")}
        return {name: value for name, value in told.items() if value is not None}


def keep_refused_bid(ctx: Context, data: PlaceBid, refusal: Refusal) -> None:
    keep_refused_act(ctx, data.lot_id, data.company_id, data.payload())


@command("trading.place_bid", input=PlaceBid, on_refusal=keep_refused_bid)
def place_bid(ctx: Context, data: PlaceBid) -> BidAnswer:
    """Place a bid; its number in the ledger is its place in time.

    Locks the lot. Refuses companies that have not joined, paused and closed events, and whatever the mode's rules
    refuse, with the next valid value among the facts.
    """
    if ctx.actor.narrowed and not data.cancel:
        _refuse_beyond(ctx, data)
    return act(ctx, "trading.place_bid", data.lot_id, data.company_id, data.payload())


def _refuse_beyond(ctx: Context, data: PlaceBid) -> None:
    lines = list(LotItem.objects.filter(lot_id=data.lot_id).select_related("lot__trading_event"))
    if not lines:
        return
    asked = data.quantity if data.quantity is not None and is_number(data.quantity) else None
    quantity = Decimal(asked) if asked is not None else sum((one.quantity for one in lines), Decimal(0))
    worth = worth_of((data.price, data.maximum), quantity, lines[0].lot.trading_event.currency)
    refuse_beyond_reach(ctx, [one.item_id for one in lines], worth)
