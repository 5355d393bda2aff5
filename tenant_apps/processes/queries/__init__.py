"""Reads of processes."""

from tenant_apps.processes.queries.processes import (
    Page,
    ProcessRow,
    StepRow,
    find_process,
    last_check,
    process_counts,
    process_page,
    process_rows,
    steps_of,
)

__all__ = [
    "Page",
    "ProcessRow",
    "StepRow",
    "find_process",
    "last_check",
    "process_counts",
    "process_page",
    "process_rows",
    "steps_of",
]
