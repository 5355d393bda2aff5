"""What a new grant is written with: checked bounds, its end, who gave it and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared_apps.commands import Context
from tenant_apps.identity import errors
from tenant_apps.identity.bounds import BoundsIn, checked_end, checked_reason, fields_of, reach_of
from tenant_apps.identity.decisions.built_in_roles import OWNER
from tenant_apps.identity.granting import check_may_grant
from tenant_apps.identity.models import Membership, Role


@dataclass(frozen=True, slots=True)
class GrantTerms:
    """How far, how long and why, as it was asked for."""

    bounds: BoundsIn
    ends_at: datetime | None
    reason: str


def granted(ctx: Context, role: Role, company_id: UUID | None, terms: GrantTerms) -> dict[str, Any]:
    """The columns of a grant of this role there; refuses more than the actor holds."""
    fields = fields_of(terms.bounds, company_id)
    row = Membership(role=role, company_id=company_id, **fields)
    check_may_grant(ctx, role, reach_of(row), company_id, subtree=row.subtree)
    if role.code == OWNER and (reach_of(row).axes or terms.ends_at is not None):
        raise errors.owner_without_bounds()
    return {
        **fields,
        "since": ctx.now,
        "ends_at": checked_end(terms.ends_at, ctx.now),
        "reason": checked_reason(terms.reason),
        "granted_by_id": ctx.actor.user_id,
    }
