"""Rows of shipments for lists that page further, already cut to what the actor may see."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.logistics.models import Shipment


def shipment_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Shipment]:
    """Shipments; `filters` are column values."""
    return Shipment.objects.visible_to(actor).filter(**filters)
