"""Makes the jobs of integrations known."""

from tenant_apps.integrations.exchange import found_files, pull, reconcile, send

__all__ = ["found_files", "pull", "reconcile", "send"]
