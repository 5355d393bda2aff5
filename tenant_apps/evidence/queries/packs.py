"""Packs for people and other systems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.egress.objects import NoObject, object_store
from shared_apps.foundation.actor import Actor
from tenant_apps.evidence import errors
from tenant_apps.evidence.models import Pack


@dataclass(frozen=True, slots=True)
class PackLine:
    """One pack; sizes are bytes, `log_size` is the number of acts under the head it stands on."""

    id: UUID
    number: int
    state: str
    reason: str
    days: int
    asked_by: str
    asked_at: datetime
    made_at: datetime | None
    log_size: int | None
    digest: str
    sha256: str
    size_bytes: int | None

    @property
    def file_name(self) -> str:
        return f"evidence-{self.number}.zip"


def pack_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Pack]:
    return Pack.objects.visible_to(actor).filter(**filters)


def pack_lines(rows: Sequence[Any]) -> list[PackLine]:
    return [
        PackLine(
            id=row.pk, number=row.number, state=row.state, reason=row.reason, days=row.days, asked_by=row.asked_by,
            asked_at=row.asked_at, made_at=row.made_at, log_size=row.log_size, digest=row.digest, sha256=row.sha256,
            size_bytes=row.size_bytes,
        )
        for row in rows
    ]  # fmt: skip


def find_pack(actor: Actor, pack_id: UUID) -> PackLine:
    """One pack; NotFound for what there is not, or not for this actor."""
    row = Pack.objects.visible_to(actor).filter(pk=pack_id).first()
    if row is None:
        raise errors.unknown()
    return pack_lines([row])[0]


def file_of(actor: Actor, pack_id: UUID) -> bytes:
    """The bytes of a pack that was made."""
    row = Pack.objects.visible_to(actor).filter(pk=pack_id, state="made").first()
    if row is None:
        raise errors.unknown()
    try:
        return object_store().get(row.object_key)
    except NoObject as error:
        raise errors.not_made() from error
