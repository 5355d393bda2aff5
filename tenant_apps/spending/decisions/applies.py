"""Which limits concern a spend, and whether it fits into them."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from tenant_apps.spending.types import LimitFacts, Spend

NOTHING: Mapping[UUID, int] = {}


def applies(limit: LimitFacts, spend: Spend, today: date) -> bool:
    """Whether a limit concerns a spend of this day (UTC)."""
    if limit.company_id != spend.company_id or limit.currency != spend.currency:
        return False
    if (limit.starts_on is not None and today < limit.starts_on) or (
        limit.ends_on is not None and today > limit.ends_on
    ):
        return False
    if limit.kind == "credit":
        return limit.grantor_id == spend.seller_id
    if limit.kind == "budget":
        return limit.code in ("", spend.code)
    return limit.principal == spend.principal


def applicable(limits: Sequence[LimitFacts], spend: Spend, today: date) -> list[LimitFacts]:
    """The limits that concern a spend, in the order they came."""
    return [limit for limit in limits if applies(limit, spend, today)]


def names_a_budget(limits: Sequence[LimitFacts], spend: Spend) -> bool:
    """Whether the cost centre that the spend names is one of the limits that concern it; naming none is fine."""
    return not spend.code or any(limit.kind == "budget" and limit.code == spend.code for limit in limits)


def exceeded(
    limits: Sequence[LimitFacts], total_minor: int, taken: Mapping[UUID, int] = NOTHING
) -> tuple[LimitFacts, int] | None:
    """The first limit that has too little left, and what it has; `taken` was taken of each since it was read."""
    for limit in limits:
        free = limit.free_minor
        if free is None:
            continue
        left = max(0, free - taken.get(limit.id, 0))
        if total_minor > left:
            return limit, left
    return None
