"""Members and roles as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.identity.queries import find_member
from tenant_apps.identity.queries.records import find_role, member_lines, permissions_today
from tenant_apps.identity.types import MemberLine


class MemberRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a role: in one company, or without one in the marketplace itself.

    `state` is `invited` until the person has chosen a password. Another role is another membership with an id of its
    own; this one ends.
    """

    id: UUID
    user_id: UUID
    name: str
    email: str
    role: str
    company_id: UUID | None
    state: str
    has_totp: bool
    since: datetime
    last_sign_in_at: datetime | None


class RoleRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A named set of permissions. `patterns` is how it is defined, `permissions` what that means in this release.

    `side` says where it is held: in a `company` or in the `marketplace` itself.
    """

    id: UUID
    code: str
    name_en: str
    name_zh_hans: str
    side: str
    built_in: bool
    patterns: list[str]
    permissions: list[str]


_SAME = ("user_id", "name", "email", "company_id", "state", "has_totp", "since", "last_sign_in_at")


def _member(line: MemberLine) -> MemberRecord:
    return MemberRecord(id=line.membership_id, role=line.role_code, **{name: getattr(line, name) for name in _SAME})


def member_records(rows: Sequence[Any]) -> list[MemberRecord]:
    return [_member(line) for line in member_lines(rows)]


def member_record(actor: Actor, membership_id: UUID) -> MemberRecord:
    """One running membership; NotFound when the actor may not see it."""
    return _member(find_member(actor, membership_id))


def _role(row: Any) -> RoleRecord:
    same = {name: getattr(row, name) for name in ("id", "code", "name_en", "name_zh_hans", "side", "built_in")}
    return RoleRecord(**same, patterns=list(row.permissions), permissions=permissions_today(row))


def role_records(rows: Sequence[Any]) -> list[RoleRecord]:
    return [_role(row) for row in rows]


def role_record(actor: Actor, role_id: UUID) -> RoleRecord:
    """One role; NotFound when the actor may not see it."""
    return _role(find_role(actor, role_id))
