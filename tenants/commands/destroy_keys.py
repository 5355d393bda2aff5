"""Destroy every data key of a marketplace: one operator asks, a second agrees, its region does it.

What was encrypted is then unreadable for everybody and for good, in backups and logs of writes too. The marketplace
stays closed; its log and its figures stay, names and secrets do not.
"""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction

from shared_apps.commands import Context, command
from shared_apps.tenancy import directory
from tenants import errors, tasks
from tenants.decisions.destruction import LONGEST_WAIT_H, frame, judge
from tenants.events import StateChanged
from tenants.models import KeyDestruction, RegionJob, Tenant

State = KeyDestruction.State


class AskKeyDestruction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`wait_hours`: how long nobody may agree; at least what the platform demands, at most 144."""

    tenant_id: UUID
    reason: Annotated[str, msgspec.Meta(min_length=3, max_length=500)]
    wait_hours: int | None = None


class AgreeKeyDestruction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    destruction_id: UUID


class TakeBackKeyDestruction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    destruction_id: UUID


class NoteKeyDestruction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the region reports: how many keys are gone and the head of the log, or the holds that forbid it."""

    destruction_id: UUID
    outcome: Literal["destroyed", "refused"]
    keys: int = 0
    log_size: int = 0
    log_root: str = ""
    holds: list[str] = []


class DestructionState(msgspec.Struct, frozen=True, kw_only=True):
    destruction_id: UUID
    state: str


@command("tenants.ask_key_destruction", input=AskKeyDestruction, needs_fresh_factor=True, risk="high")
def ask_key_destruction(ctx: Context, data: AskKeyDestruction) -> DestructionState:
    """Asks for every data key of a suspended marketplace to be destroyed; nothing happens until a second agrees."""
    by = _person(ctx)
    tenant = Tenant.objects.select_for_update().filter(pk=data.tenant_id).first()
    if tenant is None:
        raise errors.no_such_marketplace()
    if tenant.state != Tenant.State.SUSPENDED:
        raise errors.not_closed(tenant.state)
    wait_h = settings.DESTRUCTION_WAIT_H if data.wait_hours is None else data.wait_hours
    if not settings.DESTRUCTION_WAIT_H <= wait_h <= LONGEST_WAIT_H:
        raise errors.bad_wait(settings.DESTRUCTION_WAIT_H, LONGEST_WAIT_H)
    mine = KeyDestruction.objects.filter(tenant=tenant)
    mine.filter(state=State.ASKED, agree_until__lt=ctx.now).update(state=State.EXPIRED, ended_at=ctx.now)
    if mine.filter(state__in=[State.ASKED, State.AGREED]).exists():
        raise errors.destruction_open()
    begin, end = frame(ctx.now, wait_h)
    row = KeyDestruction.objects.create(
        tenant=tenant, reason=data.reason, asked_by=by, asked_at=ctx.now, agree_from=begin, agree_until=end
    )
    return _say(ctx, row, reason=data.reason, agree_from=begin.isoformat(), agree_until=end.isoformat())


@command("tenants.agree_key_destruction", input=AgreeKeyDestruction, needs_fresh_factor=True, risk="high")
def agree_key_destruction(ctx: Context, data: AgreeKeyDestruction) -> DestructionState:
    """Agrees, as a second person and after the waiting time: the marketplace's region destroys the keys at once."""
    by = _person(ctx)
    row = _locked(data.destruction_id)
    if row.state != State.ASKED:
        raise errors.destruction_over(row.state)
    verdict = judge(row.asked_by, by, ctx.now, row.agree_from, row.agree_until)
    if verdict != "yes":
        raise errors.may_not_agree(verdict)
    tenant = row.tenant
    if tenant.state != Tenant.State.SUSPENDED:
        raise errors.not_closed(tenant.state)
    row.state, row.agreed_by, row.agreed_at = State.AGREED, by, ctx.now
    row.save(update_fields=["state", "agreed_by", "agreed_at"])
    _move(ctx, tenant, Tenant.State.CLOSING, row.reason)
    RegionJob.objects.create(
        region=tenant.region, kind=RegionJob.Kind.DESTROY_KEYS, tenant=tenant, run_id=row.pk, created_at=ctx.now
    )
    region = tenant.region
    transaction.on_commit(lambda: tasks.wake_region(region), using=ctx.using)
    return _say(ctx, row, asked_by=str(row.asked_by))


@command(
    "tenants.take_back_key_destruction", input=TakeBackKeyDestruction, permission="tenants.ask_key_destruction"
)  # fmt: skip
def take_back_key_destruction(ctx: Context, data: TakeBackKeyDestruction) -> DestructionState:
    """Takes the question back before anybody agreed to it, whoever asked."""
    row = _locked(data.destruction_id)
    if row.state != State.ASKED:
        raise errors.destruction_over(row.state)
    row.state, row.taken_back_by, row.ended_at = State.TAKEN_BACK, ctx.actor.user_id, ctx.now
    row.save(update_fields=["state", "taken_back_by", "ended_at"])
    return _say(ctx, row)


@command("tenants.note_key_destruction", input=NoteKeyDestruction, system_only=True)
def note_key_destruction(ctx: Context, data: NoteKeyDestruction) -> DestructionState:
    """Notes what the region did. A report that comes twice changes nothing."""
    row = _locked(data.destruction_id)
    if row.state != State.AGREED:
        return _say(ctx, row)
    row.state, row.ended_at = State(data.outcome), ctx.now
    if data.outcome == "destroyed":
        row.key_count, row.log_size, row.log_root = data.keys, data.log_size, data.log_root
    else:
        row.refused_by = data.holds
        _move(ctx, row.tenant, Tenant.State.SUSPENDED, row.tenant.state_reason)
    row.save()
    RegionJob.objects.filter(run_id=row.pk).update(state=RegionJob.State.DONE, finished_at=ctx.now)
    return _say(
        ctx, row, keys=data.keys, log_size=data.log_size, log_root=data.log_root, holds=", ".join(data.holds)
    )  # fmt: skip


def _person(ctx: Context) -> UUID:
    if ctx.actor.user_id is None:
        raise errors.operator_needed()
    return ctx.actor.user_id


def _locked(destruction_id: UUID) -> KeyDestruction:
    """The row and its marketplace, locked in the order in which every act on a marketplace locks them."""
    found = KeyDestruction.objects.filter(pk=destruction_id).values_list("tenant_id", flat=True).first()
    if found is None:
        raise errors.no_such_destruction()
    tenant = Tenant.objects.select_for_update().get(pk=found)
    row = KeyDestruction.objects.select_for_update().get(pk=destruction_id)
    row.tenant = tenant
    return row


def _move(ctx: Context, tenant: Tenant, after: str, reason: str) -> None:
    before = tenant.state
    tenant.state, tenant.state_reason, tenant.state_changed_at = after, reason, ctx.now
    tenant.save(update_fields=["state", "state_reason", "state_changed_at"])
    ctx.emit(StateChanged(tenant_id=tenant.pk, before=before, after=after, reason=reason))
    directory.forget()


def _say(ctx: Context, row: KeyDestruction, **more: str | int) -> DestructionState:
    facts = {"slug": row.tenant.slug, "destruction": str(row.pk), "state": str(row.state)}
    ctx.audit(target="tenants.tenant", target_id=row.tenant_id, facts=facts | more)
    return DestructionState(destruction_id=row.pk, state=str(row.state))
