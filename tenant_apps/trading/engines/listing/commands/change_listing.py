"""Change the terms of an open listing: a new version, so that nobody takes terms they have not seen."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.quantity import QuantityIn, plain
from shared_apps.foundation.refusals import Refusal
from tenant_apps.inventory.commands import release_holds
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.commands.acting import act, keep_refused, lister_for
from tenant_apps.trading.engines.listing.commands.listed import (
    HOLD_LISTING,
    hold_offered,
    in_unit,
    lock_listing,
    positive,
)
from tenant_apps.trading.engines.listing.commands.publish_listing import ListingResult, schedule_end
from tenant_apps.trading.engines.listing.commands.reviewing import band_breach
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.events import ListingChanged
from tenant_apps.trading.kernel.models import LotItem
from tenant_apps.trading.kernel.types import AwareTime


class ChangeListing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Only what is given changes. `version` is that of the terms the seller saw; `ends_at: null` takes the end away.

    `tiers` are rows of quantity and unit price, of which the first begins at 0.
    """

    listing_id: UUID
    version: int
    quantity: QuantityIn | None = None
    unit_price: str | None = None
    tiers: list[list[str]] | None = None
    min_take: str | None = None
    take_step: str | None = None
    title: str | None = None
    ends_at: AwareTime | msgspec.UnsetType | None = msgspec.UNSET


def keep_refused_change(ctx: Context, data: ChangeListing, refusal: Refusal) -> None:
    unit = LotItem.objects.filter(lot__trading_event_id=data.listing_id).values_list("unit", flat=True).first()
    try:
        told = _told(data, unit or "")
    except Refusal:
        return  # What is no number has no place in a ledger of numbers.
    keep_refused(ctx, data.listing_id, lister_for(ctx, data.listing_id), told, refusal)


@command("trading.change_listing", input=ChangeListing, on_refusal=keep_refused_change)
def change_listing(ctx: Context, data: ChangeListing) -> ListingResult:
    """Change price, quantity, steps or end of an open listing, as far as its rules let it. Deals keep their terms.

    Locks the lot, then stock levels. Refuses a stale version and a quantity below what was taken.
    """
    running = lock_listing(ctx, data.listing_id)
    run, line = running.run, running.line
    if ctx.actor.company_id not in (None, run.initiator_id):
        raise errors.listing_unknown(data.listing_id)
    if run.published_at is None and not run.final_state:
        raise errors.of_verdict("trading.no_changes", {})
    payload = _told(data, line.unit)
    _check_band(running, data)
    act(ctx, running, run.initiator_id, payload)
    offer = running.state.offer
    if data.quantity is not None and run.side == "sell":
        line.quantity = offer.quantity
        release_holds(ctx, HOLD_LISTING, run.pk)
        hold_offered(ctx, run.pk, line)
    line.quantity, line.unit_price = offer.quantity, offer.unit_price
    line.save(update_fields=["quantity", "unit_price"])
    if data.title:
        run.title = data.title[:200]
    run.version = offer.version
    run.save(update_fields=["title", "version"])
    if data.ends_at is not msgspec.UNSET:
        schedule_end(run)
    ctx.emit(ListingChanged(trading_event_id=run.pk, listing_version=run.version))
    ctx.audit(
        target="trading.trading_event",
        target_id=run.pk,
        facts={"number": run.number, "version": run.version, "unit_price": str(line.unit_price)},
    )
    return ListingResult(listing_id=run.pk, number=run.number, version=run.version, state="open")


def _told(data: ChangeListing, unit: str) -> dict[str, Any]:
    """What the ledger keeps: what was given, as plain numbers in the unit of the listing."""
    told: dict[str, Any] = {"act": "change", "version": data.version}
    if data.quantity is not None:
        told["quantity"] = plain(in_unit(data.quantity, unit, "quantity"))
    if data.unit_price is not None:
        told["unit_price"] = _number(data.unit_price, "unit_price")
    if data.tiers is not None:
        told["tiers"] = [[plain(_start(row[0])), _number(row[1], "tiers")] for row in data.tiers if len(row) == 2]
    for name in ("min_take", "take_step"):
        given = getattr(data, name)
        if given is not None:
            told[name] = _number(given, name, unit)
    if data.ends_at is not msgspec.UNSET:
        told["ends_at"] = data.ends_at.isoformat() if data.ends_at else None
    return told


def _number(given: str, field: str, unit: str | None = None) -> str:
    return plain(positive(given, field, unit))


def _start(given: str) -> Decimal:
    return Decimal(0) if given.strip() in ("0", "0.0") else positive(given, "tiers")


def _check_band(running: RunningLot, data: ChangeListing) -> None:
    """A new price must keep to the band, whatever the rules do about a new listing outside of it."""
    if data.unit_price is None and data.tiers is None:
        return
    line, rules = running.line, dict(running.run.rules)
    rules["tiers"] = data.tiers or []
    price = positive(data.unit_price, "unit_price") if data.unit_price is not None else line.unit_price or Decimal(0)
    if "price_band_percent" in rules:
        breach = band_breach(rules, price, line.item_id, running.run.currency)
        if breach is not None:
            raise errors.outside_band(plain(price), *breach)
