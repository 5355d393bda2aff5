"""Keep messages: what is new of a batch, and the rows of all of it. Functions for the commands of this app."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from tenant_apps.integrations.models import Connection, Message, Run
from tenant_apps.integrations.types import MessageKind, Told

BATCH_MOST = 1000
LATEST_S = 300


class MessageVerdict(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What became of one message: applied, superseded, parked, duplicate, dead, refused (not kept: send again)."""

    index: int
    message_id: str
    state: str
    reason: str = ""
    field: str = ""


class SyncVerdicts(msgspec.Struct, frozen=True, kw_only=True):
    """One verdict for each message, in their order, and how many there are of each."""

    verdicts: list[MessageVerdict]
    counts: dict[str, int]


@dataclass(slots=True)
class Heard:
    """One message on its way in. `told` is set once it is known what becomes of it; `row` once it is kept."""

    index: int
    message_id: str
    kind: MessageKind
    thing: str
    sequence: int
    said_at: datetime
    body: dict[str, Any]
    told: Told | None = None
    state: str = ""
    at_field: str = ""
    row: Message | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def check_form(ctx: Context, one: Heard) -> None:
    """Refuse what cannot be kept at all; such a message is not known afterwards and may come again, corrected."""
    if not 1 <= len(one.message_id) <= 80 or not one.message_id.isprintable():
        _refuse(one, "message_id", "1 to 80 printable characters are needed")
    elif not 0 < one.sequence < 2**62:
        _refuse(one, "sequence", "a number of at least 1 is needed")
    elif not 1 <= len(one.thing) <= 100:
        _refuse(one, "thing", "1 to 100 characters are needed")
    elif (one.said_at - ctx.now).total_seconds() > LATEST_S:
        _refuse(one, "said_at", "it lies in the future")


def _refuse(one: Heard, at_field: str, why: str) -> None:
    one.state, one.at_field, one.told = "refused", at_field, Told("dead", why)


def refuse(one: Heard, at_field: str, why: str) -> None:
    """The message is malformed: said in its verdict, not kept."""
    _refuse(one, at_field, why)


def drop_known(connection: Connection, heard: Sequence[Heard]) -> None:
    """Mark what was heard before, here or earlier in the same batch."""
    ids = [one.message_id for one in heard if not one.state]
    known = set(Message.objects.filter(connection=connection, message_id__in=ids).values_list("message_id", flat=True))
    for one in heard:
        if one.state:
            continue
        if one.message_id in known:
            one.state, one.told = "duplicate", Told("superseded")
        known.add(one.message_id)


def parked_of(connection: Connection, things: Iterable[str]) -> dict[str, list[Message]]:
    """Messages that wait for an earlier one, by their thing."""
    found: dict[str, list[Message]] = {}
    for row in Message.objects.filter(connection=connection, thing__in=set(things), state="parked"):
        found.setdefault(row.thing, []).append(row)
    return found


def keep(ctx: Context, connection: Connection, heard: Sequence[Heard], woken: Mapping[Message, Told]) -> None:
    """Write the new messages with what became of them, and those that were parked and wait no longer."""
    fresh = []
    for one in heard:
        if one.state or one.told is None:
            continue
        one.state = one.told.state
        fields = {"state": one.told.state, "reason": one.told.reason[:300], "changed_at": ctx.now}
        if one.row is not None:  # tried again
            for name, value in fields.items():
                setattr(one.row, name, value)
            one.row.tries += 1
            one.row.save(update_fields=[*fields, "tries"])
            continue
        fresh.append(
            Message(
                id=uuid7(), connection=connection, message_id=one.message_id, kind=one.kind, thing=one.thing,
                sequence=one.sequence, said_at=one.said_at, body=one.body, heard_at=ctx.now, **fields,
            )
        )  # fmt: skip
    Message.objects.bulk_create(fresh)
    changed = []
    for row, told in woken.items():
        if (row.state, row.reason) != (told.state, told.reason[:300]):
            row.state, row.reason, row.changed_at = told.state, told.reason[:300], ctx.now
            changed.append(row)
    Message.objects.bulk_update(changed, ["state", "reason", "changed_at"])


def verdicts(heard: Sequence[Heard]) -> SyncVerdicts:
    counts: dict[str, int] = {}
    for one in heard:
        counts[one.state] = counts.get(one.state, 0) + 1
    told = [
        MessageVerdict(
            index=one.index, message_id=one.message_id, state=one.state,
            reason=one.told.reason if one.told else "", field=one.at_field,
        )
        for one in heard
    ]  # fmt: skip
    return SyncVerdicts(verdicts=told, counts=counts)


def note_run(ctx: Context, connection: Connection, kind: str, counts: Mapping[str, int], started: datetime) -> None:
    """A run that went well. The connection is healthy again."""
    Run.objects.create(
        connection=connection, kind=kind, started_at=started, ended_at=ctx.now, is_ok=True, counts=dict(counts)
    )
    connection.failures, connection.last_ok_at, connection.last_error = 0, ctx.now, ""
    connection.save(update_fields=["failures", "last_ok_at", "last_error"])
