"""Reads of payments for the apps above and for pages."""

from tenant_apps.payments.queries.payments import attempt_to_ask, facts_of, find_payment, list_by_ids, paid_sums

__all__ = ["attempt_to_ask", "facts_of", "find_payment", "list_by_ids", "paid_sums"]
