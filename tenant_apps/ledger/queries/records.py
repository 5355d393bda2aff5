"""Rows of ledger entries for lists that page further, already cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.ledger.models import Entry, Leg


def entry_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Entry]:
    """Entries with at least one leg of the actor's company; `since` is a day, other filters are column values."""
    rows = Entry.objects.all()
    if not actor.is_marketplace:
        rows = rows.filter(pk__in=Leg.objects.filter(account__company_id=actor.own_company).values("entry_id"))
    equal = dict(filters)
    since = equal.pop("since", None)
    if since is not None:
        rows = rows.filter(effective_date__gte=since)
    return rows.filter(**equal)


def legs_of(rows: Sequence[Entry], actor: Actor) -> list[Leg]:
    """Legs of these entries, cut to the actor's company; only the marketplace sees both sides."""
    legs = Leg.objects.filter(entry_id__in=[row.pk for row in rows]).select_related("account").order_by("seq")
    if not actor.is_marketplace:
        legs = legs.filter(account__company_id=actor.own_company)
    return list(legs)
