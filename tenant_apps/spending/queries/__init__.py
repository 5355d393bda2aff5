"""Reads of spending."""

from tenant_apps.spending.queries.limits import LIMITS_SQL, LimitRow, limits_for, limits_of_companies

__all__ = ["LIMITS_SQL", "LimitRow", "limits_for", "limits_of_companies"]
