"""Requisition lists as pages and the API show them, cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from tenant_apps.orders import list_errors
from tenant_apps.orders.models import RequisitionLine, RequisitionList

__all__ = ["RequisitionLine", "RequisitionList", "find_list", "get_list", "lines_of_list", "list_page", "list_rows"]


def list_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[RequisitionList]:
    """Lists of one's own and shared ones, with how many lines each has."""
    return RequisitionList.objects.visible_to(actor).filter(**filters).annotate(line_count=Count("lines"))


def list_page(actor: Actor, text: str, cursor: str | None) -> tuple[Sequence[RequisitionList], str]:
    rows = list_rows(actor, {})
    for word in text.split():
        rows = rows.filter(name__icontains=word)
    found = cut(rows, "requisition-lists", cursor=cursor, limit=40)
    return found.rows, found.next_cursor


def find_list(actor: Actor, list_id: UUID) -> RequisitionList | None:
    return list_rows(actor, {}).filter(pk=list_id).first()


def get_list(actor: Actor, list_id: UUID) -> RequisitionList:
    """The list if this actor may see it; refuses any other."""
    row = find_list(actor, list_id)
    if row is None:
        raise list_errors.list_unknown()
    return row


def lines_of_list(list_ids: Sequence[UUID]) -> QuerySet[RequisitionLine]:
    """Lines in their order, with item and supplier. Not cut by actor: for lists that were found."""
    rows = RequisitionLine.objects.filter(requisition_list_id__in=list(list_ids)).select_related("item__supplier")
    return rows.order_by("requisition_list_id", "position")
