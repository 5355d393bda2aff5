"""Reads of sealed tenders."""

from tenant_apps.trading.engines.vault.queries.tenders import (
    OfficerLine,
    OpenerKeyLine,
    keys_to_choose,
    officers_of,
    own_key,
    own_number,
)

__all__ = ["OfficerLine", "OpenerKeyLine", "keys_to_choose", "officers_of", "own_key", "own_number"]
