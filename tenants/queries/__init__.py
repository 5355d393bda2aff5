"""Reads for the console; frozen dataclasses, in the control plane's scope."""

from tenants.queries.fleet import MigrationRunLine, get_migration_run, list_migration_runs
from tenants.queries.progress import Progress, StepLine, get_progress, latest_run_id
from tenants.queries.regions import RegionLine, list_regions
from tenants.queries.registry import TenantLine, TenantPage, get_tenant, list_tenants
from tenants.queries.slugs import SlugAdvice, advise_slug

__all__ = [
    "MigrationRunLine",
    "Progress",
    "RegionLine",
    "SlugAdvice",
    "StepLine",
    "TenantLine",
    "TenantPage",
    "advise_slug",
    "get_migration_run",
    "get_progress",
    "get_tenant",
    "latest_run_id",
    "list_migration_runs",
    "list_regions",
    "list_tenants",
]
