"""A request as this viewer may read it: every thread and the comparison for the initiator, its own for a company.

Cut by the visibility matrix (`threads`, `own_thread`, `identities`); companies are numbers where names are hidden.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenant_apps.catalogue.queries import get_items
from tenant_apps.trading.engines.thread.decisions.engine import ENGINE
from tenant_apps.trading.engines.thread.decisions.sheet import Sheet, build_sheet
from tenant_apps.trading.engines.thread.decisions.state import ThreadState
from tenant_apps.trading.engines.thread.decisions.threads import Thread, read_threads
from tenant_apps.trading.engines.thread.queries.conversation import Message, conversation
from tenant_apps.trading.kernel.decisions.visibility import may_see
from tenant_apps.trading.kernel.models import Lot, Participant, TradingEvent
from tenant_apps.trading.kernel.queries.rooms import Room, names_of, preset_of


@dataclass(frozen=True, slots=True)
class Guest:
    """A company that was invited and has not answered; a name only where it may be read."""

    name: str
    invited_at: datetime | None


@dataclass(frozen=True, slots=True)
class ThreadView:
    """One company's thread. `number` is the one under which it takes part."""

    number: int
    name: str
    company_id: UUID
    thread: Thread
    messages: Sequence[Message]


@dataclass(frozen=True, slots=True)
class RequestView:
    """`threads` are those the viewer may read; `sheet` is there for those who may read them all."""

    room: Room
    state: ThreadState
    now: datetime
    threads: tuple[ThreadView, ...]
    own: ThreadView | None
    sheet: Sheet | None
    silent: tuple[Guest, ...]
    joined: int

    def thread(self, number: int) -> ThreadView | None:
        return next((one for one in self.threads if one.number == number), None)

    def named(self, company_id: UUID) -> ThreadView:
        return next(one for one in self.threads if one.company_id == company_id)


def request_view(room: Room, now: datetime) -> RequestView:
    """Everything the pages and the API show of a request, from a room that was cut for its viewer."""
    run = TradingEvent.objects.get(pk=room.id)
    state: ThreadState = ENGINE.load(Lot.objects.only("engine_state").get(pk=room.lot_id).engine_state)
    viewer, preset, ended = room.viewer, preset_of(run), bool(run.final_state)
    at = run.final_at or run.paused_at or now
    sees_all = may_see(preset, "threads", viewer.audience, ended=ended)
    sees_own = may_see(preset, "own_thread", viewer.audience, ended=ended)
    known = read_threads(state)
    rows = list(Participant.objects.filter(trading_event_id=run.pk).select_related("company").order_by("alias", "id"))
    names = names_of(run, viewer, ended)
    readable = [row for row in rows if row.alias and (sees_all or (sees_own and row.company_id == viewer.company_id))]
    items = _items(known.values())
    threads = tuple(
        ThreadView(
            number=row.alias or 0,
            name=names.get(row.company_id, f"#{row.alias}"),
            company_id=row.company_id,
            thread=known.get(row.company_id, Thread(row.company_id)),
            messages=conversation(state, known.get(row.company_id, Thread(row.company_id)), room, items),
        )
        for row in readable
    )
    named = may_see(preset, "identities", viewer.audience, ended=ended)
    return RequestView(
        room=room,
        state=state,
        now=at,
        threads=threads,
        own=next((one for one in threads if one.company_id == viewer.company_id), None),
        sheet=build_sheet(state, at) if sees_all else None,
        silent=tuple(
            Guest(row.company.name if named else "", row.invited_at) for row in rows if sees_all and not row.alias
        ),
        joined=sum(1 for row in rows if row.alias) if sees_all else 0,
    )


def _items(threads: Iterable[Thread]) -> Mapping[UUID, str]:
    """Names of the items that quotes name."""
    ids = {
        line.item_id
        for thread in threads
        for version in thread.versions
        for line in version.lines
        if line.item_id is not None
    }
    return {item.id: item.name for item in get_items(list(ids)).values()} if ids else {}
