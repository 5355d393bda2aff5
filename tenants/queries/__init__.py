"""Reads for the console; frozen dataclasses, in the control plane's scope."""

from tenants.queries.destruction import Destruction, get_destruction
from tenants.queries.failures import Owed, count_failed, list_owed
from tenants.queries.fleet import MigrationRunLine, get_migration_run, list_migration_runs
from tenants.queries.progress import LABELS, Progress, StepLine, get_progress, latest_run_id
from tenants.queries.regions import RegionLine, list_regions, region_name
from tenants.queries.registry import TenantLine, TenantPage, count_states, get_tenant, list_tenants
from tenants.queries.signups import SignUpFacts, get_sign_up
from tenants.queries.slugs import SlugAdvice, advise_slug

__all__ = [
    "LABELS",
    "Destruction",
    "MigrationRunLine",
    "Owed",
    "Progress",
    "RegionLine",
    "SignUpFacts",
    "SlugAdvice",
    "StepLine",
    "TenantLine",
    "TenantPage",
    "advise_slug",
    "count_failed",
    "count_states",
    "get_destruction",
    "get_migration_run",
    "get_progress",
    "get_sign_up",
    "get_tenant",
    "latest_run_id",
    "list_migration_runs",
    "list_owed",
    "list_regions",
    "list_tenants",
    "region_name",
]
