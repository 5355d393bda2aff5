"""How far the opening of a marketplace is, for the page that people watch."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tenants.models import Domain, ProvisioningRun
from tenants.places import url_of

LABELS: dict[str, Any] = {
    "domain": _("Address"),
    "role": _("Database role"),
    "schema_clone": _("Tables"),
    "data_key": _("Encryption key"),
    "bucket_prefix": _("File store"),
    "preset_seed": _("Roles and settings"),
    "admin_invitation": _("Invitation of the administrator"),
    "smoke_test": _("Trial of everything"),
}


@dataclass(frozen=True, slots=True)
class StepLine:
    """`state`: waiting, running, done, failed, undone."""

    name: str
    label: str
    state: str
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int
    message: str

    @property
    def duration_ms(self) -> int | None:
        if self.started_at is None or self.finished_at is None:
            return None
        return round((self.finished_at - self.started_at).total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class Progress:
    """`state`: running, rolling_back, done, failed. `url` is there once the marketplace is open."""

    run_id: UUID
    tenant_id: UUID
    slug: str
    name: str
    region: str
    state: str
    reason: str
    created_at: datetime
    finished_at: datetime | None
    steps: tuple[StepLine, ...]
    url: str

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None

    @property
    def done_count(self) -> int:
        return sum(step.state == "done" for step in self.steps)


def get_progress(run_id: UUID) -> Progress | None:
    """The run with its steps in order; None when there is none."""
    run = ProvisioningRun.objects.select_related("tenant").filter(pk=run_id).first()
    if run is None:
        return None
    tenant = run.tenant
    host = Domain.objects.filter(tenant=tenant, is_primary=True).values_list("domain", flat=True).first()
    is_open = host and run.state == ProvisioningRun.State.DONE
    return Progress(
        run_id=run.id,
        tenant_id=tenant.id,
        slug=tenant.slug,
        name=tenant.name,
        region=tenant.region,
        state=run.state,
        reason=run.reason,
        created_at=run.created_at,
        finished_at=run.finished_at,
        steps=tuple(
            StepLine(
                step.name, str(LABELS[step.name]), step.state, step.started_at, step.finished_at, step.attempts,
                step.message,
            )
            for step in run.steps.order_by("position")
        ),
        url=url_of(host, tenant.region) if is_open and host else "",
    )  # fmt: skip


def latest_run_id(tenant_id: UUID) -> UUID | None:
    """The newest run of a marketplace."""
    return (
        ProvisioningRun.objects.filter(tenant_id=tenant_id).order_by("-created_at").values_list("id", flat=True).first()
    )
