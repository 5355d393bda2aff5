"""Publish a trading event of a mode with an engine: its rules are pinned, its goods held, its clock set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal, cast
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import BadQuantity, QuantityIn
from shared_apps.foundation.refusals import Refusal
from tenant_apps.catalogue.queries import ItemFacts, get_items, list_category_codes
from tenant_apps.inventory.commands import HoldLine, hold_stock
from tenant_apps.parties.queries import ids_of_codes, list_by_ids
from tenant_apps.rulesets.commands import take_number
from tenant_apps.rulesets.queries import Pinned, effective, pin, sheets_of
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands.name_parties import acting_company
from tenant_apps.trading.kernel.commands.running import HOLD_EVENT, bids_until, engine_of, owe_close
from tenant_apps.trading.kernel.decisions.engine import LineTerms, LotTerms
from tenant_apps.trading.kernel.events import EventPublished
from tenant_apps.trading.kernel.gates import gates
from tenant_apps.trading.kernel.models import Lot, LotItem, Participant, TradingEvent
from tenant_apps.trading.kernel.types import MODES, AwareTime, Mode, Side

MOST_INVITED = 500
MOST_LINES = 200


class EventLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of a lot: what is sold by its item, what is bought by words."""

    quantity: QuantityIn
    item_id: UUID | None = None
    need: str = ""
    warehouse_id: UUID | None = None


class PublishEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Selling names an item of one's own; buying says in `need` what is wanted, and each bidder names its item.

    `lines` are for modes whose lots have several lines; the others have one, in `quantity`, `item_id` and `need`.
    `opens_at` empty: at once. `ends_at` empty: after the mode's usual duration, or when its clock has run down. `rules`
    are the event's own values by their names without the mode, over those of `template` and of the goods' category
    (`category` says which where nothing is sold yet, or several lines are). Companies are named by id or by code.
    """

    mode: str
    side: Side
    currency: str
    quantity: QuantityIn | None = None
    title: str = ""
    description: str = ""
    item_id: UUID | None = None
    need: str = ""
    warehouse_id: UUID | None = None
    lines: list[EventLine] = []
    opens_at: AwareTime | None = None
    ends_at: AwareTime | None = None
    audience: Literal["all", "named"] = "all"
    invite: list[UUID] = []
    invite_codes: list[str] = []
    rules: dict[str, Any] = {}
    template: str = ""
    category: str = ""
    initiator_id: UUID | None = None


class EventResult(msgspec.Struct, frozen=True, kw_only=True):
    event_id: UUID
    lot_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it was asked for, checked."""

    item: ItemFacts | None
    need: str
    quantity: Decimal
    unit: str
    warehouse_id: UUID | None


@command("trading.publish_event", input=PublishEvent)
def publish_event(ctx: Context, data: PublishEvent) -> EventResult:
    """Publish an event of one lot. What is sold is held in stock until the event ends.

    Locks stock levels, then the number series. Refuses modes and directions that are not offered, rules outside their
    bounds, times in the past and goods that are not free.
    """
    initiator_id = acting_company(ctx, "trading.publish_event", data.initiator_id, field="initiator_id")
    mode, engine = MODES.get(data.mode), engine_of(data.mode)
    if mode is None or engine is None or data.mode not in cast(list[str], effective("trading.modes").value):
        raise errors.mode_not_offered("mode", data.mode)
    if data.side not in mode.sides:
        raise errors.side_not_offered(data.mode, data.side)
    if data.currency not in MINOR_UNITS:
        raise errors.bad_currency("currency", data.currency)
    _check_initiator(initiator_id, data.side)
    lines = _lines(data, mode, initiator_id)
    category = _category(data, mode, lines)
    pinned = _pinned(data, category)
    opens_at = max(data.opens_at or ctx.now, ctx.now)
    ends_at = data.ends_at
    if ends_at is None and "duration_s" in pinned.values:
        ends_at = opens_at + timedelta(seconds=int(str(pinned.values["duration_s"])))
    if ends_at is not None and ends_at <= opens_at:
        raise errors.ends_before_it_opens()
    terms = LotTerms(
        data.side, initiator_id, lines[0].quantity, lines[0].unit, data.currency, opens_at, ends_at,
        tuple(LineTerms(number, line.quantity, line.unit) for number, line in enumerate(lines, 1)),
    )  # fmt: skip
    try:
        state = engine.start(terms, pinned.values)
    except ValueError as error:
        raise errors.rules_do_not_fit(str(error)) from error
    first = lines[0]
    run = TradingEvent(
        id=uuid7(),
        mode=data.mode,
        side=data.side,
        title=(data.title or (first.item.name if first.item else first.need))[:200],
        description=data.description,
        audience=data.audience,
        initiator_id=initiator_id,
        currency=data.currency,
        ruleset_hash=pinned.hash,
        rules=pinned.values,
        rule_sheets=[one.source for one in sheets_of(data.mode, category, data.template)],
        created_at=ctx.now,
        published_at=ctx.now,
        opens_at=opens_at,
        scheduled_end_at=ends_at,
        effective_end_at=engine.end_at(state),
        bids_end_at=bids_until(mode, engine, state),
    )
    lot = Lot(trading_event_id=run.pk, title=run.title, engine_state=engine.dump(state))
    warehouses = _hold(ctx, run, lines)
    run.number = take_number("E", ctx.now)
    run.save(force_insert=True)
    lot.save(force_insert=True)
    LotItem.objects.bulk_create(
        LotItem(
            lot_id=lot.pk, line_no=number, item_id=line.item.id if line.item else None, description=line.need[:200],
            warehouse_id=warehouse_id, quantity=line.quantity, unit=line.unit,
        )
        for number, (line, warehouse_id) in enumerate(zip(lines, warehouses, strict=True), 1)
    )  # fmt: skip
    _invite(ctx, run, [*data.invite, *_of_codes(data.invite_codes)])
    for gate in gates():
        gate.at_publish(ctx, run, lot, terms)
    if run.effective_end_at is not None:
        owe_close(run, lot, run.effective_end_at)
    ctx.emit(EventPublished(trading_event_id=run.pk, number=run.number, mode=run.mode, initiator_id=initiator_id))
    ctx.audit(
        target="trading.trading_event",
        target_id=run.pk,
        facts={"number": run.number, "mode": run.mode, "ruleset": run.ruleset_hash, "invited": len(data.invite)},
    )
    return EventResult(event_id=run.pk, lot_id=lot.pk, number=run.number)


