"""Lists of trading events for pages and the API, cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from shared_apps.api.paging import cut
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.trading.kernel.commands.running import end_shown, state_of_event
from tenant_apps.trading.kernel.models import LotItem, Participant, TradingEvent
from tenant_apps.trading.kernel.queries.pages import PAGE, Page
from tenant_apps.trading.kernel.types import MODES

LISTING = "spot_listing"


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event of a list. Nothing of its course is in here: that is for the room to show or hide."""

    id: UUID
    number: str
    title: str
    mode: str
    side: str
    initiator_id: UUID
    initiator: str
    quantity: Decimal
    unit: str
    currency: str
    opens_at: datetime | None
    ends_at: datetime | None
    state: str
    joined: bool


def event_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[TradingEvent]:
    """Events of one view; `mode`, `initiator_id` and `q` narrow it."""
    rows = TradingEvent.objects.visible_to(actor).exclude(mode=LISTING)
    view, is_open = filters.get("view", ""), filters.get("is_open")
    if view == "mine":
        rows = rows.filter(initiator_id=actor.company_id) if actor.company_id else rows
    elif view == "joined":
        rows = rows.filter(pk__in=_joined(actor).values("trading_event_id"))
    elif view == "ended":
        rows = rows.exclude(final_state="")
    elif view == "open":
        rows = rows.filter(final_state="")
    if is_open is not None:
        rows = rows.filter(final_state="") if is_open else rows.exclude(final_state="")
    if filters.get("mode"):
        rows = rows.filter(mode=filters["mode"])
    if filters.get("initiator_id"):
        rows = rows.filter(initiator_id=filters["initiator_id"])
    for word in str(filters.get("q", "")).split():
        rows = rows.filter(Q(title__icontains=word) | Q(number__icontains=word) | Q(initiator__name__icontains=word))
    return rows


def event_counts(actor: Actor) -> dict[str, int]:
    """How many events each view has."""
    joined = _joined(actor).filter(trading_event_id=OuterRef("pk"))
    mine = Q(initiator_id=actor.company_id) if actor.company_id else Q()
    return (
        TradingEvent.objects.visible_to(actor)
        .exclude(mode=LISTING)
        .annotate(has_joined=Exists(joined))
        .aggregate(
            open=Count("pk", filter=Q(final_state="")),
            joined=Count("pk", filter=Q(has_joined=True)),
            mine=Count("pk", filter=mine),
            ended=Count("pk", filter=~Q(final_state="")),
        )
    )


def event_page(actor: Actor, filters: Mapping[str, Any], cursor: str | None) -> Page:
    """One page of events, newest first."""
    found = cut(event_rows(actor, filters), "events", cursor=cursor, limit=PAGE)
    return Page(events_of(actor, found.rows), found.next_cursor)


def event_export(actor: Actor, filters: Mapping[str, Any]) -> list[EventRow]:
    return events_of(actor, list(event_rows(actor, filters).order_by("-id")))


def events_of(actor: Actor, rows: Sequence[TradingEvent]) -> list[EventRow]:
    """Facts of these events, in their order."""
    ids = [row.pk for row in rows]
    now = clock.now(scope.alias())
    lines = {
        line.lot.trading_event_id: line
        for line in LotItem.objects.filter(lot__trading_event_id__in=ids, line_no=1).select_related(
            "lot__trading_event__initiator"
        )
    }
    joined = set(_joined(actor).filter(trading_event_id__in=ids).values_list("trading_event_id", flat=True))
    return [_row(lines[pk], now, pk in joined) for pk in ids if pk in lines]


def modes_with_engine(codes: Sequence[str]) -> list[str]:
    """Of these modes those that run in a room; the listing has pages of its own."""
    return [code for code in codes if code in MODES and code != LISTING]


def _joined(actor: Actor) -> QuerySet[Participant]:
    """Where the actor's company takes part; nowhere for the marketplace itself."""
    if actor.company_id is None:
        return Participant.objects.none()
    return Participant.objects.filter(company_id=actor.company_id, joined_at__isnull=False)


def _row(line: LotItem, now: datetime, joined: bool) -> EventRow:
    run = line.lot.trading_event
    return EventRow(
        id=run.pk,
        number=run.number,
        title=run.title,
        mode=run.mode,
        side=run.side,
        initiator_id=run.initiator_id,
        initiator=run.initiator.name,
        quantity=line.quantity,
        unit=line.unit,
        currency=run.currency,
        opens_at=run.opens_at,
        ends_at=end_shown(run),
        state=state_of_event(run, now),
        joined=joined,
    )


def has_title(title: str) -> bool:
    """Whether an event of this title exists, uncut: for seeding."""
    return TradingEvent.objects.exclude(mode=LISTING).filter(title=title).exists()


def find_by_title(title: str) -> tuple[UUID, UUID] | None:
    """Id and initiator of the event of this title, uncut: for seeding."""
    rows = TradingEvent.objects.exclude(mode=LISTING).filter(title=title)
    return rows.values_list("pk", "initiator_id").order_by("pk").first()
