"""Who wins when both sides say something else, by the rule of the field."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from tenant_apps.integrations.types import DEFAULTS, WINNERS, Settled, Winner


def winner_of(winners: Mapping[str, str], field: str) -> Winner:
    """The rule of a field; a value that is not on offer counts as the default."""
    told = winners.get(field)
    return next((one for one in WINNERS[field] if one == told), DEFAULTS[field])


def settle_stock(
    rule: Winner,
    *,
    ours: Decimal,
    theirs: Decimal,
    agreed: Decimal | None,
    promised: Decimal,
    ours_at: datetime | None,
    said_at: datetime,
) -> Settled:
    """Settle what lies there. `theirs` is their word carried on by the goods that have moved here since it was said.

    Without a change of ours since both last agreed there is nothing to settle: their word is simply newer. Never below
    what is promised, whoever wins: that is for a person.
    """
    if theirs == ours:
        return Settled("ours", False)
    if theirs < promised:
        return Settled("open", True, "promised")
    if agreed is None or agreed == ours:
        return Settled("theirs", False)
    if rule == "newer":
        later = ours_at is not None and ours_at > said_at
        return Settled("ours" if later else "theirs", True, "newer_ours" if later else "newer_theirs")
    if rule == "ask":
        return Settled("open", True, "asked")
    return Settled(rule, True, "rule")


def settle_state(rule: Winner, *, ours: str, theirs: str, ours_at: datetime, said_at: datetime) -> Settled:
    """Settle where an order stands. `theirs` is `shipped` or `cancelled`, `ours` the order's own state.

    An order that is accepted here just has not heard of it yet; goods that have left can no longer be cancelled, and a
    cancelled order no longer sent, so those are for a person whatever the rule says.
    """
    reached = {"shipped": ("shipped", "delivered", "invoiced", "settled"), "cancelled": ("cancelled",)}
    if theirs not in reached or ours in reached[theirs]:
        return Settled("ours", False)
    if ours != "accepted":
        return Settled("open", True, "too_late")
    if rule == "ask":
        return Settled("open", True, "asked")
    if rule == "ours":
        return Settled("ours", True, "rule")
    if rule == "newer" and ours_at > said_at:
        return Settled("ours", True, "newer_ours")
    return Settled("theirs", False)
