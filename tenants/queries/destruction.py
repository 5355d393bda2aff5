"""Destructions of a marketplace's keys, for the console."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared_apps.accounts.names import name_of
from tenants.models import KeyDestruction


@dataclass(frozen=True, slots=True)
class Destruction:
    """The newest request of a marketplace, with names of operators; `state` is `waiting` before anybody may agree."""

    id: UUID
    state: str
    reason: str
    asked_by_id: UUID
    asked_by: str
    asked_at: datetime
    agree_from: datetime
    agree_until: datetime
    agreed_by: str
    agreed_at: datetime | None
    taken_back_by: str
    ended_at: datetime | None
    holds: tuple[str, ...]
    key_count: int | None
    log_size: int | None
    log_root: str

    @property
    def is_open(self) -> bool:
        """Whether it can still be taken back."""
        return self.state in ("waiting", "asked")


def get_destruction(tenant_id: UUID, now: datetime) -> Destruction | None:
    """None where nobody ever asked."""
    row = KeyDestruction.objects.filter(tenant=tenant_id).order_by("-id").first()
    if row is None:
        return None
    state = str(row.state)
    if state == "asked":
        state = "waiting" if now < row.agree_from else "expired" if now > row.agree_until else "asked"
    return Destruction(
        id=row.pk, state=state, reason=row.reason, asked_by_id=row.asked_by, asked_by=name_of(row.asked_by),
        asked_at=row.asked_at, agree_from=row.agree_from, agree_until=row.agree_until,
        agreed_by=name_of(row.agreed_by) if row.agreed_by else "", agreed_at=row.agreed_at,
        taken_back_by=name_of(row.taken_back_by) if row.taken_back_by else "", ended_at=row.ended_at,
        holds=tuple(row.refused_by), key_count=row.key_count, log_size=row.log_size, log_root=row.log_root,
    )  # fmt: skip
