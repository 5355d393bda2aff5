"""How many exceptions wait, for badges on other pages, and those of one thing, for its page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from shared_apps.foundation.actor import Actor
from tenant_apps.exceptions.models import OrderException
from tenant_apps.exceptions.queries.lines import ExceptionLine, lines_of
from tenant_apps.exceptions.types import LIVE


@dataclass(frozen=True, slots=True)
class Waiting:
    """Of the actor's own company, or of all where it acts for the marketplace."""

    count: int
    late: int


def own_live(actor: Actor) -> Any:
    """Live exceptions that are for the actor's side to work on."""
    rows = OrderException.objects.visible_to(actor).filter(state__in=LIVE)
    return rows if actor.company_id is None else rows.filter(company_id=actor.company_id)


def waiting_counts(actor: Actor, now: datetime) -> Waiting:
    found = own_live(actor).aggregate(count=Count("pk"), late=Count("pk", filter=Q(deadline_at__lte=now)))
    return Waiting(**found)


def first_waiting(actor: Actor, now: datetime, most: int) -> Sequence[ExceptionLine]:
    """Those that are due first."""
    rows = list(own_live(actor).exclude(state="waiting").order_by("deadline_at", "id")[:most])
    return lines_of(actor, rows, now)


def live_of(subject: str, subject_id: UUID) -> list[UUID]:
    """Live exceptions of one thing, uncut: for the app that knows it."""
    rows = OrderException.objects.filter(subject=subject, subject_id=subject_id, state__in=LIVE)
    return list(rows.order_by("id").values_list("pk", flat=True))


def orders_in_trouble(order_ids: Collection[UUID]) -> set[UUID]:
    """Which of these orders, their parts, shipments or papers a live exception is about; uncut, for retention."""
    texts = [str(one) for one in order_ids]
    about = Q(subject="orders.order", subject_id__in=order_ids) | Q(facts__order_id__in=texts)
    rows = OrderException.objects.filter(about, state__in=LIVE).values_list("subject", "subject_id", "facts__order_id")
    found = {subject_id if subject == "orders.order" else UUID(order_id) for subject, subject_id, order_id in rows}
    return found & set(order_ids)


def live_of_order(actor: Actor, order_id: UUID, now: datetime) -> Sequence[ExceptionLine]:
    """Live exceptions about an order, its parts, shipments and papers, as far as the actor may see them."""
    if not actor.may("exceptions.view_exception"):
        return []
    about = Q(subject="orders.order", subject_id=order_id) | Q(facts__order_id=str(order_id))
    rows = OrderException.objects.visible_to(actor).filter(about, state__in=LIVE)
    return lines_of(actor, list(rows.order_by("deadline_at", "id")[:20]), now)