def _category(data: PublishEvent, mode: Mode, lines: Sequence[_Line]) -> str:
    """The category of what is sold; of what is wanted, or of many lines, as it was named."""
    item = lines[0].item
    if item is not None and not mode.many_lines:
        if data.category:
            raise errors.category_unknown(data.category, sells=True)
        return item.category
    if data.category and data.category not in list_category_codes():
        raise errors.category_unknown(data.category, sells=False)
    return data.category


def _pinned(data: PublishEvent, category: str) -> Pinned:
    try:
        return pin(data.mode, data.rules, category=category, template=data.template)
    except Refusal as refusal:
        refusal.field = refusal.field if refusal.field == "template" else f"rules.{refusal.field}"
        raise


def _check_initiator(company_id: UUID, side: Side) -> None:
    company = list_by_ids([company_id]).get(company_id)
    if company is None:
        raise errors.company_unknown("initiator_id", company_id)
    if company.state != "active":
        raise errors.company_suspended("initiator_id", company.name)
    if not (company.can_sell if side == "sell" else company.can_buy):
        raise errors.company_may_not("initiator_id", company.name, sell=side == "sell")


def _lines(data: PublishEvent, mode: Mode, initiator_id: UUID) -> list[_Line]:
    """The lines of the lot; the single fields are its only line."""
    if not data.lines:
        if data.quantity is None:
            raise errors.not_positive("quantity")
        only = EventLine(quantity=data.quantity, item_id=data.item_id, need=data.need, warehouse_id=data.warehouse_id)
        return [_line(only, "", data.side, initiator_id)]
    if data.quantity is not None or data.item_id is not None or data.need or data.warehouse_id is not None:
        raise errors.lines_or_one()
    if len(data.lines) > (MOST_LINES if mode.many_lines else 1):
        raise errors.too_many_lines(MOST_LINES if mode.many_lines else 1)
    return [_line(line, f"lines[{at}].", data.side, initiator_id) for at, line in enumerate(data.lines)]


def _line(asked: EventLine, path: str, side: Side, initiator_id: UUID) -> _Line:
    """`path` is where a refusal of it points: empty for the only line."""
    item = _item(asked, path, side, initiator_id)
    try:
        found = asked.quantity.quantity()
        value = found.to(item.unit).value if item else found.value
    except BadQuantity as error:
        raise errors.bad_quantity(f"{path}quantity", str(error)) from error
    if value <= 0:
        raise errors.not_positive(f"{path}quantity")
    return _Line(item, asked.need, value, item.unit if item else asked.quantity.unit, asked.warehouse_id)


def _item(asked: EventLine, path: str, side: Side, initiator_id: UUID) -> ItemFacts | None:
    if side == "buy":
        if asked.item_id is not None:
            raise errors.need_instead_of_item(f"{path}item_id")
        if not asked.need.strip():
            raise errors.need_missing(f"{path}need")
        return None
    item = get_items([asked.item_id]).get(asked.item_id) if asked.item_id else None
    if item is None or item.supplier_id != initiator_id:
        raise errors.item_not_yours(f"{path}item_id")
    if item.state != "active":
        raise errors.item_not_for_sale(f"{path}item_id")
    return item


def _hold(ctx: Context, run: TradingEvent, lines: Sequence[_Line]) -> list[UUID | None]:
    """Hold what is sold until the event ends; which warehouse each line comes from."""
    asked = [
        HoldLine(item_id=line.item.id, warehouse_id=line.warehouse_id, quantity=line.quantity)
        for line in lines
        if line.item is not None
    ]
    held = iter(hold_stock(ctx, asked, HOLD_EVENT, run.pk) if asked else ())
    return [
        next(held).warehouse_id if line.item is not None and line.item.stocked else line.warehouse_id for line in lines
    ]


def _of_codes(codes: list[str]) -> list[UUID]:
    known = ids_of_codes(codes[:MOST_INVITED])
    for at, code in enumerate(codes[:MOST_INVITED]):
        if code not in known:
            raise errors.code_unknown(f"invite_codes[{at}]", code)
    return list(known.values())


def _invite(ctx: Context, run: TradingEvent, companies: list[UUID]) -> None:
    wanted = list(dict.fromkeys(companies))
    if run.audience == "named" and not wanted:
        raise errors.nobody_invited()
    if len(wanted) > MOST_INVITED:
        raise errors.too_many_invited(MOST_INVITED)
    known = list_by_ids(wanted)
    for at, company_id in enumerate(wanted):
        if company_id not in known:
            raise errors.company_unknown(f"invite[{at}]", company_id)
        if company_id == run.initiator_id:
            raise errors.same_company(f"invite[{at}]")
    Participant.objects.bulk_create(
        Participant(trading_event_id=run.pk, company_id=company_id, invited_at=ctx.now) for company_id in wanted
    )
