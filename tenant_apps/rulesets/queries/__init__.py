"""Reads of rulesets: values in force with their chain, versions, and `pin`, the rules a trading event keeps."""

from tenant_apps.rulesets.queries.pins import pin, resolve_for
from tenant_apps.rulesets.queries.values import (
    VersionLine,
    current_version,
    effective,
    effective_all,
    explain,
    list_versions,
    values,
)
from tenant_apps.rulesets.types import Pinned

__all__ = [
    "Pinned",
    "VersionLine",
    "current_version",
    "effective",
    "effective_all",
    "explain",
    "list_versions",
    "pin",
    "resolve_for",
    "values",
]
