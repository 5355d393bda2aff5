"""Members and roles as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut
from shared_apps.foundation.actor import Actor
from tenant_apps.identity.queries import find_member
from tenant_apps.identity.queries.explained import Reason, explained, holders
from tenant_apps.identity.queries.records import find_role, member_lines, permissions_today
from tenant_apps.identity.types import Bounds, MemberLine


class BoundsRecord(msgspec.Struct, frozen=True, kw_only=True):
    """How far a grant reaches; null, empty and false are no bound.

    `people`: `own` things only, or those of the `team`. `hidden`: kinds of fields that are not shown.
    """

    subtree: bool
    people: str
    team: str
    categories: list[str] | None
    warehouses: list[UUID] | None
    limit: MoneyOut | None
    hidden: list[str]


class MemberRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a role: in one company, or without one in the marketplace itself.

    `state` is `invited` until the person has chosen a password. Another role is another membership with an id of its
    own; this one ends. `ends_at` is when it ends by itself; one that `is_lent` ends with the
    rights of who lent it.
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
    bounds: BoundsRecord
    ends_at: datetime | None
    reason: str
    granted_by: str
    is_lent: bool


class RoleRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A named set of permissions. `patterns` is how it is defined, `permissions` what that means in this release.

    `side` says where it is held: in a `company` or in the `marketplace` itself. With `company_id` it is that company's
    own. Built-in ones change with a release only; a retired one can be given to nobody.
    """

    id: UUID
    code: str
    name_en: str
    name_zh_hans: str
    side: str
    built_in: bool
    patterns: list[str]
    permissions: list[str]
    company_id: UUID | None
    description: str
    hidden: list[str]
    version: int
    retired_at: datetime | None


_SAME = (
    "user_id", "name", "email", "company_id", "state", "has_totp", "since", "last_sign_in_at", "ends_at", "reason",
    "granted_by", "is_lent",
)  # fmt: skip


def _member(line: MemberLine) -> MemberRecord:
    same = {name: getattr(line, name) for name in _SAME}
    return MemberRecord(id=line.membership_id, role=line.role_code, bounds=_bounds(line.bounds), **same)


def _bounds(bounds: Bounds) -> BoundsRecord:
    return BoundsRecord(
        subtree=bounds.subtree,
        people=bounds.people,
        team=bounds.team,
        categories=None if bounds.categories is None else list(bounds.categories),
        warehouses=None if bounds.warehouses is None else list(bounds.warehouses),
        limit=MoneyOut(**bounds.limit.as_json()) if bounds.limit else None,
        hidden=list(bounds.hidden),
    )


def member_records(rows: Sequence[Any], actor: Actor) -> list[MemberRecord]:
    return [_member(line) for line in member_lines(rows, actor)]


def member_record(actor: Actor, membership_id: UUID) -> MemberRecord:
    """One running membership; NotFound when the actor may not see it."""
    return _member(find_member(actor, membership_id))


def _role(row: Any) -> RoleRecord:
    same = {name: getattr(row, name) for name in _SAME_OF_ROLE}
    return RoleRecord(
        **same, patterns=list(row.permissions), permissions=permissions_today(row), hidden=list(row.hidden)
    )


_SAME_OF_ROLE = (
    "id", "code", "name_en", "name_zh_hans", "side", "built_in", "company_id", "description", "version", "retired_at",
)  # fmt: skip


def role_records(rows: Sequence[Any]) -> list[RoleRecord]:
    return [_role(row) for row in rows]


def role_record(actor: Actor, role_id: UUID) -> RoleRecord:
    """One role; NotFound when the actor may not see it."""
    return _role(find_role(actor, role_id))


class ReasonRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What one grant says to a permission.

    `why`: `given`, `not_in_role`, `taken_out` (by a minus of the role), `beyond_company` (it is the marketplace's
    own), `cannot_be_bounded` (the grant has bounds, and the act does not look at them), `kept_apart` (the person does
    something that a rule keeps apart from it) or `suspended` (until a review keeps the grant). `pattern` is what
    decided. `counting` are the bounds of the grant at which the act looks, `hidden` the kinds of fields that are not
    shown.
    """

    member: MemberRecord
    why: str
    pattern: str
    counting: list[str]
    hidden: list[str]


class RightsRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody holds a permission, within bounds only or not, and what each of their grants says to it."""

    permission: str
    is_held: bool
    is_bounded: bool
    reasons: list[ReasonRecord]


def rights_record(actor: Actor, membership_id: UUID, permission: str) -> RightsRecord:
    """Why the person of a membership may or may not."""
    found = explained(actor, membership_id, permission)
    return RightsRecord(
        permission=permission, is_held=found.is_held, is_bounded=found.is_bounded, reasons=_reasons(found.reasons)
    )


def holders_record(actor: Actor, permission: str) -> RightsRecord:
    """Who holds a permission, of those the actor may see."""
    found = holders(actor, permission)
    bounded = bool(found) and all(reason.counting for reason in found)
    return RightsRecord(permission=permission, is_held=bool(found), is_bounded=bounded, reasons=_reasons(found))


def _reasons(reasons: Sequence[Reason]) -> list[ReasonRecord]:
    return [
        ReasonRecord(
            member=_member(one.grant), why=one.link.why, pattern=one.link.pattern, counting=list(one.counting),
            hidden=list(one.hidden),
        )
        for one in reasons
    ]  # fmt: skip
