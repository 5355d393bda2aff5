"""Reads of deposits."""

from tenant_apps.trading.deposits.queries.deposits import (
    DepositRow,
    credited_deal_of,
    deposit_counts,
    deposit_export,
    deposit_page,
    deposit_rows,
    deposits_of_event,
    find_deposit,
    forfeited_by,
)

__all__ = [
    "DepositRow",
    "credited_deal_of",
    "deposit_counts",
    "deposit_export",
    "deposit_page",
    "deposit_rows",
    "deposits_of_event",
    "find_deposit",
    "forfeited_by",
]
