"""Groups and held orders as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, money
from shared_apps.foundation.actor import Actor
from tenant_apps.orders.queries.tentative import find_group, parts_of


class GroupPart(msgspec.Struct, frozen=True, kw_only=True):
    """What is ordered of one seller; `order_id` is there once it is ordered."""

    id: UUID
    number: str
    seller_id: UUID
    total: MoneyOut
    state: str
    order_id: UUID | None


class GroupSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A basket at several sellers. `state`: trying, held, confirmed, released; `reason` says why it was let go."""

    id: UUID
    number: str
    buyer_id: UUID
    state: str
    asked_at: datetime
    ended_at: datetime | None
    reason: str


class GroupRecord(GroupSummary, frozen=True, kw_only=True):
    """A group with its parts."""

    parts: list[GroupPart]


class TentativeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Goods and prices held for a buyer until a time."""

    id: UUID
    number: str
    buyer_id: UUID
    seller_id: UUID
    total: MoneyOut
    state: str
    asked_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None
    order_id: UUID | None


_GROUP = ("id", "number", "buyer_id", "state", "asked_at", "ended_at", "reason")
_HELD = ("id", "number", "buyer_id", "seller_id", "state", "asked_at", "expires_at", "ended_at", "order_id")


def group_summaries(rows: Sequence[Any]) -> list[GroupSummary]:
    return [GroupSummary(**{name: getattr(row, name) for name in _GROUP}) for row in rows]


def group_record(actor: Actor, group_id: UUID) -> GroupRecord:
    """One group with its parts; NotFound when the actor may not see it."""
    row = find_group(actor, group_id)
    parts = [
        GroupPart(
            id=one.id, number=one.number, seller_id=one.seller_id, state=one.state, order_id=one.order_id,
            total=money(one.total.minor, one.total.currency),
        )
        for one in parts_of(row.id)
    ]  # fmt: skip
    return GroupRecord(**{name: getattr(row, name) for name in _GROUP}, parts=parts)


def tentative_records(rows: Sequence[Any]) -> list[TentativeRecord]:
    return [
        TentativeRecord(**{name: getattr(row, name) for name in _HELD}, total=money(row.total_minor, row.currency))
        for row in rows
    ]
