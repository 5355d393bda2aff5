"""Words for pages: what a choice of winner does."""

from tenant_apps.integrations.wording import effects, reason

__all__ = ["effects", "reason"]
