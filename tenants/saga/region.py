"""The region's side: do what the control plane asked for, and report every step.

A job is done again after a crash, by whoever looks first; a lock in the region's database lets workers take turns.
The region cannot close a job itself: it reports, and the control plane closes it.
"""

import time
from uuid import UUID

import structlog
from django.conf import settings

from shared_apps.egress import gate as egress_gate
from shared_apps.foundation import clock
from shared_apps.foundation.faults import InjectedFault, faultpoint
from shared_apps.tenancy import scope
from shared_apps.tenancy.provisioning import ProvisioningSpec
from shared_apps.tenancy.schemas import connect
from shared_apps.tenancy.schemas.names import lock_of
from tenants import destroying, support, tasks
from tenants.gate import REPORT
from tenants.loaders import ref_of
from tenants.models import ControlInbox, RegionJob, Tenant
from tenants.saga.steps import ACTIONS, undo
from tenants.types import REGION_STEPS, Step

log = structlog.get_logger(__name__)

TRIES = 3
PAUSES_S = (0.2, 1.0)


def perform_owed() -> int:
    """Do the owed jobs of all regions this process serves; return how many were looked at."""
    jobs = (
        RegionJob.objects.using("control")
        .filter(region__in=list(settings.ALIAS_OF), state=RegionJob.State.OWED)
        .select_related("tenant")
        .order_by("created_at", "id")
    )
    done = 0
    for job in jobs:
        try:
            done += perform(job)
        except InjectedFault:
            raise
        except Exception as error:
            # This marketplace waits for the next look; the others do not wait for it.
            log.warning("tenants.job_interrupted", job=str(job.id), error=f"{type(error).__name__}: {error}")
    return done


def perform(job: RegionJob) -> bool:
    """Do one job; False when another worker is on it."""
    if job.kind == RegionJob.Kind.SUPPORT:
        support.perform(job)
        return True
    spec = spec_of(job.tenant)
    with connect.admin(spec.tenant.alias) as lock:
        row = lock.execute("SELECT pg_try_advisory_lock(%s)", [lock_of("tenants.job", str(job.tenant_id))]).fetchone()
        if not row or not row[0]:
            return False
        if job.kind == RegionJob.Kind.DESTROY_KEYS:
            destroying.perform(job)
        elif job.kind == RegionJob.Kind.ROLL_BACK:
            undo(spec)
            _report(job, "rolled_back", {"reason": ""})
        else:
            _provision(job, spec)
    return True


def _provision(job: RegionJob, spec: ProvisioningSpec) -> None:
    for step in REGION_STEPS:
        error = _run_step(job, spec, step)
        if error is not None:
            reason = f"{step}: {type(error).__name__}: {error}"[:2000]
            log.warning("tenants.step_failed", tenant=spec.tenant.slug, step=step, error=reason)
            faultpoint("tenants.undo.before")
            undo(spec)
            faultpoint("tenants.undo.after")
            _report(job, "rolled_back", {"reason": reason})
            return
    _report(job, "opened", {})


def _run_step(job: RegionJob, spec: ProvisioningSpec, step: Step) -> Exception | None:
    for attempt in range(1, TRIES + 1):
        _report(job, "step", {"step": step, "state": "running", "attempts": attempt})
        faultpoint(f"tenants.{step}.before")
        try:
            ACTIONS[step](spec)
        except InjectedFault:
            raise
        except Exception as error:
            text = f"{type(error).__name__}: {error}"[:2000]
            _report(job, "step", {"step": step, "state": "failed", "attempts": attempt, "message": text})
            if attempt == TRIES:
                return error
            time.sleep(PAUSES_S[attempt - 1])
            continue
        faultpoint(f"tenants.{step}.after")
        _report(job, "step", {"step": step, "state": "done", "attempts": attempt})
        return None
    return None


def _report(job: RegionJob, kind: str, payload: dict[str, object]) -> None:
    with scope.enter(scope.CONTROL):
        egress_gate.leave(REPORT)
        ControlInbox.objects.create(
            region=job.region, kind=kind, payload={"run_id": str(job.run_id), **payload}, at=clock.now("control")
        )
    tasks.wake_control()


def spec_of(tenant: Tenant) -> ProvisioningSpec:
    """What the operator asked for, as seeders read it."""
    return ProvisioningSpec(
        tenant=ref_of(tenant),
        name=tenant.name,
        compliance_profile=tenant.compliance_profile,
        preset=tenant.preset,
        modes=tuple(tenant.modes),
        locales=tuple(tenant.locales),
        currency=tenant.currency,
        time_zone=tenant.time_zone,
        admin_email=tenant.admin_email,
        admin_name=tenant.admin_name,
    )


def owed_for(run_id: UUID) -> list[RegionJob]:
    """Owed jobs of one run."""
    rows = RegionJob.objects.using("control").filter(run_id=run_id, state=RegionJob.State.OWED)
    return list(rows.select_related("tenant").order_by("created_at", "id"))
