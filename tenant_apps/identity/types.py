"""What passes the door of identity."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared_apps.foundation.money import Money

Side = Literal["marketplace", "company"]


@dataclass(frozen=True, slots=True)
class RoleFacts:
    id: UUID
    code: str
    name: str
    side: Side
    permissions: tuple[str, ...]
    company_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a grant reaches; None, empty and False are no bound."""

    subtree: bool = False
    people: Literal["", "own", "team"] = ""
    team: str = ""
    categories: tuple[str, ...] | None = None
    warehouses: tuple[UUID, ...] | None = None
    limit: Money | None = None
    hidden: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether there is any; a team alone is none."""
        sets = (self.categories, self.warehouses, self.limit)
        return bool(self.people or self.hidden) or any(one is not None for one in sets)


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
    bounds: Bounds = Bounds()
    ends_at: datetime | None = None
    reason: str = ""
    granted_by: str = ""
    is_lent: bool = False
