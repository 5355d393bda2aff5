"""Kernel tables that every mode shares.

States are facts and dates where possible: `published_at`, `effective_end_at` and `final_state` are stored, the rest is
derived, so that no status can disagree with its dates. The bid ledger is append-only and hash-linked per lot.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import Column, added, all_lines, within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.catalogue.queries import items_on
from tenant_apps.trading.kernel.permissions import VIEW_DEAL, VIEW_EVENT


def _events_of(codes: Collection[str]) -> Q:
    """Events with goods of these categories alone. What is needed and has no item yet is of no category."""
    lines = LotItem.objects.all()
    return all_lines(lines, "lot__trading_event_id", Q(item__isnull=False, item_id__in=items_on(codes)))


def _bids_of(codes: Collection[str]) -> Q:
    return Q(lot__trading_event__in=TradingEvent.objects.filter(_events_of(codes)).values("pk"))


def _deals_of(codes: Collection[str]) -> Q:
    return all_lines(DealLine.objects.all(), "deal_id", Q(item_id__in=items_on(codes)))


def _deals_from(warehouses: Collection[UUID]) -> Q:
    return Q(pk__in=DealLine.objects.filter(warehouse_id__in=warehouses).values("deal_id"))


class TradingEventQuerySet(models.QuerySet["TradingEvent"]):
    """Published events are for every member, those for named companies only for them; a draft is its initiator's."""

    def visible_to(self, actor: Actor) -> "TradingEventQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_EVENT, categories=_events_of))
        if actor.company_id is None:
            return seen
        named = Participant.objects.filter(company_id=actor.company_id).values("trading_event_id")
        audience = Q(audience="all") | Q(pk__in=named)
        return seen.filter(Q(published_at__isnull=False) & audience | Q(initiator_id=actor.company_id))


class BidQuerySet(models.QuerySet["Bid"]):
    """A bid is seen by who made it and by the initiator, never by another bidder."""

    def visible_to(self, actor: Actor) -> "BidQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_EVENT, categories=_bids_of))
        if actor.company_id is None:
            return seen
        mine = Q(company_id=actor.company_id)
        return seen.filter(mine | Q(lot__trading_event__initiator_id=actor.company_id))


class DealQuerySet(models.QuerySet["Deal"]):
    """A deal is seen by its two parties and by the marketplace."""

    def visible_to(self, actor: Actor) -> "DealQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        bounds: dict[str, Column] = {"categories": _deals_of, "warehouses": _deals_from}
        seen = self.filter(within(actor, VIEW_DEAL, **bounds, **added("trading.deal")))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(buyer_id=actor.company_id) | Q(seller_id=actor.company_id))


class TradingEvent(TenantModel):
    """One run of one mode. `side` says whether the initiator sells or buys.

    `rules` are the values pinned at publication and `ruleset_hash` their hash: no later change of settings reaches a
    running event; `rule_sheets` names the category and template they came through, with their editions.
    `effective_end_at` is what the engine says; `paused_at` stops every clock of the event. Where the initiator decides
    there is no such end before it does: `bids_end_at` is when the bidding is over.
    """

    number = models.CharField(max_length=30, unique=True)
    mode = models.CharField(max_length=30)
    side = models.CharField(max_length=4)
    title = models.CharField(max_length=200)
    initiator = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    ruleset_hash = models.CharField(max_length=64)
    rules = models.JSONField(default=dict)
    rule_sheets = models.JSONField(default=list)
    description = models.TextField(blank=True)
    audience = models.CharField(max_length=10, default="all")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    opens_at = models.DateTimeField(null=True)
    scheduled_end_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=200, blank=True)
    final_reason = models.CharField(max_length=40, blank=True)
    effective_end_at = models.DateTimeField(null=True)
    bids_end_at = models.DateTimeField(null=True)
    final_state = models.CharField(max_length=12, blank=True)
    final_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = TradingEventQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["initiator", "-id"], name="trading_event_initiator"),
            models.Index(
                fields=["mode", "-id"],
                condition=Q(final_state="", published_at__isnull=False),
                name="trading_event_open",
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(side__in=["sell", "buy"]), name="trading_event_side"),
            models.CheckConstraint(
                condition=Q(
                    final_state__in=["", "complete", "withdrawn", "expired", "unsuccessful", "cancelled", "void"]
                ),
                name="trading_event_final",
            ),
            models.CheckConstraint(condition=Q(audience__in=["all", "named"]), name="trading_event_audience"),
        )


