"""What passes the door of identity."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Side = Literal["marketplace", "company"]


@dataclass(frozen=True, slots=True)
class RoleFacts:
    id: UUID
    code: str
    name: str
    side: Side
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One membership as people lists show it."""

    membership_id: UUID
    user_id: UUID
    name: str
    email: str
    role_code: str
    role_name: str
    company_id: UUID | None
    company_name: str
    state: Literal["active", "invited"]
    has_totp: bool
    since: datetime
    last_sign_in_at: datetime | None
