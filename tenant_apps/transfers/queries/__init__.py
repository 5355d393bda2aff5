"""Reads of transfers."""

from tenant_apps.transfers.queries.overview import blocked_rows, flow_lines, meter, unseen_blocks
from tenant_apps.transfers.queries.papers import (
    find_mechanism,
    mechanism_rows,
    mechanisms_of,
    request_rows,
    requests_of,
)
from tenant_apps.transfers.queries.statements import statement_of, statement_rows

__all__ = [
    "blocked_rows",
    "find_mechanism",
    "flow_lines",
    "mechanism_rows",
    "mechanisms_of",
    "meter",
    "request_rows",
    "requests_of",
    "statement_of",
    "statement_rows",
    "unseen_blocks",
]
