"""Publish a listing: offer stock at a firm price to every buyer of the marketplace."""

from decimal import Decimal
from typing import cast
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.outbox import jobs
from tenant_apps.catalogue.queries import ItemFacts, get_items
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.rulesets.commands import take_number
from tenant_apps.rulesets.queries import current_version, effective
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.commands.locked import MODE, hold_for_listing, in_unit, positive
from tenant_apps.trading.kernel import errors as kernel_errors
from tenant_apps.trading.kernel.commands import acting_company
from tenant_apps.trading.kernel.events import ListingPublished
from tenant_apps.trading.kernel.models import Lot, LotItem, TradingEvent
from tenant_apps.trading.kernel.types import MODES, AwareTime

EXPIRE_JOB = "trading.expire_listing"


class PublishListing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`min_take` and `take_step` are decimal texts in the item's unit; without them the mode's defaults hold."""

    item_id: UUID
    quantity: QuantityIn
    unit_price: str
    currency: str
    warehouse_id: UUID | None = None
    min_take: str | None = None
    take_step: str | None = None
    title: str = ""
    ends_at: AwareTime | None = None
    seller_id: UUID | None = None


class ListingResult(msgspec.Struct, frozen=True, kw_only=True):
    listing_id: UUID
    number: str
    version: int


@command("trading.publish_listing", input=PublishListing)
def publish_listing(ctx: Context, data: PublishListing) -> ListingResult:
    """Offer stock of one item at a price; the quantity is held until it is taken, withdrawn or expires.

    Locks stock levels, then the number series. Refuses items of others and more than is free.
    """
    seller_id = acting_company(ctx, "trading.publish_listing", data.seller_id, field="seller_id")
    if MODE not in cast(list[str], effective("trading.modes").value):
        raise errors.mode_not_offered()
    item = _item(data, seller_id)
    _check_seller(seller_id)
    if data.currency not in MINOR_UNITS:
        raise errors.bad_currency("currency", data.currency)
    if data.ends_at is not None and data.ends_at <= ctx.now:
        raise errors.ends_in_the_past()
    quantity = in_unit(data.quantity, item.unit, "quantity")
    rules = _rules(data, item, quantity)
    run = TradingEvent(
        id=uuid7(),
        mode=MODE,
        side="sell",
        title=(data.title or item.name)[:200],
        initiator_id=seller_id,
        currency=data.currency,
        ruleset_hash=current_version()[1],
        rules=rules,
        created_at=ctx.now,
        published_at=ctx.now,
        effective_end_at=data.ends_at,
    )
    lot = Lot(trading_event_id=run.pk, title=run.title)
    line = LotItem(
        lot_id=lot.pk,
        item_id=item.id,
        warehouse_id=data.warehouse_id,
        quantity=quantity,
        unit=item.unit,
        unit_price=positive(data.unit_price, "unit_price"),
    )
    line.warehouse_id = hold_for_listing(ctx, run.pk, line)
    run.number = take_number("L", ctx.now)
    run.save(force_insert=True)
    lot.save(force_insert=True)
    line.save(force_insert=True)
    schedule_end(run, ctx)
    ctx.emit(ListingPublished(trading_event_id=run.pk, number=run.number, seller_id=seller_id))
    ctx.audit(
        target="trading.trading_event",
        target_id=run.pk,
        facts={"number": run.number, "quantity": str(data.quantity.value), "unit_price": data.unit_price},
    )
    return ListingResult(listing_id=run.pk, number=run.number, version=run.version)


def schedule_end(run: TradingEvent, ctx: Context) -> None:
    """Owe the job that frees the stock when the listing ends; takes stop at the end with or without it."""
    if run.effective_end_at is not None:
        jobs.enqueue(EXPIRE_JOB, f"End listing {run.number}", {"listing_id": str(run.pk)}, at=run.effective_end_at)


def _item(data: PublishListing, seller_id: UUID) -> ItemFacts:
    item = get_items([data.item_id]).get(data.item_id)
    if item is None or item.supplier_id != seller_id:
        raise errors.item_not_yours()
    if item.state != "active":
        raise errors.item_not_for_sale()
    return item


def _check_seller(seller_id: UUID) -> None:
    seller = list_by_ids([seller_id]).get(seller_id)
    if seller is None:
        raise kernel_errors.company_unknown("seller_id", seller_id)
    if seller.state != "active":
        raise kernel_errors.company_suspended("seller_id", seller.name)
    if not seller.can_sell:
        raise kernel_errors.company_may_not("seller_id", seller.name, sell=True)


def _rules(data: PublishListing, item: ItemFacts, quantity: Decimal) -> dict[str, str]:
    rules = dict(MODES[MODE].rule_defaults)
    if data.min_take is not None:
        rules["min_take"] = str(positive(data.min_take, "min_take", item.unit))
    elif Decimal(rules["min_take"]) > quantity:
        rules["min_take"] = str(quantity)
    if data.take_step is not None:
        rules["take_step"] = str(positive(data.take_step, "take_step", item.unit))
    if Decimal(rules["min_take"]) > quantity:
        raise errors.min_take_too_large()
    return rules
