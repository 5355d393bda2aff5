"""Suspend, reactivate, freeze and unfreeze a marketplace.

The change reaches every process of the region within the directory's five seconds.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.tenancy import directory
from tenants import errors
from tenants.decisions.states import Change, decide_state
from tenants.events import StateChanged
from tenants.models import KeyDestruction, Tenant


class ChangeState(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`reason` is read by the administrator of the marketplace."""

    tenant_id: UUID
    reason: Annotated[str, msgspec.Meta(min_length=3, max_length=500)]


class StateOutcome(msgspec.Struct, frozen=True):
    tenant_id: UUID
    state: str


@command("tenants.suspend_marketplace", input=ChangeState, needs_fresh_factor=True, risk="high")
def suspend_marketplace(ctx: Context, data: ChangeState) -> StateOutcome:
    """Close a marketplace for everybody until it is reactivated."""
    return _change(ctx, data, "suspend")


@command("tenants.reactivate_marketplace", input=ChangeState, needs_fresh_factor=True, risk="high")
def reactivate_marketplace(ctx: Context, data: ChangeState) -> StateOutcome:
    """Open a suspended marketplace again."""
    return _change(ctx, data, "reactivate")


@command("tenants.freeze_marketplace", input=ChangeState, needs_fresh_factor=True, risk="high")
def freeze_marketplace(ctx: Context, data: ChangeState) -> StateOutcome:
    """Make a marketplace read-only."""
    return _change(ctx, data, "freeze")


@command("tenants.unfreeze_marketplace", input=ChangeState, needs_fresh_factor=True, risk="high")
def unfreeze_marketplace(ctx: Context, data: ChangeState) -> StateOutcome:
    """Let a frozen marketplace write again."""
    return _change(ctx, data, "unfreeze")


def _change(ctx: Context, data: ChangeState, change: Change) -> StateOutcome:
    tenant = Tenant.objects.select_for_update().filter(pk=data.tenant_id).first()
    if tenant is None:
        raise errors.no_such_marketplace()
    before = tenant.state
    after = decide_state(change, before)
    if after is None:
        raise errors.wrong_state(before)
    if change == "reactivate" and _is_to_go(tenant, ctx.now):
        raise errors.destruction_open()
    tenant.state, tenant.state_reason, tenant.state_changed_at = after, data.reason, ctx.now
    tenant.save(update_fields=["state", "state_reason", "state_changed_at"])
    ctx.audit(
        target="tenants.tenant",
        target_id=tenant.id,
        facts={"slug": tenant.slug, "before": before, "after": after, "reason": data.reason},
    )
    ctx.emit(StateChanged(tenant_id=tenant.id, before=before, after=after, reason=data.reason))
    directory.forget()
    return StateOutcome(tenant.id, after)


def _is_to_go(tenant: Tenant, now: datetime) -> bool:
    """Whether somebody asked for its keys to be destroyed and others may still agree."""
    asked = KeyDestruction.objects.filter(tenant=tenant, state=KeyDestruction.State.ASKED)
    return asked.filter(agree_until__gte=now).exists()
