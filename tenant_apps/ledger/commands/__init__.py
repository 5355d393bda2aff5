"""Writes of the ledger: `post_entry`, called inside the commands of other apps."""

from tenant_apps.ledger.commands.commitments import (
    ACCOUNTS_SQL,
    ENTRIES,
    LEGS,
    OPEN_ACCOUNTS_SQL,
    change_commitment,
    commit_order,
    fulfil_order,
)
from tenant_apps.ledger.commands.post_entry import post_entry
from tenant_apps.ledger.types import LegIn

__all__ = [
    "ACCOUNTS_SQL",
    "ENTRIES",
    "LEGS",
    "OPEN_ACCOUNTS_SQL",
    "LegIn",
    "change_commitment",
    "commit_order",
    "fulfil_order",
    "post_entry",
]
