"""Regions with their marketplaces by state, and what they owe."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max, Min, Q

from tenants.models import MigrationRun, RegionJob, Tenant
from tenants.places import region_name

__all__ = ["RegionLine", "list_regions", "region_name"]


@dataclass(frozen=True, slots=True)
class RegionLine:
    """`oldest_owed_at` tells whether the region's worker is alive: it should never be older than seconds."""

    region: str
    node_url: str
    active: int
    provisioning: int
    failed: int
    suspended: int
    frozen: int
    owed_jobs: int
    oldest_owed_at: datetime | None
    last_migrated_at: datetime | None


def list_regions() -> list[RegionLine]:
    """Every region Kontor knows, with or without marketplaces."""
    names = {
        "active": Tenant.State.ACTIVE,
        "provisioning": Tenant.State.PROVISIONING,
        "failed": Tenant.State.PROVISION_FAILED,
        "suspended": Tenant.State.SUSPENDED,
        "frozen": Tenant.State.FROZEN,
    }
    counts = {
        row.pop("region"): row
        for row in Tenant.objects.values("region").annotate(
            **{name: Count("id", filter=Q(state=state)) for name, state in names.items()}
        )
    }
    rows = RegionJob.objects.filter(state=RegionJob.State.OWED).values_list("region")
    owed: dict[str, tuple[int, datetime | None]] = {
        region: (count, oldest) for region, count, oldest in rows.annotate(Count("id"), Min("created_at"))
    }
    migrated = dict(MigrationRun.objects.values_list("region").annotate(last=Max("finished_at")))
    return [
        RegionLine(
            region=region,
            node_url=settings.ENV.node_urls.get(region, ""),
            **counts.get(region, dict.fromkeys(names, 0)),
            owed_jobs=owed.get(region, (0, None))[0],
            oldest_owed_at=owed.get(region, (0, None))[1],
            last_migrated_at=migrated.get(region),
        )
        for region in settings.REGIONS
    ]
