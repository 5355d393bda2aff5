"""Write what was asked from a system: its words, their effects and the place in its list, in one transaction."""

import hashlib
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.integrations import errors
from tenant_apps.integrations.commands import receive_orders as orders
from tenant_apps.integrations.commands import receive_stock as stock
from tenant_apps.integrations.commands.keeping import note_run
from tenant_apps.integrations.commands.schedule import next_pull, owe_pull, owe_send
from tenant_apps.integrations.models import Connection, Delivery, Message, Run


class RecordPull(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`cursor` is the token after these changes, None when they came by another way; `bad` could not be read.

    `so_far` are the counts of the pages before the last: a run is one row, however many pages it had.
    """

    connection_id: UUID
    stock: list[stock.StockMessageIn]
    orders: list[orders.OrderMessageIn]
    cursor: str | None = None
    is_last: bool = True
    bad: list[tuple[str, str]] = []
    so_far: dict[str, int] = {}


class PullAnswer(msgspec.Struct, frozen=True, kw_only=True):
    counts: dict[str, int]


@command("integrations.record_pull", input=RecordPull, system_only=True)
def record_pull(ctx: Context, data: RecordPull) -> PullAnswer:
    """Keep one page of changes. Locks the connection, then what the words touch."""
    connection = _locked(data.connection_id)
    counts: dict[str, int] = {}
    if data.stock:
        _add(counts, stock.receive_stock(ctx, connection, stock.heard_of(data.stock)).counts)
    if data.orders:
        _add(counts, orders.receive_orders(ctx, connection, orders.heard_of(data.orders)).counts)
    if data.bad:
        _add(counts, {"unreadable": _bury(ctx, connection, data.bad)})
    if data.cursor is not None:
        connection.cursor = data.cursor[:200]
        connection.save(update_fields=["cursor"])
    if data.is_last:
        note_run(ctx, connection, "pull", _sum(counts, data.so_far), ctx.now)
        owe_pull(ctx, connection, at=next_pull(connection, ctx.now))
        for row in Delivery.objects.filter(connection=connection, state__in=["owed", "unknown"]).select_related(
            "order"
        ):
            owe_send(ctx, row.pk, row.order.number)
    ctx.audit(target="integrations.connection", target_id=connection.pk, facts=counts)
    return PullAnswer(counts=counts)


def _add(counts: dict[str, int], more: dict[str, int]) -> None:
    for name, count in more.items():
        counts[name] = counts.get(name, 0) + count


def _sum(counts: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    total = dict(counts)
    _add(total, more)
    return total


def _bury(ctx: Context, connection: Connection, bad: list[tuple[str, str]]) -> int:
    """Keep what could not be read as dead messages, each text once."""
    rows = [
        Message(
            id=uuid7(), connection=connection, message_id=f"unreadable-{hashlib.sha256(raw.encode()).hexdigest()[:40]}",
            kind="movement", thing="?", sequence=1, said_at=ctx.now, body={"raw": raw}, state="dead",
            reason=f"it cannot be read: {why}"[:300], heard_at=ctx.now, changed_at=ctx.now,
        )
        for raw, why in bad
    ]  # fmt: skip
    known = Message.objects.filter(connection=connection, message_id__in=[row.message_id for row in rows])
    ids = set(known.values_list("message_id", flat=True))
    new = {row.message_id: row for row in rows if row.message_id not in ids}
    Message.objects.bulk_create(new.values())
    return len(new)


class RecordFailure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    connection_id: UUID
    kind: str
    error: str


@command("integrations.record_failure", input=RecordFailure, system_only=True)
def record_failure(ctx: Context, data: RecordFailure) -> PullAnswer:
    """Note that a system could not be asked, and ask again later: twice as late each time, at most an hour."""
    connection = _locked(data.connection_id)
    connection.failures += 1
    connection.last_error = data.error[:300]
    connection.save(update_fields=["failures", "last_error"])
    Run.objects.create(
        connection=connection, kind=data.kind, started_at=ctx.now, ended_at=ctx.now, is_ok=False, error=data.error[:300]
    )
    if data.kind == "pull":
        owe_pull(ctx, connection, at=next_pull(connection, ctx.now))
    ctx.audit(target="integrations.connection", target_id=connection.pk, facts={"error": data.error[:200]})
    return PullAnswer(counts={"failures": connection.failures})


def _locked(connection_id: UUID) -> Connection:
    row = Connection.objects.select_for_update().filter(pk=connection_id).first()
    if row is None:
        raise errors.connection_unknown()
    return row
