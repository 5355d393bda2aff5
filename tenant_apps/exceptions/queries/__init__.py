"""Reads of exceptions."""

from tenant_apps.exceptions.queries.counts import live_of, waiting_counts
from tenant_apps.exceptions.queries.records import exception_rows, find_exception

__all__ = ["exception_rows", "find_exception", "live_of", "waiting_counts"]
