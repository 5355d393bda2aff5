"""Visits of support between control plane and region: jobs there, reports back, and no session that both know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shared_apps.commands import Context
from shared_apps.egress import flows, gate
from shared_apps.foundation import clock
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.refusals import NotFound
from shared_apps.operators.commands import NoteSupport, note_support
from shared_apps.tenancy import region_jobs, scope
from shared_apps.tenancy.refs import TenantRef
from tenants import tasks
from tenants.loaders import ref_of
from tenants.models import ControlInbox, RegionJob, Tenant

KIND = "support"
REPORT = flows.declare(
    "tenants.support_report",
    "control",
    _("States of visits of support"),
    ("technical",),
    to="control",
    purpose="support",
    basis="contract",
)


def owe(ctx: Context, tenant_id: UUID, payload: Mapping[str, Any]) -> None:
    """Owe the marketplace's region a step of a visit, in the open transaction."""
    tenant = Tenant.objects.filter(pk=tenant_id).first()
    if tenant is None:
        return
    RegionJob.objects.create(
        region=tenant.region, kind=RegionJob.Kind.SUPPORT, tenant=tenant, run_id=uuid7(), payload=dict(payload),
        created_at=ctx.now,
    )  # fmt: skip
    region = tenant.region
    transaction.on_commit(lambda: tasks.wake_region(region), using=ctx.using)


def perform(job: RegionJob) -> None:
    """Region: do the step in the marketplace's scope, and say that it is done."""
    ref = ref_of(job.tenant)
    with scope.enter(ref):
        region_jobs.perform(KIND, job.payload)
    report(ref, "support_done", {"job": str(job.pk)})


def report(ref: TenantRef, kind: str, payload: Mapping[str, Any]) -> None:
    """Region: append a report to the inbox of the control plane."""
    with scope.enter(scope.CONTROL):
        gate.leave(REPORT)
        ControlInbox.objects.create(
            region=ref.region, kind=kind, payload={"tenant": str(ref.id), **payload}, at=clock.now("control")
        )
    tasks.wake_control()


def take_in(ctx: Context, row: ControlInbox) -> None:
    """Control plane: a report of a region about its own marketplace; of another's it changes nothing."""
    tenant = Tenant.objects.filter(pk=row.payload.get("tenant"), region=row.region).first()
    if tenant is None:
        return
    if row.kind == "support_done":
        jobs = RegionJob.objects.filter(pk=row.payload["job"], tenant=tenant, kind=RegionJob.Kind.SUPPORT)
        jobs.update(state=RegionJob.State.DONE, finished_at=ctx.now)
        return
    told = row.payload
    ends_at = datetime.fromisoformat(told["ends_at"]) if told["ends_at"] else None
    data = NoteSupport(
        request_id=UUID(told["visit"]), state=told["state"], may_write=told["may_write"], ends_at=ends_at,
        how=told["how"],
    )  # fmt: skip
    try:
        ctx.call(note_support, data)
    except NotFound:
        return
