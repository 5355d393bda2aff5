"""Reads of exceptions."""

from tenant_apps.exceptions.queries.counts import (
    Waiting,
    first_waiting,
    live_of,
    live_of_order,
    orders_in_trouble,
    waiting_counts,
)
from tenant_apps.exceptions.queries.lines import ExceptionLine
from tenant_apps.exceptions.queries.records import exception_rows, find_exception

__all__ = [
    "ExceptionLine",
    "Waiting",
    "exception_rows",
    "find_exception",
    "first_waiting",
    "live_of",
    "live_of_order",
    "orders_in_trouble",
    "waiting_counts",
]
