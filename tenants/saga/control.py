"""The control plane's side: hand the work to the region, take in its reports, end the run.

Reports are taken in the order of their ids, one taker at a time; what a report changes and the mark that it was taken
commit together.
"""

from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db import transaction

from shared_apps.commands import Context
from shared_apps.commands.runner import system_context
from shared_apps.foundation.faults import faultpoint
from shared_apps.tenancy import directory, scope
from shared_apps.tenancy.schemas.names import lock_of
from tenants import destroying, support, tasks
from tenants.commands.end_provisioning import EndProvisioning, end_provisioning
from tenants.models import ControlInbox, Domain, ProvisioningRun, RegionJob
from tenants.saga.runs import mark_step

BATCH = 100


def start(ctx: Context, run_id: UUID) -> None:
    """First step and hand-over, in the transaction of the event's receipt."""
    run = ProvisioningRun.objects.select_for_update(of=("self",)).select_related("tenant").filter(pk=run_id).first()
    if run is None or run.state != ProvisioningRun.State.RUNNING:
        return
    tenant = run.tenant
    mark_step(run.id, "domain", "running", ctx.now)
    faultpoint("tenants.domain.before")
    Domain.objects.get_or_create(
        domain=f"{tenant.slug}.{settings.ENV.base_domain}", defaults={"tenant": tenant, "is_primary": True}
    )
    faultpoint("tenants.domain.after")
    mark_step(run.id, "domain", "done", ctx.now)
    RegionJob.objects.get_or_create(
        run_id=run.id,
        kind=RegionJob.Kind.PROVISION,
        defaults={"region": tenant.region, "tenant": tenant, "created_at": ctx.now},
    )
    region = tenant.region
    transaction.on_commit(lambda: tasks.wake_region(region), using=ctx.using)


def take_in() -> int:
    """Take in what regions reported; return how many reports."""
    taken = 0
    with scope.enter(scope.CONTROL):
        while True:
            with transaction.atomic(using="control"):
                batch = _take_batch()
            taken += batch
            if batch < BATCH:
                return taken


def _take_batch() -> int:
    with transaction.get_connection("control").cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock_of("tenants.take_in")])
        if not cursor.fetchone()[0]:
            return 0
    rows = list(ControlInbox.objects.filter(taken_at__isnull=True).order_by("id")[:BATCH])
    if not rows:
        return 0
    with system_context("tenants.take_in") as ctx:
        for row in rows:
            _apply(ctx, row)
        ControlInbox.objects.filter(pk__in=[row.pk for row in rows]).update(taken_at=ctx.now)
    faultpoint("tenants.take_in.before_commit")
    return len(rows)


def _apply(ctx: Context, row: ControlInbox) -> None:
    """One report. Those of runs that have ended, or of another region than the run's, change nothing."""
    if row.kind in ("support", "support_done"):
        support.take_in(ctx, row)
        return
    if row.kind == destroying.KIND:
        destroying.take_in(ctx, row)
        return
    run = (
        ProvisioningRun.objects.select_for_update(of=("self",))
        .select_related("tenant")
        .filter(pk=row.payload["run_id"], tenant__region=row.region)
        .first()
    )
    if run is None or run.state not in (ProvisioningRun.State.RUNNING, ProvisioningRun.State.ROLLING_BACK):
        return
    if row.kind == "step":
        told = row.payload
        mark_step(run.id, told["step"], told["state"], row.at, told.get("attempts", 1), told.get("message", ""))
        return
    outcome: Literal["opened", "rolled_back"] = "rolled_back" if row.kind == "rolled_back" else "opened"
    if outcome == "rolled_back" or run.state == ProvisioningRun.State.RUNNING:
        reason = str(row.payload.get("reason", ""))
        ctx.call(end_provisioning, EndProvisioning(run_id=run.id, outcome=outcome, reason=reason))
        directory.forget()
