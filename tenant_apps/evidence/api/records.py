"""Evidence packs as the API shows them. A pack is taken away by a person with a fresh proof of who they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.evidence.queries import DrillLine, drill_lines, find_drill, find_pack, pack_lines
from tenant_apps.evidence.queries.packs import PackLine


class PackRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One pack. `digest` is the SHA-256 of its manifest, `sha256` that of the file, both in hex and empty until made.

    `state` is asked, made or failed; `log_size` the number of acts under the head that it stands on.
    """

    id: UUID
    number: int
    state: str
    reason: str
    days: int
    asked_at: datetime
    made_at: datetime | None
    log_size: int | None
    digest: str
    sha256: str
    size_bytes: int | None


class DrillRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One drill of restoring. `outcome` is whole, broken or failed; sizes are bytes, times of work milliseconds.

    `differing` names tables that were not the same, `broken` checks that did not hold in what was restored, `problem`
    why it did not come to an end. `log_root` is the root over the restored log, `dump_sha256` the digest of the dump.
    """

    id: UUID
    number: int
    outcome: str
    started_at: datetime
    ended_at: datetime
    dump_bytes: int
    dump_sha256: str
    restore_ms: int
    tables: int
    rows: int
    checks: int
    log_size: int
    log_root: str
    differing: list[str]
    broken: list[str]
    problem: str


def pack_record(actor: Actor, pack_id: UUID) -> PackRecord:
    return _record(find_pack(actor, pack_id))


def pack_records(rows: Sequence[Any]) -> list[PackRecord]:
    return [_record(one) for one in pack_lines(rows)]


def _record(one: PackLine) -> PackRecord:
    return PackRecord(
        id=one.id, number=one.number, state=one.state, reason=one.reason, days=one.days, asked_at=one.asked_at,
        made_at=one.made_at, log_size=one.log_size, digest=one.digest, sha256=one.sha256, size_bytes=one.size_bytes,
    )  # fmt: skip


def drill_record(actor: Actor, drill_id: UUID) -> DrillRecord:
    return _drill(find_drill(actor, drill_id))


def drill_records(rows: Sequence[Any]) -> list[DrillRecord]:
    return [_drill(one) for one in drill_lines(rows)]


def _drill(one: DrillLine) -> DrillRecord:
    return DrillRecord(
        id=one.id, number=one.number, outcome=one.outcome, started_at=one.started_at, ended_at=one.ended_at,
        dump_bytes=one.dump_bytes, dump_sha256=one.dump_sha256, restore_ms=one.restore_ms, tables=one.tables,
        rows=one.rows, checks=one.checks, log_size=one.log_size, log_root=one.log_root,
        differing=list(one.differing), broken=list(one.broken), problem=one.problem,
    )  # fmt: skip
