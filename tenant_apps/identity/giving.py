"""What a new grant is written with: checked bounds, its end, who gave it and why."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared_apps.accounts.actors import SELF
from shared_apps.commands import Context
from shared_apps.commands.registry import REGISTRY
from shared_apps.foundation.permissions import can_be_narrowed
from shared_apps.foundation.reach import Reach
from shared_apps.tenancy import policy
from tenant_apps.identity import errors
from tenant_apps.identity.bounds import BoundsIn, checked_end, checked_reason, fields_of, reach_of
from tenant_apps.identity.decisions.built_in_roles import OWNER
from tenant_apps.identity.granting import check_may_grant, permissions_of
from tenant_apps.identity.models import Membership, Role
from tenant_apps.identity.policies import FOUR_EYES

# On the own account, and of what one holds oneself.
OWN_RISK = frozenset({SELF, "identity.lend_rights"})
_second: ContextVar[bool] = ContextVar("identity_second_person", default=False)


@dataclass(frozen=True, slots=True)
class GrantTerms:
    """How far, how long and why, as it was asked for."""

    bounds: BoundsIn
    ends_at: datetime | None
    reason: str


@contextmanager
def with_second_person() -> Iterator[None]:
    """What is given inside is given by two people, or only tried: risky rights pass."""
    token = _second.set(True)
    try:
        yield
    finally:
        _second.reset(token)


def risky(codes: frozenset[str]) -> frozenset[str]:
    """Those of the permissions behind which there is an act of high risk that asks for a fresh proof."""
    high = {one.permission for one in REGISTRY.values() if one.risk == "high" and one.needs_fresh_factor}
    return codes & (high - OWN_RISK)


def given_within(role: Role, reach: Reach) -> frozenset[str]:
    """The permissions that a grant of the role within these bounds gives."""
    codes = permissions_of(role)
    return frozenset(code for code in codes if can_be_narrowed(code, reach.axes)) if reach.axes else codes


def needs_second_person(ctx: Context, codes: frozenset[str]) -> frozenset[str]:
    """Which of these rights nobody gives alone here."""
    if ctx.actor.kind == "system" or _second.get() or not policy.value(FOUR_EYES):
        return frozenset()
    return risky(codes)


def granted(
    ctx: Context, role: Role, company_id: UUID | None, terms: GrantTerms, before: Membership | None = None
) -> dict[str, Any]:
    """The columns of a grant of this role there; refuses more than the actor holds, and risky rights from one person.

    What `before`, the grant that it takes the place of, gives already needs no second person.
    """
    fields = fields_of(terms.bounds, company_id)
    row = Membership(role=role, company_id=company_id, **fields)
    check_may_grant(ctx, role, reach_of(row), company_id, subtree=row.subtree)
    if role.code == OWNER and (reach_of(row).axes or terms.ends_at is not None):
        raise errors.owner_without_bounds()
    new = given_within(role, reach_of(row))
    if before is not None and _lasts_no_longer(terms.ends_at, before) and _reaches_no_further(row, before):
        new -= given_within(before.role, reach_of(before))
    if waiting := needs_second_person(ctx, new):
        raise errors.second_person_needed(waiting)
    return {
        **fields,
        "since": ctx.now,
        "ends_at": checked_end(terms.ends_at, ctx.now),
        "reason": checked_reason(terms.reason),
        "granted_by_id": ctx.actor.user_id,
    }


def _lasts_no_longer(ends_at: datetime | None, before: Membership) -> bool:
    return before.ends_at is None or (ends_at is not None and ends_at <= before.ends_at)


def _reaches_no_further(row: Membership, before: Membership) -> bool:
    wider = row.subtree and not before.subtree
    return not wider and before.suspended_at is None and reach_of(before).covers(reach_of(row))
