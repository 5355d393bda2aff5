"""Requests for quotation of the demo, brought as far as their plans say: quoted, negotiated, awarded."""

from datetime import timedelta
from typing import cast
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.tenancy import scope
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.engines.thread.commands import (
    AcceptCounter,
    AwardLineIn,
    AwardRequest,
    InviteGuest,
    NameGuestGoods,
    QuoteLineIn,
    SendCounter,
    SendQuote,
    SetBasis,
    WishIn,
    accept_counter,
    award_request,
    invite_guest,
    name_guest_goods,
    send_counter,
    send_quote,
    set_basis,
)
from tenant_apps.trading.engines.thread.queries import as_guest
from tenant_apps.trading.kernel.commands import (
    EventLine,
    EventResult,
    JoinEvent,
    PublishEvent,
    join_event,
    publish_event,
)
from tenant_apps.trading.kernel.queries.events import has_title
from tenant_apps.workspace.demo.plans import Ask, AskedGuest, MarketPlan


def seed_asks(plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    """Publish the requests that are not there yet, where the marketplace offers them."""
    if "rfq" not in cast(list[str], effective("trading.modes").value):
        return
    for ask in plan.asks:
        if not has_title(ask.title):
            _negotiate(ask, _publish(ask, firms, items, plan.currency), firms, items)


def _publish(ask: Ask, firms: dict[str, UUID], items: dict[str, ItemFacts], currency: str) -> EventResult:
    made = run(
        publish_event,
        _seat(firms, ask.firm),
        PublishEvent(
            mode="rfq",
            side=ask.side,
            currency=currency,
            title=ask.title,
            lines=[
                EventLine(
                    quantity=QuantityIn(quantity, unit),
                    item_id=items[what].id if ask.side == "sell" else None,
                    need="" if ask.side == "sell" else what,
                )
                for what, quantity, unit, _target in ask.lines
            ],
            ends_at=clock.now(scope.alias()) + timedelta(hours=ask.hours),
            rules=dict(ask.rules),
        ),
    )
    targets = {str(at): target for at, (_what, _quantity, _unit, target) in enumerate(ask.lines, 1) if target}
    if targets:
        run(set_basis, _seat(firms, ask.firm), SetBasis(lot_id=made.lot_id, targets=targets))
    return made


def _negotiate(ask: Ask, made: EventResult, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    for asked in ask.guests:
        _answer_as_guest(ask, asked, made, firms)
    last: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for firm, prices, payment_days, lead_days, words in ask.quotes:
        seat = _seat(firms, firm)
        numbers[firm] = run(join_event, seat, JoinEvent(event_id=made.event_id)).alias
        lines = [
            QuoteLineIn(line=line, unit_price=price, item_id=items[sku].id if sku else None)
            for line, price, sku in prices
        ]
        told = SendQuote(
            lot_id=made.lot_id, lines=lines, payment_days=payment_days, lead_days=lead_days, text=words,
            incoterm=ask.incoterm,
        )  # fmt: skip
        last[firm] = run(send_quote, seat, told).seq
    for firm, wanted, words, accepts in ask.counters:
        wishes = [WishIn(line=line, unit_price=price) for line, price in wanted]
        counter = SendCounter(lot_id=made.lot_id, number=numbers[firm], lines=wishes, text=words)
        said = run(send_counter, _seat(firms, ask.firm), counter)
        if accepts:
            answer = AcceptCounter(lot_id=made.lot_id, counter=said.seq)
            last[firm] = run(accept_counter, _seat(firms, firm), answer).seq
    if ask.award:
        rows = [AwardLineIn(quote=last[firm], line=line) for firm, line in ask.award]
        run(award_request, _seat(firms, ask.firm), AwardRequest(lot_id=made.lot_id, lines=rows))


def _answer_as_guest(ask: Ask, asked: AskedGuest, made: EventResult, firms: dict[str, UUID]) -> None:
    """Invite a guest; one with prices has opened its link and quoted."""
    invitation = InviteGuest(
        lot_id=made.lot_id, name=asked.name, email=asked.email, contact=asked.contact, country=asked.country
    )
    guest = as_guest(run(invite_guest, _seat(firms, ask.firm), invitation).guest_id, made.event_id)
    if not asked.prices:
        return
    run(join_event, guest, JoinEvent(event_id=made.event_id))
    numbers = [line for line, _price in asked.prices]
    named = run(name_guest_goods, guest, NameGuestGoods(lot_id=made.lot_id, lines=numbers, tax_percent="25")).items
    lines = [QuoteLineIn(line=line, unit_price=price, item_id=named[str(line)]) for line, price in asked.prices]
    told = SendQuote(
        lot_id=made.lot_id, lines=lines, incoterm=asked.incoterm, lead_days=18,
        extras=dict(asked.extras), to_place=dict(asked.to_place),  # type: ignore[arg-type]
    )  # fmt: skip
    run(send_quote, guest, told)


def _seat(firms: dict[str, UUID], firm: str) -> Actor:
    return Actor(kind="system", id="demo", display=f"demo of {firm}", company_id=firms[firm], fresh_factor=True)
