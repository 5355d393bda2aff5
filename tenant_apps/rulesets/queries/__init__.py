"""Reads of rulesets: `effective`, `values`, `current_version`, `list_versions`."""

from tenant_apps.rulesets.queries.values import (
    VersionLine,
    current_version,
    effective,
    effective_all,
    list_versions,
    values,
)

__all__ = ["VersionLine", "current_version", "effective", "effective_all", "list_versions", "values"]
