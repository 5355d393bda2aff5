"""Who acts, and what they may do, resolved once per request.

An actor holds the permissions it was resolved with; it never asks the database. A new request resolves anew, so a
revoked role stops working at the next request and not at the next sign-in.
"""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from shared_apps.foundation.reach import Facts, Grant, Reach

Kind = Literal["user", "api_key", "system", "operator", "guest", "anonymous"]


@dataclass(frozen=True, slots=True)
class Actor:
    """One principal. `company_id` is the company it acts for now; None means the marketplace itself.

    A `guest` came through a link and a code by mail: no user, no role, nothing beyond the one request it was asked in.
    `permissions` is all that is held, `narrowed` which of it within bounds only; nobody holds there what is not in
    `permissions`.
    """

    kind: Kind
    id: str
    display: str = ""
    user_id: UUID | None = None
    company_id: UUID | None = None
    permissions: frozenset[str] = field(default_factory=frozenset)
    fresh_factor: bool = False
    narrowed: tuple[Grant, ...] = ()

    @classmethod
    def system(cls, name: str) -> "Actor":
        """Kontor itself: a subscriber, a saga step, a scheduled job. May do everything; the audit row names it."""
        return cls(kind="system", id=name, display=name, fresh_factor=True)

    @classmethod
    def anonymous(cls, host: str = "") -> "Actor":
        return cls(kind="anonymous", id=host or "anonymous", display="anonymous")

    def may(self, permission: str) -> bool:
        return self.kind == "system" or permission in self.permissions

    def reaches(self, permission: str) -> tuple[Reach, ...] | None:
        """The bounds of a permission, of which one must be met; None without bounds, empty when it is not held."""
        if not self.may(permission):
            return ()
        return tuple(one.reach for one in self.narrowed if permission in one.permissions) or None

    def may_about(self, permission: str, facts: Facts) -> bool:
        """Whether the permission is held for a thing of which these facts are true."""
        reaches = self.reaches(permission)
        return reaches is None or any(reach.meets(facts) for reach in reaches)

    def hides(self, permission: str, mask: str) -> bool:
        """Whether fields of a kind (`prices`, `contacts`) are hidden from who reads by this permission."""
        reaches = self.reaches(permission)
        if reaches is None:
            return False
        return all(mask in reach.hidden for reach in reaches) if reaches else bool(self.narrowed)

    @property
    def own_company(self) -> UUID:
        """The company for a filter: an id that no company has when the actor acts for none."""
        return self.company_id or UUID(int=0)

    @property
    def is_marketplace(self) -> bool:
        """True when the actor acts for the marketplace operator and not for one trading company."""
        return self.company_id is None and self.kind != "anonymous"
