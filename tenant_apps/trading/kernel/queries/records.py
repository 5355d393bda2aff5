"""Rows of trading events and deals for lists that page further, already cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet, UUIDField, Value
from django.db.models.functions import Now

from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.trading.kernel.models import Deal, LotItem, TradingEvent
from tenant_apps.trading.kernel.queries.listings import ListingFacts, facts_of, not_kept_back

LISTING = "spot_listing"


def listing_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[TradingEvent]:
    """Listings; `is_open` keeps those that can be taken now. Each row knows its viewer, who may not read every name."""
    rows = TradingEvent.objects.visible_to(actor).filter(mode=LISTING)
    rows = rows.annotate(viewer_id=Value(actor.company_id, output_field=UUIDField(null=True)))
    is_open = filters.get("is_open")
    ended = ~Q(final_state="") | Q(effective_end_at__lte=Now())
    if is_open is not None:
        rows = rows.exclude(ended) if is_open else rows.filter(ended)
    if "side" in filters:
        rows = rows.filter(side=filters["side"])
    if "initiator_id" in filters:
        rows = rows.filter(not_kept_back(actor), initiator_id=filters["initiator_id"])
    if "item_id" in filters:
        rows = rows.filter(not_kept_back(actor), lots__items__item_id=filters["item_id"])
    return rows


def listings_of(rows: Sequence[TradingEvent]) -> list[ListingFacts]:
    """Facts of these trading events, in their order, in one statement."""
    lines = LotItem.objects.filter(lot__trading_event__in=[row.pk for row in rows]).select_related("lot__trading_event")
    viewer_id = getattr(rows[0], "viewer_id", None) if rows else None
    found = {facts.id: facts for facts in facts_of(lines, clock.now(scope.alias()), viewer_id)}
    return [found[row.pk] for row in rows if row.pk in found]


def deal_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Deal]:
    """Deals; `is_settled` splits them, the other filters are column values."""
    rows = Deal.objects.visible_to(actor)
    equal = dict(filters)
    is_settled = equal.pop("is_settled", None)
    if is_settled is not None:
        rows = rows.filter(settled_at__isnull=not is_settled)
    return rows.filter(**equal)
