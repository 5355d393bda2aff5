"""Changes of orders as pages and the API show them: who asked for what, and what is different with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.orders import amendment_errors as errors
from tenant_apps.orders.decisions.amending import Difference, differences
from tenant_apps.orders.models import Order, OrderAmendment


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """One change. `version` is the one it starts from; `before` and `after` are whole versions."""

    id: UUID
    order_id: UUID
    order_number: str
    version: int
    side: str
    state: str
    reason: str
    answer: str
    proposed_by: str
    answered_by: str
    proposed_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    differences: Sequence[Difference]


def version_of(order_id: UUID) -> int:
    """Which version an order is at. Not cut by actor: for orders cut already."""
    return 1 + OrderAmendment.objects.filter(order_id=order_id, state="applied").count()


def amendment_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[OrderAmendment]:
    """Rows; `filters` are column values."""
    return OrderAmendment.objects.filter(order__in=Order.objects.visible_to(actor)).filter(**filters)


def amendments_of(order_id: UUID) -> list[AmendmentView]:
    """The history of an order that was cut already, newest first."""
    return _views(OrderAmendment.objects.filter(order_id=order_id).order_by("-id"))


def amendments_by_id(ids: Iterable[UUID]) -> dict[UUID, AmendmentView]:
    """Changes that were cut already, by id."""
    return {one.id: one for one in _views(OrderAmendment.objects.filter(pk__in=list(ids)))}


def find_amendment(actor: Actor, amendment_id: UUID) -> AmendmentView:
    """One change, if this actor may see its order."""
    found = _views(amendment_rows(actor, {"pk": amendment_id}))
    if not found:
        raise errors.amendment_unknown()
    return found[0]


def _views(rows: QuerySet[OrderAmendment]) -> list[AmendmentView]:
    return [
        AmendmentView(
            id=row.pk, order_id=row.order_id, order_number=row.order.number, version=row.version, side=row.side,
            state=row.state, reason=row.reason, answer=row.answer, proposed_by=row.proposed_by,
            answered_by=row.answered_by, proposed_at=row.proposed_at, expires_at=row.expires_at,
            ended_at=row.ended_at, before=row.before, after=row.after,
            differences=differences(row.before, row.after),
        )
        for row in rows.select_related("order")
    ]  # fmt: skip
