"""Publish a listing: offer stock at a price, or ask for goods at one; its rules are pinned for its life."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, cast
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import QuantityIn, plain
from shared_apps.outbox import jobs
from tenant_apps.catalogue.queries import ItemFacts, get_items, list_category_codes
from tenant_apps.parties.queries import ids_of_codes, list_by_ids
from tenant_apps.rulesets.commands import take_number
from tenant_apps.rulesets.queries import Pinned, effective, sheets_of
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.commands.listed import MODE, hold_offered, in_unit, positive, terms_of
from tenant_apps.trading.engines.listing.commands.pinning import pin_listing
from tenant_apps.trading.engines.listing.commands.reviewing import band_breach, needs_review
from tenant_apps.trading.engines.listing.decisions.engine import ENGINE
from tenant_apps.trading.kernel import errors as kernel_errors
from tenant_apps.trading.kernel.commands import NewBid, acting_company, record_bid
from tenant_apps.trading.kernel.decisions.engine import Command
from tenant_apps.trading.kernel.events import ListingPublished
from tenant_apps.trading.kernel.gates import gates
from tenant_apps.trading.kernel.models import Lot, LotItem, Participant, TradingEvent
from tenant_apps.trading.kernel.types import AwareTime, Side

EXPIRE_JOB = "trading.expire_listing"
MOST_NAMED = 500


class PublishListing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Selling names an item of one's own; buying says in `need` what is wanted, and `place` where it is delivered.

    `rules` are the listing's own values by their names without the mode, over those of `template` and of the goods'
    category (`category` names it where nothing is sold yet); `min_take` and `take_step` are two of them, as decimal
    texts in the unit of the listing. Companies are named by id or by code.
    """

    quantity: QuantityIn
    unit_price: str
    currency: str
    side: Side = "sell"
    item_id: UUID | None = None
    need: str = ""
    place: str = ""
    warehouse_id: UUID | None = None
    min_take: str | None = None
    take_step: str | None = None
    title: str = ""
    ends_at: AwareTime | None = None
    invite: list[UUID] = []
    invite_codes: list[str] = []
    rules: dict[str, Any] = {}
    template: str = ""
    category: str = ""
    initiator_id: UUID | None = None


