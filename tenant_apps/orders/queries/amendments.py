"""Changes of orders as pages and the API show them: who asked for what, and what is different with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.orders import amendment_errors as errors
from tenant_apps.orders.decisions.amending import Difference, differences, within
from tenant_apps.orders.models import OrderAmendment, OrderPart
from tenant_apps.trading.kernel.queries import get_deal, tolerance_of


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """One change. `version` is the one it starts from; `before` and `after` are whole versions.

    `is_sent`: the other side was asked. `approval_id` names the request in the buyer's company, for its people alone.
    `problem` says why an approved one failed.
    """

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
    is_sent: bool
    is_agreed: bool
    approval_id: UUID | None
    locked_until: datetime | None
    problem: str
    closes_rest: bool
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    differences: Sequence[Difference]


def version_of(order_id: UUID) -> int:
    """Which version an order is at. Not cut by actor: for orders cut already."""
    return 1 + OrderAmendment.objects.filter(order_id=order_id, state="applied").count()


def amendment_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[OrderAmendment]:
    """Rows; `filters` are column values."""
    return OrderAmendment.objects.visible_to(actor).filter(**filters)


def is_amendment(subject_id: UUID) -> bool:
    """Whether something that was approved is a change of an order. Not cut by actor: for what was decided already."""
    return OrderAmendment.objects.filter(pk=subject_id).exists()


def is_of_event(deal_id: UUID) -> bool:
    """Whether prices and articles of an order were formed in a trading event. For orders cut already."""
    return get_deal(deal_id).origin != "order"


def bounds_of(deal_id: UUID) -> dict[int, tuple[Decimal, Decimal]]:
    """Between what quantities the lines of such an order may lie, by line number."""
    percent = tolerance_of(deal_id)
    return {line.line_no: within(line.quantity, percent) for line in get_deal(deal_id).lines}


def part_places(order_id: UUID) -> dict[int, str]:
    """Where the live parts of an order leave from, by number; for orders cut already."""
    rows = OrderPart.objects.filter(order_id=order_id, warehouse__isnull=False).exclude(state="cancelled")
    return dict(rows.values_list("part_no", "warehouse__name"))


def amendments_of(actor: Actor, order_id: UUID) -> list[AmendmentView]:
    """The history of an order as the actor sees it, newest first."""
    return _views(actor, amendment_rows(actor, {"order_id": order_id}).order_by("-id"))


def amendments_by_id(ids: Iterable[UUID]) -> dict[UUID, AmendmentView]:
    """Changes that were cut already, by id."""
    return {one.id: one for one in _views(None, OrderAmendment.objects.filter(pk__in=list(ids)))}


def find_amendment(actor: Actor, amendment_id: UUID) -> AmendmentView:
    """One change, if this actor may see its order."""
    found = _views(actor, amendment_rows(actor, {"pk": amendment_id}))
    if not found:
        raise errors.amendment_unknown()
    return found[0]


def _views(actor: Actor | None, rows: QuerySet[OrderAmendment]) -> list[AmendmentView]:
    return [
        AmendmentView(
            id=row.pk, order_id=row.order_id, order_number=row.order.number, version=row.version, side=row.side,
            state=row.state, reason=row.reason, answer=row.answer, proposed_by=row.proposed_by,
            answered_by=row.answered_by, proposed_at=row.proposed_at, expires_at=row.expires_at,
            ended_at=row.ended_at, is_sent=row.sent_at is not None, is_agreed=row.agreed_at is not None,
            approval_id=_approval_of(actor, row),
            locked_until=row.locked_until if row.locked else None, problem=row.problem.get("code", ""),
            closes_rest=bool(row.changes.get("close_rest")),
            before=row.before, after=row.after,
            differences=differences(row.before, row.after),
        )
        for row in rows.select_related("order")
    ]  # fmt: skip


def _approval_of(actor: Actor | None, row: OrderAmendment) -> UUID | None:
    """The request for approval, for the buyer's company and the marketplace alone."""
    is_theirs = actor is not None and actor.company_id in (None, row.order.buyer_id)
    return row.approval_id if is_theirs else None