class Lot(TenantModel):
    """Awarded separately. `last_seq` and `last_hash` are the head of its bid ledger; its row lock orders all bids.

    `engine_state` is the engine's state after bid `last_seq`; it can be made again from the ledger at any time.
    """

    trading_event = models.ForeignKey(TradingEvent, on_delete=models.PROTECT, related_name="lots")
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    last_seq = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)
    engine_state = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["trading_event", "number"], name="lot_number_once"),)


class LotShift(TenantModel):
    """Times to come moved by `by_us` microseconds after bid `after_seq`: by a pause, or once more time for bidders."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="shifts")
    after_seq = models.BigIntegerField()
    by_us = models.BigIntegerField()
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, default="pause")

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=Q(kind__in=["pause", "too_few"]), name="lot_shift_kind"),)


class LotItem(TenantModel):
    """A priced line of a lot. `taken` counts what has been given away; it never passes `quantity`.

    Where the initiator buys there is no item yet, only what is needed: each bidder names an item of its own.
    """

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="items")
    line_no = models.PositiveSmallIntegerField(default=1)
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", null=True)
    description = models.CharField(max_length=200, blank=True)
    warehouse = models.ForeignKey(
        "inventory.Warehouse", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    unit = models.CharField(max_length=3)
    unit_price = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    taken = models.DecimalField(max_digits=20, decimal_places=6, default=0)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0, taken__gte=0, taken__lte=F("quantity")), name="lot_item_taken"
            ),
        )

    @property
    def goods_id(self) -> UUID:
        """The item that is sold; only where the initiator sells."""
        if self.item_id is None:
            raise RuntimeError(f"lot item {self.pk} names a need, not an item")
        return self.item_id

    @property
    def goods(self) -> Any:
        """The item itself."""
        return self.item if self.goods_id else None


class Participant(TenantModel):
    """A company that was invited to a trading event or has joined it.

    `alias` is the number others see it under ("Bidder 3"), given at joining. `item` is what it would deliver where the
    initiator buys. `priority` is its place among those with the right of first refusal.
    """

    trading_event = models.ForeignKey(TradingEvent, on_delete=models.PROTECT, related_name="+", db_index=False)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)
    alias = models.PositiveSmallIntegerField(null=True)
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    priority = models.PositiveSmallIntegerField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["trading_event", "company"], name="participant_once"),
            models.UniqueConstraint(fields=["trading_event", "alias"], name="participant_alias"),
        )


class Bid(TenantModel):
    """Immutable price in a lot, accepted or refused. Superseded, never edited; a take of a listing is a bid too."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    payload = models.JSONField()
    payload_hash = models.CharField(max_length=64)
    ruleset_hash = models.CharField(max_length=64)
    verdict = models.CharField(max_length=10)
    verdict_reason = models.CharField(max_length=80, blank=True)
    received_at = models.DateTimeField()
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = BidQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["lot", "seq"], name="bid_seq_once"),
            models.CheckConstraint(condition=Q(verdict__in=["accepted", "refused"]), name="bid_verdict"),
        )


class Award(TenantModel):
    """The decision that a bid wins, wholly or for a quantity."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True)
    awarded_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class Deal(TenantModel):
    """An agreed trade: what every mode yields, and all that later steps know. `formed_by` is the act that formed it."""

    number = models.CharField(max_length=30, unique=True)
    origin = models.CharField(max_length=30)
    trading_event = models.ForeignKey(TradingEvent, on_delete=models.PROTECT, related_name="+", null=True)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="+", null=True)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    formed_by = models.CharField(max_length=200)
    formed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    objects = DealQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["buyer", "-id"], name="deal_buyer"),
            models.Index(fields=["seller", "-id"], name="deal_seller"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(total_minor=F("net_minor") + F("tax_minor")), name="deal_total"),
            models.CheckConstraint(condition=~Q(buyer=F("seller")), name="deal_two_parties"),
        )


class DealLine(TenantModel):
    """One agreed line: quantity, unit price, and amounts rounded once to the minor unit."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="lines")
    line_no = models.PositiveIntegerField()
    # Without the database's check (ADR 0008): items and warehouses are never deleted, which a trigger holds.
    item = models.ForeignKey(
        "catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    warehouse = models.ForeignKey(
        "inventory.Warehouse",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        db_constraint=False,
    )
    description = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    unit = models.CharField(max_length=3)
    unit_price = models.DecimalField(max_digits=20, decimal_places=6)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()

    class Meta:
        default_permissions = ()
