"""Take a stock file, by page, API or from the object store: kept first, read by a job."""

import hashlib
import re
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.egress.objects import object_store
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox import jobs
from tenant_apps.integrations import errors
from tenant_apps.integrations.commands.connection_of import own_connection
from tenant_apps.integrations.commands.keeping import note_run
from tenant_apps.integrations.commands.receive_stock import StockMessageIn, heard_of, receive_stock
from tenant_apps.integrations.commands.schedule import FILE, next_pull, owe_pull
from tenant_apps.integrations.decisions.file_rows import number_of, time_of
from tenant_apps.integrations.models import Connection, FileDrop

LARGEST_BYTES = 3 * 1024 * 1024
BAD_MOST = 2000


class DropFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`content` is CSV or XML, base64 in JSON. The same name with the same content is refused as known."""

    connection_id: UUID
    name: str
    content: bytes


class FileAnswer(msgspec.Struct, frozen=True, kw_only=True):
    file_id: UUID
    state: str


@command("integrations.drop_file", input=DropFile)
def drop_file(ctx: Context, data: DropFile) -> FileAnswer:
    """Take a stock file of a connection. Good rows count, bad ones come back in a file with column and reason."""
    connection = own_connection(ctx, data.connection_id)
    if connection.state != "active":
        raise errors.is_paused(connection.name)
    name = re.sub(r"[^A-Za-z0-9._-]", "_", data.name.rsplit("/", 1)[-1])[-120:].lstrip("._-")
    if not name:
        raise errors.bad("name", _("The file needs a name."))
    if not 1 <= len(data.content) <= LARGEST_BYTES:
        raise errors.bad("content", _("1 byte to 3 MB are needed."))
    sha256 = hashlib.sha256(data.content).hexdigest()
    if FileDrop.objects.filter(connection=connection, name=name, sha256=sha256).exists():
        raise errors.file_known(name)
    at = time_of(name, ctx.now)
    row = FileDrop(id=uuid7(), connection=connection, name=name, sha256=sha256, sequence=number_of(at), at=at)
    row.object_key = f"integrations/{row.pk}/{name}"
    object_store().put(row.object_key, data.content, "application/octet-stream")
    faultpoint("integrations.after_put")
    row.save(force_insert=True)
    jobs.enqueue(FILE, f"Reading {name}", {"file_id": str(row.pk)}, at=ctx.now, asked_by=ctx.actor.display)
    ctx.audit(target="integrations.connection", target_id=connection.pk, facts={"file": name, "sha256": sha256})
    return FileAnswer(file_id=row.pk, state=row.state)


class RecordFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a file: `numbers` are the rows the messages came from; the last part closes it."""

    file_id: UUID
    messages: list[StockMessageIn] = []
    numbers: list[int] = []
    bad: list[tuple[int, str, str]] = []
    is_last: bool = False
    error: str = ""


@command("integrations.record_file", input=RecordFile, system_only=True)
def record_file(ctx: Context, data: RecordFile) -> FileAnswer:
    """Take rows of a file; a part that was taken before changes nothing. Locks the connection, then stock levels."""
    found = FileDrop.objects.get(pk=data.file_id)
    connection = Connection.objects.select_for_update().get(pk=found.connection_id)
    row = FileDrop.objects.select_for_update().get(pk=found.pk)
    if row.state == "owed":
        if data.error:
            row.state, row.error = "refused", data.error[:300]
        bad = {one[0]: list(one) for one in (*row.bad, *data.bad)}
        if data.messages:
            answer = receive_stock(ctx, connection, heard_of(data.messages))
            for number, told in zip(data.numbers, answer.verdicts, strict=True):
                if told.state in ("dead", "refused"):
                    bad[number] = [number, told.field, told.reason]
        row.bad = [bad[number] for number in sorted(bad)][:BAD_MOST]
        if data.is_last and not data.error:
            row.state = "read"
            note_run(ctx, connection, "file", {"applied": row.rows - len(row.bad), "dead": len(row.bad)}, ctx.now)
        row.rows = max([row.rows, *data.numbers, *(one[0] for one in data.bad)])
        row.taken = row.rows - len(row.bad)
        row.save()
    ctx.audit(
        target="integrations.connection", target_id=connection.pk,
        facts={"file": row.name, "rows": row.rows, "bad": len(row.bad)},
    )  # fmt: skip
    return FileAnswer(file_id=row.pk, state=row.state)


class RecordLook(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    connection_id: UUID
    found: int


@command("integrations.record_look", input=RecordLook, system_only=True)
def record_look(ctx: Context, data: RecordLook) -> FileAnswer:
    """Note that a folder was looked into, and look again at its time."""
    connection = Connection.objects.select_for_update().get(pk=data.connection_id)
    note_run(ctx, connection, "pull", {"files": data.found}, ctx.now)
    owe_pull(ctx, connection, at=next_pull(connection, ctx.now))
    ctx.audit(target="integrations.connection", target_id=connection.pk, facts={"files": data.found})
    return FileAnswer(file_id=connection.pk, state="looked")
