"""Writes of the ledger: `post_entry`, called inside the commands of other apps."""

from tenant_apps.ledger.commands.post_entry import post_entry
from tenant_apps.ledger.types import LegIn

__all__ = ["LegIn", "post_entry"]
