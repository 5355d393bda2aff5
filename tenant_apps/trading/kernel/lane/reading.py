"""Read in one round trip all that decides a batch: keys, stored answers, the lot under its lock, the event, companies.

Every fact is proven in this transaction. What is remembered from the batch before is the engine's state alone, and only
while the lot's row is still the version that this process wrote.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from shared_apps.commands.runner import lock_number
from shared_apps.lane.arrays import array_of
from shared_apps.lane.prepared import begin
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.queries import KeyRow, ProvenKey, proven_key
from tenant_apps.parties.queries import FACTS_SQL, CompanyFacts, facts_of_row
from tenant_apps.trading.kernel.commands.running import bids_until, engine_of
from tenant_apps.trading.kernel.decisions.engine import Engine
from tenant_apps.trading.kernel.lane import statements as sql
from tenant_apps.trading.kernel.lane.asks import BidAsk
from tenant_apps.trading.kernel.types import MODES

ROUTE = "trading.place_bid"


@dataclass(frozen=True, slots=True)
class Memory:
    """A lot as this process has left it: version of its row, state of its engine, pinned rules, who opened it."""

    version: str
    state: Any
    rules: Mapping[str, Any]
    initiator_id: UUID
    leader: UUID | None


@dataclass(frozen=True, slots=True)
class EventNow:
    """The event's row under the lot's lock, without what never changes."""

    id: UUID
    mode: str
    side: str
    initiator_id: UUID
    ruleset_hash: str
    audience: str
    published_at: datetime | None
    opens_at: datetime | None
    paused_at: datetime | None
    final_state: str
    effective_end_at: datetime | None
    bids_end_at: datetime | None


@dataclass(slots=True)
class Found:
    """Everything a batch is decided by. `answers` are stored ones by principal and key: hash of the body, answer."""

    event: EventNow
    engine: Engine[Any]
    state: Any
    rules: Mapping[str, Any]
    last_seq: int
    last_hash: str
    is_closed: bool
    now: datetime
    keys: Mapping[str, ProvenKey]
    busy: frozenset[int]
    answers: dict[tuple[str, str], tuple[str, str]]
    companies: dict[UUID, CompanyFacts]
    joined: dict[UUID, bool]
    aliases: dict[UUID, int | None]


class KnownAnswer(msgspec.Struct, frozen=True):
    """What was stored under a key."""

    principal: str
    key: str
    body_hash: str
    answer: str


class Seat(msgspec.Struct, frozen=True):
    """A participant: whether it has joined, and the number it got then."""

    company_id: UUID
    joined: bool
    alias: int | None


_KEYS = msgspec.json.Decoder(list[KeyRow])
_ANSWERS = msgspec.json.Decoder(list[KnownAnswer])
_COMPANIES = msgspec.json.Decoder(list[CompanyFacts])
_SEATS = msgspec.json.Decoder(list[Seat])


async def read(
    connection: AsyncConnection[Any],
    ref: TenantRef,
    lot_id: UUID,
    asks: Sequence[BidAsk],
    memory: Memory | None,
    known: frozenset[str],
) -> Found | None:
    """Open the transaction, lock and read; None for a lot that no engine of ours runs by itself."""
    companies = list({ask.company_id for ask in asks} | ({memory.initiator_id} if memory else set()))
    present = list({*companies, memory.leader} if memory and memory.leader else companies)
    pairs = list({(ask.principal, ask.idempotency_key) for ask in asks})
    numbers = [lock_number(ref.key, principal, ROUTE, key) for principal, key in pairs]
    version = memory.version if memory else ""
    told: list[Any] = [version, version, array_of({ask.key_hash for ask in asks})]
    told += [array_of(p for p, _ in pairs), array_of(k for _, k in pairs), ROUTE]
    told += [array_of(companies), lot_id, array_of(present), lot_id]
    calls = sql.LOCK_LOT.call(connection, [lot_id]), sql.FACTS.call(connection, told)
    begun_row, lot_row, facts_row = await begin(connection, ref, numbers, sql.OTHERS, calls)
    if lot_row is None or facts_row is None or begun_row is None:
        return None
    *columns, clock, state_text, rules_text, keys_text, answers_text, firms_text, seats_text = facts_row
    run, now = EventNow(*columns), clock.astimezone(UTC)
    engine = engine_of(run.mode)
    mode = MODES.get(run.mode)
    if engine is None or mode is None or mode.many_lines or not mode.awards_itself:
        return None
    last_seq, last_hash, is_closed, row_version = lot_row
    if memory is not None and row_version == version:
        state, rules = memory.state, memory.rules
    else:
        state, rules = engine.load(msgspec.json.decode(state_text)), msgspec.json.decode(rules_text)
    if bids_until(mode, engine, state) is not None:
        return None
    found_firms = _COMPANIES.decode(firms_text) if firms_text else []
    if run.initiator_id not in companies:
        cursor = await connection.execute(FACTS_SQL, [array_of([run.initiator_id])])
        found_firms += [facts_of_row(row) for row in await cursor.fetchall()]
    proven = [proven_key(key.row, now, known) for key in (_KEYS.decode(keys_text) if keys_text else [])]
    stored = _ANSWERS.decode(answers_text) if answers_text else []
    seats = _SEATS.decode(seats_text) if seats_text else []
    return Found(
        event=run,
        engine=engine,
        state=state,
        rules=rules,
        last_seq=last_seq,
        last_hash=last_hash,
        is_closed=is_closed,
        now=now,
        keys={key.hash: key for key in proven if key is not None},
        busy=frozenset(begun_row[2]),
        answers={(one.principal, one.key): (one.body_hash, one.answer) for one in stored},
        companies={firm.id: firm for firm in found_firms},
        joined={seat.company_id: seat.joined for seat in seats},
        aliases={seat.company_id: seat.alias for seat in seats},
    )
