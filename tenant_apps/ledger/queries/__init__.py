"""Reads of the ledger."""

from tenant_apps.ledger.queries.books import balances, entries_for, list_entries, trial_balance, unbooked

__all__ = ["balances", "entries_for", "list_entries", "trial_balance", "unbooked"]
