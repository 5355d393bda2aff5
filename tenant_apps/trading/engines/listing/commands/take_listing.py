"""Take from a listing (摘牌): the take is a bid, its acceptance an award, and the two together form the deal.

Where the rules let somebody answer first, the take waits and keeps its quantity until then. A refused take is a bid
too.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.foundation.quantity import BadQuantity, QuantityIn, plain
from shared_apps.foundation.refusals import Refusal
from tenant_apps.catalogue.queries import get_items
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.commands.acting import Acted, act, exists_for, keep_refused
from tenant_apps.trading.engines.listing.commands.contracting import parties_of
from tenant_apps.trading.engines.listing.commands.listed import in_unit, lock_listing, positive
from tenant_apps.trading.kernel import errors as kernel_errors
from tenant_apps.trading.kernel.commands import acting_company, trading_pair
from tenant_apps.trading.kernel.commands.reach import refuse_beyond_reach
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.models import LotItem


class TakeListing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`version` is that of the terms the taker has seen.

    Who takes from a purchase names the item it delivers, and the warehouse it comes from (empty: the fullest).
    `unit_price` proposes another price where the listing is negotiable.
    """

    listing_id: UUID
    version: int
    quantity: QuantityIn
    unit_price: str | None = None
    item_id: UUID | None = None
    warehouse_id: UUID | None = None
    company_id: UUID | None = None


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is `contracted`, with the deal, or for whom the take waits: `approval`, `confirmation`, until when.

    `take` is its number in the listing's ledger.
    """

    listing_id: UUID
    take: int
    state: str
    total: MoneyIn
    deal_id: UUID | None = None
    deal_number: str = ""
    waits_until: datetime | None = None


def keep_refused_take(ctx: Context, data: TakeListing, refusal: Refusal) -> None:
    """Write a refused take into the lot's ledger."""
    unit = LotItem.objects.filter(lot__trading_event_id=data.listing_id).values_list("unit", flat=True).first()
    keep_refused(ctx, data.listing_id, data.company_id or ctx.actor.company_id, payload_of(data, unit or ""), refusal)


@command("trading.take_listing", input=TakeListing, on_refusal=keep_refused_take)
def take_listing(ctx: Context, data: TakeListing) -> Taken:
    """Take a quantity at the listed price; the deal is binding at once, unless the listing lets somebody answer first.

    Locks the lot, then stock levels, then the number series. Refuses a stale version, a closed listing, one's own,
    hours without trading, more than is left, less than the least take and quantities off the step.
    """
    company_id = acting_company(ctx, "trading.take_listing", data.company_id, field="company_id")
    running = lock_listing(ctx, data.listing_id)
    acted = take(ctx, running, company_id, data)
    audit_take(ctx, running, acted, data)
    told = answer(running, acted)
    items = [data.item_id] if data.item_id is not None else [line.item_id for line in running.lines]
    refuse_beyond_reach(ctx, items, told.total.money())
    return told


def take(
    ctx: Context, running: RunningLot, company_id: UUID, data: TakeListing, basket: dict[str, str] | None = None
) -> Acted:
    """One take under the lot's lock; `basket` has the sums of the basket it is part of."""
    if not exists_for(running, company_id):
        raise errors.listing_unknown(data.listing_id)
    in_unit(data.quantity, running.line.unit, "quantity")
    if data.unit_price is not None:
        positive(data.unit_price, "unit_price")
    payload = payload_of(data, running.line.unit, basket)
    if company_id != running.run.initiator_id:
        trading_pair(*parties_of(running, company_id))
    _check_item(running, company_id, data)
    return act(ctx, running, company_id, payload)


def payload_of(data: TakeListing, unit: str, basket: dict[str, str] | None = None) -> dict[str, Any]:
    """What the ledger keeps, in the unit of the listing where the quantity comes out in it."""
    given = data.quantity
    try:
        found = given.quantity().to(unit)
        quantity, unit = plain(found.value), found.unit
    except BadQuantity:
        quantity, unit = given.value[:40], given.unit[:10]
    told: dict[str, Any] = {"act": "take", "version": data.version, "quantity": quantity, "unit": unit}
    if data.unit_price is not None:
        told["unit_price"] = data.unit_price[:40]
    if data.item_id is not None:
        told["item"] = str(data.item_id)
    if data.warehouse_id is not None:
        told["warehouse"] = str(data.warehouse_id)
    return told | ({"basket": basket} if basket else {})


def answer(running: RunningLot, acted: Acted) -> Taken:
    """The answer to a take that was not refused."""
    listing_id, seq = running.run.pk, acted.bid.seq
    if acted.waits is not None:
        share = acted.waits.share
        net = Money.of_product(share.unit_price, share.quantity, running.run.currency)
        return Taken(
            listing_id=listing_id, take=seq, state=acted.waits.waits, total=MoneyIn(**net.as_json()),
            waits_until=acted.waits.until,
        )  # fmt: skip
    deal = acted.deals[0]
    total = Money(deal.total_minor, deal.currency)
    return Taken(
        listing_id=listing_id, take=seq, state="contracted", total=MoneyIn(**total.as_json()), deal_id=deal.id,
        deal_number=deal.number,
    )  # fmt: skip


def audit_take(ctx: Context, running: RunningLot, acted: Acted, data: TakeListing) -> None:
    facts = {"listing": running.run.number, "take": acted.bid.seq, "quantity": data.quantity.value}
    if acted.deals:
        deal = acted.deals[0]
        ctx.audit(target="trading.deal", target_id=deal.id, facts={"number": deal.number, **facts})
    else:
        ctx.audit(target="trading.trading_event", target_id=running.run.pk, facts=facts)


def _check_item(running: RunningLot, company_id: UUID, data: TakeListing) -> None:
    """What would be delivered to a purchase is the taker's, for sale, and counted as the purchase counts."""
    if running.run.side != "buy" or data.item_id is None or company_id == running.run.initiator_id:
        return
    item = get_items([data.item_id]).get(data.item_id)
    if item is None or item.supplier_id != company_id:
        raise kernel_errors.item_not_yours("item_id")
    if item.state != "active":
        raise kernel_errors.item_not_for_sale("item_id")
    if item.unit != running.line.unit:
        raise kernel_errors.other_unit("item_id", item.unit, running.line.unit)
