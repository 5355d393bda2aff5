"""Take several listings of one seller together: all of it, or nothing.

Where the rules of a listing let baskets mix, what is taken from it may be less than its least take, if the basket as a
whole is large enough.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.quantity import QuantityIn, plain
from shared_apps.foundation.refusals import Refusal
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.commands.acting import Acted, keep_refused
from tenant_apps.trading.engines.listing.commands.listed import MODE, in_unit, lock_listing
from tenant_apps.trading.engines.listing.commands.take_listing import TakeListing, Taken, answer, payload_of, take
from tenant_apps.trading.kernel.commands import acting_company
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.models import LotItem

MOST = 50


class BasketLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One listing of the basket; `version` is that of the terms the taker has seen."""

    listing_id: UUID
    version: int
    quantity: QuantityIn


class TakeBasket(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lines: list[BasketLine]
    company_id: UUID | None = None


class BasketTaken(msgspec.Struct, frozen=True, kw_only=True):
    """The takes, in the order of the basket."""

    takes: list[Taken]


def keep_refused_basket(ctx: Context, data: TakeBasket, refusal: Refusal) -> None:
    """Each listing's ledger keeps its part: with the reason where it was the cause, else that another part was."""
    found = LotItem.objects.filter(lot__trading_event__in=_ids(data), lot__trading_event__mode=MODE)
    known = set(found.values_list("lot__trading_event_id", flat=True))
    lines = [one for one in data.lines[:MOST] if one.listing_id in known]
    if len(lines) != len(data.lines) or len(known) != len(lines):
        return
    locked = {at: lock_listing(ctx, lines[at].listing_id) for at in _order(lines)}
    try:
        sums = _sums(lines, locked)
    except Refusal:
        sums = None
    for at in _order(lines):
        told = payload_of(_single(lines[at], data.company_id), locked[at].line.unit, sums)
        is_cause = str(refusal.field or "").startswith(f"lines[{at}]")
        why = refusal if is_cause else errors.of_verdict("trading.basket_refused", {})
        keep_refused(ctx, lines[at].listing_id, data.company_id or ctx.actor.company_id, told, why)


@command("trading.take_basket", input=TakeBasket, on_refusal=keep_refused_basket)
def take_basket(ctx: Context, data: TakeBasket) -> BasketTaken:
    """Take from several listings of one seller in one transaction; each becomes a deal of its own.

    Locks the lots in the order of their ids, then stock levels, then the number series. A refusal of one refuses all,
    and names its line.
    """
    company_id = acting_company(ctx, "trading.take_listing", data.company_id, field="company_id")
    if not 1 <= len({one.listing_id for one in data.lines}) == len(data.lines) <= MOST:
        raise errors.basket_size(MOST)
    order = _order(data.lines)
    locked = {at: lock_listing(ctx, data.lines[at].listing_id) for at in order}
    _one_seller([locked[at] for at in range(len(data.lines))])
    sums = _sums(data.lines, locked)
    done: dict[int, Acted] = {}
    for at in order:
        try:
            done[at] = take(ctx, locked[at], company_id, _single(data.lines[at], company_id), sums)
        except Refusal as refusal:
            refusal.field = f"lines[{at}].{refusal.field or 'listing_id'}"
            raise
    first = locked[0]
    deals = [deal.number for acted in done.values() for deal in acted.deals]
    ctx.audit(target="trading.trading_event", target_id=first.run.pk, facts={"basket": len(done), "deals": deals})
    return BasketTaken(takes=[answer(locked[at], done[at]) for at in range(len(data.lines))])


def _ids(data: TakeBasket) -> list[UUID]:
    return [one.listing_id for one in data.lines[:MOST]]


def _order(lines: Sequence[BasketLine]) -> list[int]:
    """The places of the lines in the order in which their lots are locked."""
    return sorted(range(len(lines)), key=lambda at: str(lines[at].listing_id))


def _single(line: BasketLine, company_id: UUID | None) -> TakeListing:
    return TakeListing(listing_id=line.listing_id, version=line.version, quantity=line.quantity, company_id=company_id)


def _one_seller(locked: Sequence[RunningLot]) -> None:
    first = locked[0].run
    for at, one in enumerate(locked):
        same = (one.run.initiator_id, one.run.currency, one.run.side) == (first.initiator_id, first.currency, "sell")
        if not same:
            raise errors.basket_of_many_sellers(at)


def _sums(lines: Sequence[BasketLine], locked: dict[int, RunningLot]) -> dict[str, str]:
    """Net amount of all of it, and its quantity where all is in one unit."""
    amount, quantity, units = Decimal(0), Decimal(0), set()
    for at, line in enumerate(lines):
        running = locked[at]
        value = in_unit(line.quantity, running.line.unit, f"lines[{at}].quantity")
        offer = running.state.offer
        amount += value * offer.price_of(value)
        quantity += value
        units.add(running.line.unit)
    told = {"amount": plain(round(amount, 6))}
    return told | ({"quantity": plain(quantity)} if len(units) == 1 else {})
