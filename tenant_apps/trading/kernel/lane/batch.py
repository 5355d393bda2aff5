"""One batch of one lot: read, decide in memory, write and commit; two round trips for however many bids.

Errors of the database leave nothing behind: the connection is given up, and with it the transaction.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, OperationalError

from shared_apps.commands.runner import lock_number
from shared_apps.foundation.faults import faultpoint
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.parties.queries import CompanyFacts
from tenant_apps.trading.kernel.commands import BidAnswer
from tenant_apps.trading.kernel.commands.running import end_shown, state_of_event
from tenant_apps.trading.kernel.decisions.acts import told
from tenant_apps.trading.kernel.decisions.announcements import announcements
from tenant_apps.trading.kernel.decisions.ledger import Entry, Ledger, LotFacts
from tenant_apps.trading.kernel.gates import any_asks
from tenant_apps.trading.kernel.lane.asks import LATER, UNUSUAL, Answer, Ask, Outcome, Refused
from tenant_apps.trading.kernel.lane.reading import ROUTE, EventNow, Found, Memory, read
from tenant_apps.trading.kernel.lane.writing import Written, write


class OutcomeUnknown(Exception):
    """The connection was lost while the batch was written: whether it was committed, only the tables know."""


@dataclass(slots=True)
class Aftermath:
    """What to remember of the lot, and what its watchers are told."""

    memory: Memory
    room: str
    said: list[tuple[str, dict[str, Any]]]


@dataclass(slots=True)
class Done:
    """What became of each ask, in their order. `aftermath` is reckoned once they are answered."""

    outcomes: list[Outcome]
    aftermath: Callable[[], Aftermath] | None = None


async def take_batch(
    connection: AsyncConnection[Any],
    ref: TenantRef,
    lot_id: UUID,
    asks: Sequence[Ask],
    memory: Memory | None,
    known: frozenset[str],
    counted: Awaitable[None],
) -> Done:
    """Take the bids in their order. `counted` is done when it is known which keys have used up their requests."""
    found = await read(connection, ref, lot_id, asks, memory, known)
    await counted
    if found is None or any_asks(found.rules):
        await connection.execute("ROLLBACK")
        return Done([UNUSUAL for _ in asks])
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
    return Done(outcomes, partial(_aftermath, version, found, ledger, before) if version else None)


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


def _one(ref: TenantRef, ask: Ask, found: Found, ledger: Ledger, written: Written) -> Outcome:
    """What the runner and the command do for one bid, in their order."""
    if ledger.is_ending:
        return LATER
    key = found.keys.get(ask.key_hash)
    if key is None or ask.is_over_limit or key.in_use.actor.id != ask.key_id:
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
    if company_id != ask.company_id or company_id not in found.companies or not own or not actor.may(ROUTE):
        return UNUSUAL
    entry = ledger.take(company_id, ask.data.payload())
    if entry is None:
        return UNUSUAL
    if not entry.verdict.accepted:
        return Refused(entry.verdict.reason, told(entry.verdict, found.rules))
    answer = _answer(entry)
    found.answers[name] = (ask.body_hash, answer)
    written.accepted(ask, actor, entry, answer)
    return Answer(answer)


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
