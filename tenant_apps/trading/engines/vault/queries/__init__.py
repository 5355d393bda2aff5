"""Reads of sealed tenders."""

from tenant_apps.trading.engines.vault.queries.signs import signs_of
from tenant_apps.trading.engines.vault.queries.tenders import (
    OfficerLine,
    OpenerKeyLine,
    OpenerRequestLine,
    OpeningLine,
    keys_for,
    keys_to_choose,
    lends_opener,
    officers_of,
    openings_of,
    own_key,
    own_number,
    requests_of,
    requests_to,
)

__all__ = [
    "OfficerLine",
    "OpenerKeyLine",
    "OpenerRequestLine",
    "OpeningLine",
    "keys_for",
    "keys_to_choose",
    "lends_opener",
    "officers_of",
    "openings_of",
    "own_key",
    "own_number",
    "requests_of",
    "requests_to",
    "signs_of",
]
