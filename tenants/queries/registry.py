"""The list of marketplaces and the page of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from shared_apps.profiles import catalogue
from tenants.decisions.states import Change, list_changes
from tenants.models import Domain, Tenant
from tenants.places import url_of
from tenants.queries.progress import latest_run_id

PAGE = 50


@dataclass(frozen=True, slots=True)
class TenantLine:
    """`url` is empty while nobody can open the marketplace."""

    id: UUID
    slug: str
    name: str
    region: str
    state: str
    kind: str
    compliance_profile: str
    preset: str
    created_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class TenantPage:
    """Everything the control plane knows about one marketplace."""

    line: TenantLine
    state_reason: str
    state_changed_at: datetime
    opened_at: datetime | None
    schema_name: str
    modes: tuple[str, ...]
    locales: tuple[str, ...]
    currency: str
    time_zone: str
    admin_email: str
    admin_name: str
    domains: tuple[str, ...]
    profile_name: str
    preset_name: str
    run_id: UUID | None
    changes: tuple[Change, ...]
    may_retry: bool
    may_roll_back: bool


def list_tenants(
    *, text: str = "", region: str = "", state: str = "", after: tuple[datetime, UUID] | None = None, limit: int = PAGE
) -> tuple[Sequence[TenantLine], tuple[datetime, UUID] | None]:
    """Newest first; `after` is the second part of the previous answer, None when there is no further page.

    Erased marketplaces appear only when their state is asked for.
    """
    rows = Tenant.objects.order_by("-created_at", "-id")
    rows = rows.filter(state=state) if state else rows.exclude(state=Tenant.State.ERASED)
    if region:
        rows = rows.filter(region=region)
    if text:
        rows = rows.filter(Q(slug__icontains=text) | Q(name__icontains=text))
    if after is not None:
        at, last = after
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=last))
    found = list(rows[: limit + 1])
    hosts = dict(Domain.objects.filter(tenant__in=found[:limit], is_primary=True).values_list("tenant_id", "domain"))
    lines = [_line(tenant, hosts.get(tenant.id, "")) for tenant in found[:limit]]
    more = (lines[-1].created_at, lines[-1].id) if len(found) > limit else None
    return lines, more


def get_tenant(tenant_id: UUID) -> TenantPage | None:
    """The page of one marketplace; None when there is none."""
    tenant = Tenant.objects.filter(pk=tenant_id).first()
    if tenant is None:
        return None
    domains = tuple(
        Domain.objects.filter(tenant=tenant).order_by("-is_primary", "domain").values_list("domain", flat=True)
    )
    return TenantPage(
        line=_line(tenant, domains[0] if domains else ""),
        state_reason=tenant.state_reason,
        state_changed_at=tenant.state_changed_at,
        opened_at=tenant.opened_at,
        schema_name=tenant.schema_name,
        modes=tuple(tenant.modes),
        locales=tuple(tenant.locales),
        currency=tenant.currency,
        time_zone=tenant.time_zone,
        admin_email=tenant.admin_email,
        admin_name=tenant.admin_name,
        domains=domains,
        profile_name=str(catalogue.get_profile(tenant.compliance_profile).name),
        preset_name=str(catalogue.get_preset(tenant.preset).name),
        run_id=latest_run_id(tenant.id),
        changes=tuple(list_changes(tenant.state)),
        may_retry=tenant.state == Tenant.State.PROVISION_FAILED,
        may_roll_back=tenant.state in (Tenant.State.PROVISION_FAILED, Tenant.State.PROVISIONING),
    )


def _line(tenant: Tenant, host: str) -> TenantLine:
    open_to_people = host and tenant.state in (Tenant.State.ACTIVE, Tenant.State.FROZEN)
    return TenantLine(
        id=tenant.id,
        slug=tenant.slug,
        name=tenant.name,
        region=tenant.region,
        state=tenant.state,
        kind=tenant.kind,
        compliance_profile=tenant.compliance_profile,
        preset=tenant.preset,
        created_at=tenant.created_at,
        url=url_of(host, tenant.region) if open_to_people else "",
    )


def count_states() -> dict[str, int]:
    """How many marketplaces are in each state; erased ones are left out."""
    rows = Tenant.objects.exclude(state=Tenant.State.ERASED).values_list("state").annotate(count=Count("id"))
    return dict(rows.order_by())
