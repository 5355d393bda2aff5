"""What happens to a listing because of an accepted act."""

from dataclasses import dataclass
from datetime import datetime

from tenant_apps.trading.engines.listing.decisions.state import EndedAs, Hold, Offer, Share


@dataclass(frozen=True, slots=True)
class Offered:
    """The first version stands."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class Changed:
    """The next version stands, to this end."""

    offer: Offer
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """A take waits; a take that waited for the marketplace now waits for the other side."""

    hold: Hold


@dataclass(frozen=True, slots=True)
class Contracted:
    """A take became a deal, at once or after it had waited."""

    share: Share


@dataclass(frozen=True, slots=True)
class Released:
    """A take that waited is over and gives back its quantity."""

    seq: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Nobody can take any more."""

    at: datetime
    how: EndedAs


Happened = Offered | Changed | Held | Contracted | Released | Ended