class ListingResult(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is `open`, or `review` where the marketplace looks at it first."""

    listing_id: UUID
    number: str
    version: int
    state: Literal["open", "review", ""] = ""


@command("trading.publish_listing", input=PublishListing)
def publish_listing(ctx: Context, data: PublishListing) -> ListingResult:
    """List goods for sale, or a need, at a price. What is sold is held until it is taken, withdrawn or expires.

    Locks stock levels, then the number series. Refuses items of others, more than is free, rules outside their bounds
    and prices outside the band.
    """
    initiator_id = acting_company(ctx, "trading.publish_listing", data.initiator_id, field="initiator_id")
    if MODE not in cast(list[str], effective("trading.modes").value):
        raise errors.mode_not_offered()
    _check_initiator(initiator_id, data.side)
    item = _item(data, initiator_id)
    unit = item.unit if item else data.quantity.unit
    quantity, price = in_unit(data.quantity, unit, "quantity"), positive(data.unit_price, "unit_price")
    if data.currency not in MINOR_UNITS:
        raise kernel_errors.bad_currency("currency", data.currency)
    if data.ends_at is not None and data.ends_at <= ctx.now:
        raise errors.ends_in_the_past()
    category = _category(data, item)
    pinned = pin_listing(data.rules, data.min_take, data.take_step, unit, quantity, category, data.template)
    breach = band_breach(pinned.values, price, item.id if item else None, data.currency)
    if breach is not None and pinned.values["band_action"] == "block":
        raise errors.outside_band(plain(price), *breach)
    in_review = breach is not None or needs_review(pinned.values, price * quantity)
    run = _run(ctx, data, initiator_id, pinned, item)
    run.rule_sheets = [one.source for one in sheets_of(MODE, category, data.template)]
    run.published_at = run.opens_at = None if in_review else ctx.now
    lot = Lot(trading_event_id=run.pk, title=run.title)
    line = LotItem(
        lot_id=lot.pk,
        item_id=item.id if item else None,
        description=data.need.strip()[:200],
        warehouse_id=data.warehouse_id,
        quantity=quantity,
        unit=unit,
        unit_price=price,
    )
    line.warehouse_id = hold_offered(ctx, run.pk, line)
    _offer(ctx, run, lot, line, data)
    _name(ctx, run, data)
    for gate in gates():
        gate.at_publish(ctx, run, lot, terms_of(run, line))
    schedule_end(run)
    if not in_review:
        ctx.emit(ListingPublished(trading_event_id=run.pk, number=run.number, seller_id=initiator_id))
    ctx.audit(
        target="trading.trading_event",
        target_id=run.pk,
        facts={"number": run.number, "side": run.side, "quantity": plain(quantity), "unit_price": data.unit_price,
               "ruleset": run.ruleset_hash},
    )  # fmt: skip
    return ListingResult(
        listing_id=run.pk, number=run.number, version=run.version, state="review" if in_review else "open"
    )


def schedule_end(run: TradingEvent) -> None:
    """Owe the job that frees the stock when the listing ends; takes stop at the end with or without it."""
    if run.effective_end_at is not None:
        jobs.enqueue(EXPIRE_JOB, f"End listing {run.number}", {"listing_id": str(run.pk)}, at=run.effective_end_at)


def _run(
    ctx: Context, data: PublishListing, initiator_id: UUID, pinned: Pinned, item: ItemFacts | None
) -> TradingEvent:
    named = bool(data.invite or data.invite_codes) or pinned.values["audience"] == "named"
    return TradingEvent(
        id=uuid7(),
        mode=MODE,
        side=data.side,
        title=(data.title or (item.name if item else data.need.strip()))[:200],
        description=data.place.strip()[:2000],
        audience="named" if named else "all",
        initiator_id=initiator_id,
        currency=data.currency,
        ruleset_hash=pinned.hash,
        rules=pinned.values,
        created_at=ctx.now,
        scheduled_end_at=data.ends_at,
    )


def _offer(ctx: Context, run: TradingEvent, lot: Lot, line: LotItem, data: PublishListing) -> None:
    """Write the rows and the first line of the ledger: what is offered."""
    payload = {
        "act": "offer", "quantity": plain(line.quantity), "unit": line.unit,
        "unit_price": plain(line.unit_price or Decimal(0)),
    }  # fmt: skip
    try:
        state = ENGINE.start(terms_of(run, line), run.rules)
    except ValueError as error:
        raise kernel_errors.rules_do_not_fit(str(error)) from error
    decision = ENGINE.decide(state, Command(1, run.initiator_id, payload), ctx.now)
    if not decision.verdict.accepted:
        raise errors.of_verdict(decision.verdict.reason, decision.verdict.facts)
    state = ENGINE.play(state, 1, run.initiator_id, payload, ctx.now)
    run.effective_end_at = ENGINE.end_at(state) if run.published_at else data.ends_at
    lot.engine_state = ENGINE.dump(state)
    run.number = take_number("L", ctx.now)
    run.save(force_insert=True)
    lot.save(force_insert=True)
    line.save(force_insert=True)
    record_bid(ctx, lot, NewBid(run.initiator_id, payload, run.ruleset_hash, "accepted"))


def _name(ctx: Context, run: TradingEvent, data: PublishListing) -> None:
    """The companies the listing is for, where it is not for all."""
    codes = ids_of_codes(data.invite_codes[:MOST_NAMED])
    for at, code in enumerate(data.invite_codes[:MOST_NAMED]):
        if code not in codes:
            raise kernel_errors.code_unknown(f"invite_codes[{at}]", code)
    wanted = list(dict.fromkeys([*data.invite, *codes.values()]))
    if run.audience == "named" and not wanted:
        raise kernel_errors.nobody_invited()
    if len(wanted) > MOST_NAMED or len(data.invite_codes) > MOST_NAMED:
        raise kernel_errors.too_many_invited(MOST_NAMED)
    known = list_by_ids(wanted) if wanted else {}
    for at, company_id in enumerate(wanted):
        if company_id not in known:
            raise kernel_errors.company_unknown(f"invite[{at}]", company_id)
        if company_id == run.initiator_id:
            raise kernel_errors.same_company(f"invite[{at}]")
    _invite(run, wanted, ctx.now)


def _invite(run: TradingEvent, companies: Sequence[UUID], now: datetime) -> None:
    Participant.objects.bulk_create(
        Participant(trading_event_id=run.pk, company_id=company_id, invited_at=now) for company_id in companies
    )


def _item(data: PublishListing, initiator_id: UUID) -> ItemFacts | None:
    if data.side == "buy":
        if data.item_id is not None:
            raise kernel_errors.need_instead_of_item("item_id")
        if not data.need.strip():
            raise kernel_errors.need_missing("need")
        return None
    item = get_items([data.item_id]).get(data.item_id) if data.item_id else None
    if item is None or item.supplier_id != initiator_id:
        raise kernel_errors.item_not_yours("item_id")
    if item.state != "active":
        raise kernel_errors.item_not_for_sale("item_id")
    return item


def _category(data: PublishListing, item: ItemFacts | None) -> str:
    """The category of what is sold; of what is wanted, as it was named."""
    if item is not None:
        if data.category:
            raise kernel_errors.category_unknown(data.category, sells=True)
        return item.category
    if data.category and data.category not in list_category_codes():
        raise kernel_errors.category_unknown(data.category, sells=False)
    return data.category


def _check_initiator(company_id: UUID, side: Side) -> None:
    company = list_by_ids([company_id]).get(company_id)
    if company is None:
        raise kernel_errors.company_unknown("initiator_id", company_id)
    if company.state != "active":
        raise kernel_errors.company_suspended("initiator_id", company.name)
    if not (company.can_sell if side == "sell" else company.can_buy):
        raise kernel_errors.company_may_not("initiator_id", company.name, sell=side == "sell")
