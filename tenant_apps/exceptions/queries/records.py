"""Rows of exceptions, cut to what the actor may see."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.exceptions import errors
from tenant_apps.exceptions.models import OrderException
from tenant_apps.exceptions.types import LIVE


def exception_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[OrderException]:
    """Exceptions; `live` narrows to those that are not closed or those that are, the others are column values."""
    equal = dict(filters)
    live = equal.pop("live", None)
    rows = OrderException.objects.visible_to(actor).filter(**equal)
    if live is None:
        return rows
    return rows.filter(state__in=LIVE) if live else rows.exclude(state__in=LIVE)


def find_exception(actor: Actor, exception_id: UUID) -> OrderException:
    """One exception, if the actor may see it."""
    row = OrderException.objects.visible_to(actor).filter(pk=exception_id).first()
    if row is None:
        raise errors.unknown()
    return row
