"""Reads of payments for the apps above and for pages."""

from tenant_apps.payments.queries.payments import facts_of, find_payment, list_by_ids, paid_sums

__all__ = ["facts_of", "find_payment", "list_by_ids", "paid_sums"]
