"""Reads of integrations."""

from tenant_apps.integrations.queries.freshness import ages, stale_items

__all__ = ["ages", "stale_items"]
