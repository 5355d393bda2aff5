"""Takes that wait: for whom, until when, and whether the reader is the one who answers.

They stand in the engine's state of their listing; whoever may not see a take does not get it from here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from tenant_apps.parties.queries import names_of
from tenant_apps.trading.engines.listing.decisions.engine import ENGINE
from tenant_apps.trading.engines.listing.decisions.state import Hold
from tenant_apps.trading.kernel.models import Lot, TradingEvent

MOST = 200


@dataclass(frozen=True, slots=True)
class WaitingTake:
    """`waits`: approval (by the marketplace) or confirmation (by who listed). `may_answer`: the reader decides it.

    `listed_price` is set where the take proposes another price.
    """

    listing_id: UUID
    number: str
    title: str
    side: str
    take: int
    company: str
    is_mine: bool
    quantity: Decimal
    unit: str
    unit_price: Decimal
    listed_price: Decimal | None
    currency: str
    waits: str
    until: datetime
    may_answer: bool

    @property
    def net(self) -> Money:
        return Money.of_product(self.unit_price, self.quantity, self.currency)


def waiting_takes(actor: Actor, now: datetime) -> list[WaitingTake]:
    """Every take that waits and that the actor made, or answers, or may see; the most urgent first."""
    lots = Lot.objects.filter(
        trading_event__mode="spot_listing", trading_event__final_state="", engine_state__holds__0__isnull=False
    )
    if actor.kind == "anonymous":
        lots = lots.none()
    elif actor.company_id is not None:
        made = [{"company": str(actor.company_id)}]
        lots = lots.filter(Q(trading_event__initiator_id=actor.company_id) | Q(engine_state__holds__contains=made))
    return _takes(actor, lots.select_related("trading_event").order_by("pk")[:MOST], now)


def waiting_in(actor: Actor, listing_id: UUID, now: datetime) -> list[WaitingTake]:
    """The same of one listing."""
    return _takes(actor, Lot.objects.filter(trading_event_id=listing_id).select_related("trading_event"), now)


def count_to_answer(actor: Actor, now: datetime) -> int:
    """How many takes wait for the actor's own answer."""
    return sum(one.may_answer for one in waiting_takes(actor, now))


def _takes(actor: Actor, lots: Iterable[Lot], now: datetime) -> list[WaitingTake]:
    found = []
    for lot in lots:
        state = ENGINE.load(lot.engine_state)
        holds = [hold for hold in state.waiting(now) if _may_see(actor, lot.trading_event, hold)]
        found += [(lot.trading_event, state, hold) for hold in holds]
    names = names_of({hold.share.company_id for _run, _state, hold in found})
    rows = [
        WaitingTake(
            listing_id=run.pk,
            number=run.number,
            title=run.title,
            side=run.side,
            take=hold.share.seq,
            company=names.get(hold.share.company_id, ""),
            is_mine=hold.share.company_id == actor.company_id,
            quantity=hold.share.quantity,
            unit=state.terms.unit,
            unit_price=hold.share.unit_price,
            listed_price=None if hold.is_listed or not state.offer else state.offer.price_of(hold.share.quantity),
            currency=run.currency,
            waits=hold.waits,
            until=hold.until,
            may_answer=_may_answer(actor, run, hold),
        )
        for run, state, hold in found
    ]
    return sorted(rows, key=lambda row: (row.until, row.number, row.take))


def _may_see(actor: Actor, run: TradingEvent, hold: Hold) -> bool:
    return actor.company_id in (None, run.initiator_id, hold.share.company_id)


def _may_answer(actor: Actor, run: TradingEvent, hold: Hold) -> bool:
    if hold.waits == "approval":
        return actor.company_id is None and actor.may("trading.approve_take")
    return actor.company_id == run.initiator_id and actor.may("trading.answer_take")
