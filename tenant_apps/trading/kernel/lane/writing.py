"""Write what a batch has decided: bids, audit rows and answers as sets, one move of the lot, one commit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from shared_apps.audit.record import policy_hash_of, strength_of
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import uuid7
from shared_apps.lane.arrays import array_of
from shared_apps.lane.prepared import send
from tenant_apps.trading.kernel.decisions.ledger import Entry, Ledger
from tenant_apps.trading.kernel.lane import statements as sql
from tenant_apps.trading.kernel.lane.asks import BidAsk
from tenant_apps.trading.kernel.lane.reading import ROUTE, Found


@dataclass(slots=True)
class Written:
    """Rows to come beside the ledger's, and the keys whose last use is due to be noted."""

    audit: list[tuple[Any, ...]] = field(default_factory=list)
    answers: list[tuple[UUID, str, str, str, str]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def accepted(self, ask: BidAsk, actor: Actor, entry: Entry, answer: str) -> None:
        """The audit row that the command notes and the answer that the runner keeps."""
        facts = msgspec.json.encode({"seq": entry.facts.seq, "hash": entry.hash}).decode()
        policy = policy_hash_of(actor.permissions)
        origin = (ask.request_id, strength_of(actor, ask.origin), ask.origin.address, ask.origin.agent, policy)
        self.audit.append((uuid7(), actor.id[:120], actor.company_id, facts, *origin))
        self.answers.append((uuid7(), ask.principal, ask.idempotency_key, ask.body_hash, answer))


async def write(connection: AsyncConnection[Any], found: Found, ledger: Ledger, written: Written) -> str:
    """Write and commit in one round trip; return the version of the lot's row. A failed statement undoes all."""
    now, lot, event = found.now, ledger.lot, found.event
    end = found.engine.end_at(ledger.state)
    told: dict[str, Any] = {
        "lot": lot.lot_id,
        "ruleset": lot.ruleset_hash,
        "now": now,
        "route": ROUTE,
        "event": str(event.id),
        "last_seq": ledger.last_seq,
        "last_hash": ledger.last_hash,
        "state": msgspec.json.encode(found.engine.dump(ledger.state)).decode() if ledger.changed else None,
        **_columns("b", 9, [_row(entry) for entry in ledger.entries]),
        **_columns("a", 9, written.audit),
        **_columns("k", 5, written.answers),
    }
    calls = [sql.WRITE.call(connection, told)]
    if ledger.changed and (event.effective_end_at, event.bids_end_at) != (end, None):
        calls.append(sql.MOVE_END.call(connection, [end, event.id]))
    if written.used:
        calls.append(sql.USED.call(connection, [now, array_of(sorted(written.used))]))
    (row,) = await send(connection, *calls, b"COMMIT")
    return str(row[0]) if row else ""


def _row(entry: Entry) -> tuple[Any, ...]:
    facts, payload = entry.facts, msgspec.json.encode(entry.payload).decode()
    told = (facts.payload_hash, facts.verdict, facts.verdict_reason, entry.prev_hash, entry.hash)
    return (uuid7(), facts.seq, facts.company_id, payload, *told)


def _columns(name: str, width: int, rows: Sequence[tuple[Any, ...]]) -> dict[str, str]:
    """The columns of the rows, by the names of the statement."""
    columns = zip(*rows, strict=True) if rows else ((),) * width
    return {f"{name}{at}": array_of(column) for at, column in enumerate(columns, 1)}
