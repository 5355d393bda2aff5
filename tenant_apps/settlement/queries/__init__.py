"""Reads of settlement: the timeline of a deal, and what paid what."""

from tenant_apps.settlement.queries.allocations import AllocationFacts, list_of_invoice, list_of_payment
from tenant_apps.settlement.queries.timeline import timeline

__all__ = ["AllocationFacts", "list_of_invoice", "list_of_payment", "timeline"]
