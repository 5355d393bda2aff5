"""One batch of one lot: read, decide in memory, write and commit; two round trips for however many bids.

Errors of the database leave nothing behind: the connection is given up, and with it the transaction.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, OperationalError

from shared_apps.commands.runner import lock_number
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.lane.asks import LATER, UNUSUAL, Answer, Outcome, OutcomeUnknown, Refused
from shared_apps.lane.queues import Done
from shared_apps.outbox.live.tickets import stream_key
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.parties.queries import CompanyFacts
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands import BidAnswer
from tenant_apps.trading.kernel.commands.running import end_shown, state_of_event
from tenant_apps.trading.kernel.decisions.acts import told
from tenant_apps.trading.kernel.decisions.announcements import announcements
from tenant_apps.trading.kernel.decisions.ledger import Entry, Ledger, LotFacts
from tenant_apps.trading.kernel.gates import any_asks
from tenant_apps.trading.kernel.lane.asks import BidAsk
from tenant_apps.trading.kernel.lane.reading import ROUTE, EventNow, Found, Memory, read
from tenant_apps.trading.kernel.lane.writing import Written, write

REMEMBERED = 2000
Lot = tuple[str, UUID]
Publish = Callable[[Sequence[tuple[str, bytes]]], None]


@dataclass(slots=True)
class Aftermath:
    """What to remember of the lot, and what its watchers are told."""

    memory: Memory
    room: str
    said: list[tuple[str, dict[str, Any]]]


class BidWork:
    """Takes batches of bids; what it remembers of lots is good only while their rows are as it left them."""

    def __init__(self, known: frozenset[str], publish: Publish) -> None:
        self.known = known
        self.publish = publish
        self.memories: OrderedDict[Lot, Memory] = OrderedDict()
        self.teller = ThreadPoolExecutor(1, thread_name_prefix="teller")

    async def take(
        self,
        connection: AsyncConnection[Any],
        ref: TenantRef,
        subject: Hashable,
        asks: Sequence[BidAsk],
        counted: Awaitable[None],
    ) -> Done:
        """Take the bids in their order."""
        assert isinstance(subject, UUID)
        memory = self.memories.pop((ref.key, subject), None)
        outcomes, aftermath = await _take(connection, ref, subject, asks, memory, self.known, counted)
        return Done(outcomes, partial(self._conclude, ref, subject, aftermath) if aftermath is not None else None)

    async def end(self) -> None:
        """Let everything be told that is to be told."""
        await asyncio.get_running_loop().run_in_executor(None, self.teller.shutdown)

    def _conclude(self, ref: TenantRef, lot_id: UUID, aftermath: Callable[[], Aftermath]) -> None:
        found = aftermath()
        self.memories[ref.key, lot_id] = found.memory
        while len(self.memories) > REMEMBERED:
            self.memories.popitem(last=False)
        if found.said:
            messages = [(stream_key(ref.key, found.room, who), msgspec.json.encode(said)) for who, said in found.said]
            # One thread keeps the order, and the next batch does not wait for Valkey.
            self.teller.submit(self.publish, messages)


async def _take(
    connection: AsyncConnection[Any],
    ref: TenantRef,
    lot_id: UUID,
    asks: Sequence[BidAsk],
    memory: Memory | None,
    known: frozenset[str],
    counted: Awaitable[None],
) -> tuple[list[Outcome], Callable[[], Aftermath] | None]:
    found = await read(connection, ref, lot_id, asks, memory, known)
    await counted
    if found is None or any_asks(found.rules):
        await connection.execute("ROLLBACK")
        return [UNUSUAL for _ in asks], None
    before = state_of_event(found.event, found.now), end_shown(found.event)
    ledger = Ledger(_lot(lot_id, found), found.engine, found.state, found.last_seq, found.last_hash)
    written = Written()
    outcomes = [_one(ref, ask, found, ledger, written) for ask in asks]
    if not ledger.entries:
        await connection.execute("ROLLBACK")
        version = memory.version if memory else ""
    else:
        faultpoint("trading.lane.before_commit")
        try:
            version = await write(connection, found, ledger, written)
        except OperationalError as error:
            raise OutcomeUnknown from error
        faultpoint("trading.lane.after_commit")
    return outcomes, partial(_aftermath, version, found, ledger, before) if version else None


def _aftermath(version: str, found: Found, ledger: Ledger, before: tuple[str, datetime | None]) -> Aftermath:
    event = found.event
    facts = found.engine.facts(ledger.state, event.paused_at or found.now)
    leader = UUID(facts["leader_company"]) if facts.get("leader_company") else None
    memory = Memory(version, ledger.state, found.rules, event.initiator_id, leader)
    if not ledger.changed:
        return Aftermath(memory, "", [])
    after = EventNow(*_with_end(event, found, ledger))
    said = announcements(
        facts,
        found.rules,
        alias=found.aliases.get(leader) if leader else None,
        now=(state_of_event(after, found.now), end_shown(after)),
        before=before,
    )
    return Aftermath(memory, str(event.id), list(said))


def _one(ref: TenantRef, ask: BidAsk, found: Found, ledger: Ledger, written: Written) -> Outcome:
    """What the runner and the command do for one bid, in their order."""
    if ledger.is_ending:
        return LATER
    key = found.keys.get(ask.key_hash)
    if key is None or ask.counted.is_over or not ask.counted.is_of(key.in_use):
        return UNUSUAL
    if key.is_use_due:
        written.used.add(key.in_use.actor.id)
    if lock_number(ref.key, ask.principal, ROUTE, ask.idempotency_key) in found.busy:
        return UNUSUAL
    name = (ask.principal, ask.idempotency_key)
    if name in found.answers:
        body_hash, answer = found.answers[name]
        return Answer(answer) if body_hash == ask.body_hash else UNUSUAL
    actor = key.in_use.actor
    company_id = ask.data.company_id or actor.company_id
    own = actor.company_id in (None, company_id)
    if company_id != ask.company_id or company_id not in found.companies or not own or not _may_bid(actor):
        return UNUSUAL
    entry = ledger.take(company_id, ask.data.payload())
    if entry is None:
        return UNUSUAL
    if not entry.verdict.accepted:
        return Refused(partial(errors.of_verdict, entry.verdict.reason, told(entry.verdict, found.rules)))
    answer = _answer(entry)
    found.answers[name] = (ask.body_hash, answer)
    written.accepted(ask, actor, entry, answer)
    return Answer(answer)


def _may_bid(actor: Actor) -> bool:
    """Bounds of a right take more than a batch reads: the ordinary command looks."""
    return actor.may(ROUTE) and actor.reaches(ROUTE) is None


def _answer(entry: Entry) -> str:
    facts = entry.facts
    made = BidAnswer(lot_id=facts.lot_id, seq=facts.seq, hash=entry.hash, received_at=facts.received_at, closed=False)
    return msgspec.json.encode(made).decode()


def _lot(lot_id: UUID, found: Found) -> LotFacts:
    event = found.event
    return LotFacts(
        lot_id=lot_id,
        initiator_id=event.initiator_id,
        ruleset_hash=event.ruleset_hash,
        is_for_all=event.audience == "all",
        is_over=bool(event.final_state) or found.is_closed,
        is_paused=event.paused_at is not None,
        joined=found.joined,
        may_trade=_may_trade(found),
        now=found.now,
    )


def _may_trade(found: Found) -> frozenset[UUID]:
    """Companies that may start a deal with the initiator now, as `trading_pair` would say."""
    initiator_sells = found.event.side == "sell"

    def is_fit(firm: CompanyFacts | None, sells: bool) -> bool:
        return firm is not None and firm.state == "active" and (firm.can_sell if sells else firm.can_buy)

    if not is_fit(found.companies.get(found.event.initiator_id), initiator_sells):
        return frozenset()
    return frozenset(one for one, firm in found.companies.items() if is_fit(firm, not initiator_sells))


def _with_end(event: EventNow, found: Found, ledger: Ledger) -> list[Any]:
    values = [getattr(event, name) for name in EventNow.__slots__]
    values[EventNow.__slots__.index("effective_end_at")] = found.engine.end_at(ledger.state)
    return values
