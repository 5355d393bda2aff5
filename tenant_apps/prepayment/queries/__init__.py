"""Reads of prepayments for the apps above and for pages."""

from tenant_apps.prepayment.queries.earmarks import kept_of

__all__ = ["kept_of"]
