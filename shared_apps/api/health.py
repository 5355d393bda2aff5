"""Whether this marketplace can take requests now: its database answers with its own time."""

from datetime import datetime

import msgspec

from shared_apps.foundation import clock
from shared_apps.tenancy import scope


class Health(msgspec.Struct, frozen=True):
    """`time` is the database's clock. A marketplace that cannot answer gives a 503 problem instead."""

    status: str
    time: datetime


def health(actor: object) -> Health:
    """Ask the database of the marketplace in scope."""
    return Health("ok", clock.now(scope.alias()))
