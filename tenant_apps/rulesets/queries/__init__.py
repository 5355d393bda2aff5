"""Reads of rulesets: `effective`, `values`, `current_version`, `list_versions`."""

from tenant_apps.rulesets.queries.pin import Pinned, pin
from tenant_apps.rulesets.queries.values import (
    VersionLine,
    current_version,
    effective,
    effective_all,
    list_versions,
    values,
)

__all__ = ["Pinned", "VersionLine", "current_version", "effective", "effective_all", "list_versions", "pin", "values"]
