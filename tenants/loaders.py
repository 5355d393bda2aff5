"""Directory loaders: rows of the registry as `TenantRef`, for the floors that may not import this app.

They read through alias `control`, which in a region process is a role that may only read the directory.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings

from shared_apps.tenancy.refs import TenantRef
from tenants.models import Domain, Tenant

_FIELDS = ("id", "slug", "name", "schema_name", "role", "region", "state", "kind")


def ref_of(tenant: Tenant) -> TenantRef:
    """The reference of a row; `alias` is empty when its region is not served by this process."""
    return _ref({name: getattr(tenant, name) for name in _FIELDS})


def by_host(host: str) -> TenantRef | None:
    """The marketplace of a host name; an erased one has none."""
    row = (
        Domain.objects.using("control")
        .filter(domain=host)
        .exclude(tenant__state=Tenant.State.ERASED)
        .values(*(f"tenant__{name}" for name in _FIELDS))
        .first()
    )
    return _ref({name: row[f"tenant__{name}"] for name in _FIELDS}) if row else None


def by_id(tenant_id: UUID) -> TenantRef | None:
    row = Tenant.objects.using("control").filter(pk=tenant_id).values(*_FIELDS).first()
    return _ref(row) if row else None


def siblings(ref: TenantRef) -> Iterator[TenantRef]:
    """Active marketplaces in the same region whose owner has the same address, without this one."""
    owner = Tenant.objects.using("control").filter(pk=ref.id).values_list("admin_email", flat=True).first()
    rows = Tenant.objects.using("control").filter(state=Tenant.State.ACTIVE, region=ref.region, admin_email=owner or "")
    for row in rows.exclude(pk=ref.id).order_by("id").values(*_FIELDS):
        yield _ref(row)


def list_active() -> Iterator[TenantRef]:
    """Active marketplaces of the regions this process serves."""
    rows = (
        Tenant.objects.using("control")
        .filter(state=Tenant.State.ACTIVE, region__in=list(settings.ALIAS_OF))
        .order_by("id")
        .values(*_FIELDS)
    )
    for row in rows:
        yield _ref(row)


def _ref(row: dict[str, Any]) -> TenantRef:
    return TenantRef(**row, alias=settings.ALIAS_OF.get(row["region"], ""))
