"""Look into a connection's folder in the object store, and read files that were taken."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from shared_apps.commands import run
from shared_apps.egress.objects import object_store
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.integrations.commands.drop_file import (
    DropFile,
    RecordFile,
    RecordLook,
    drop_file,
    record_file,
    record_look,
)
from tenant_apps.integrations.commands.keeping import BATCH_MOST
from tenant_apps.integrations.commands.receive_stock import StockMessageIn
from tenant_apps.integrations.commands.schedule import FILE
from tenant_apps.integrations.decisions.file_rows import message_of
from tenant_apps.integrations.files.child import Unreadable, parse
from tenant_apps.integrations.models import Connection, FileDrop

READING = Actor.system("integrations.read_file")


def take_found(connection: Connection) -> Mapping[str, Any]:
    """Take files of the folder that are not known yet; a file that is refused does not keep the others waiting."""
    folder, taken = connection.settings.get("folder", ""), 0
    for key in object_store().list(f"drop/{folder}/") if folder else ():
        content, name = object_store().get(key), key.rsplit("/", 1)[-1]
        sha256 = hashlib.sha256(content).hexdigest()
        if FileDrop.objects.filter(connection=connection, name=name, sha256=sha256).exists():
            continue
        try:
            run(drop_file, READING, DropFile(connection_id=connection.pk, name=name, content=content))
            taken += 1
        except Refusal:
            continue
    run(record_look, READING, RecordLook(connection_id=connection.pk, found=taken))
    return {"files": taken}


@job(FILE)
def read_file(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Parse a file in a child process and take its rows in batches."""
    row = FileDrop.objects.get(pk=payload["file_id"])
    if row.state != "owed":
        return {"state": row.state}
    try:
        told = parse(object_store().get(row.object_key))
    except Unreadable as error:
        return {"state": run(record_file, READING, RecordFile(file_id=row.pk, error=str(error))).state}
    bad = [tuple(one) for one in told["bad"]]
    messages, numbers = [], []
    for one in told["rows"]:
        try:
            messages.append(msgspec.convert(message_of(one, row.name, row.sha256, row.at), StockMessageIn))
            numbers.append(one["row"])
        except ValueError as error:
            bad.append((one["row"], *(error.args if len(error.args) == 2 else ("row", str(error)))))
    run(record_file, READING, RecordFile(file_id=row.pk, bad=bad))
    for start in range(0, len(messages), BATCH_MOST):
        faultpoint("integrations.before_rows")
        part = slice(start, start + BATCH_MOST)
        run(record_file, READING, RecordFile(file_id=row.pk, messages=messages[part], numbers=numbers[part]))
        progress.advance(start + len(messages[part]), len(messages), "rows")
    return {"state": run(record_file, READING, RecordFile(file_id=row.pk, is_last=True)).state}
