"""Which answer of a provider is about a transfer, and when to ask again. Pure."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from tenant_apps.payments.types import Outcome

GROWTH = 3
LONGEST = timedelta(days=1)
# After so many answers that say nothing a person has to find out: with the growing distance more than a week.
ASKS_MOST = 12


def fitting(answers: Iterable[Outcome], amount_minor: int, currency: str, used: Collection[str]) -> Outcome | None:
    """The answer of just this amount that has decided no other transfer; one that arrived before one that came back."""
    mine = [
        one
        for one in answers
        if (one.amount_minor, one.currency) == (amount_minor, currency) and one.bank_id and one.bank_id not in used
    ]
    return min(mine, key=lambda one: (one.state != "done", one.bank_id), default=None)


def distance(minutes: int, asks: int) -> timedelta | None:
    """How long to wait after so many asks without an answer; None when it is given up."""
    if asks >= ASKS_MOST:
        return None
    return min(timedelta(minutes=minutes) * GROWTH ** max(asks - 1, 0), LONGEST)
