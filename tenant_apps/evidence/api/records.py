"""Evidence packs as the API shows them. A pack is taken away by a person with a fresh proof of who they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.evidence.queries import find_pack, pack_lines
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


def pack_record(actor: Actor, pack_id: UUID) -> PackRecord:
    return _record(find_pack(actor, pack_id))


def pack_records(rows: Sequence[Any]) -> list[PackRecord]:
    return [_record(one) for one in pack_lines(rows)]


def _record(one: PackLine) -> PackRecord:
    return PackRecord(
        id=one.id, number=one.number, state=one.state, reason=one.reason, days=one.days, asked_at=one.asked_at,
        made_at=one.made_at, log_size=one.log_size, digest=one.digest, sha256=one.sha256, size_bytes=one.size_bytes,
    )  # fmt: skip
