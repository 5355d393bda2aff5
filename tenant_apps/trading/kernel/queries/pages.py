"""What the market and deal pages show, cut to what the actor may see.

A page of rows costs a fixed number of statements however long the list is; names of companies come with the rows.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.ui.lists import order_of
from tenant_apps.trading.kernel.models import Bid, Deal, DealLine, LotItem, TradingEvent
from tenant_apps.trading.kernel.queries.listings import OfferFacts, keeps_back, not_kept_back, offer_of, state_of

LISTING = "spot_listing"
PAGE = 40
# What a list may be sorted by; amounts by currency first, so that unlike ones are not compared.
SORTS = {"total": ("currency", "total_minor"), "formed": ("formed_at",)}


@dataclass(frozen=True, slots=True)
class MarketRow:
    """One listing with the names a reader needs. `state` is derived from its dates.

    `seller` is who lists, on either side; with `is_hidden` the viewer may not read who that is, nor what would tell it.
    """

    id: UUID
    number: str
    title: str
    side: str
    seller_id: UUID
    seller: str
    is_hidden: bool
    item_id: UUID | None
    sku: str
    item: str
    warehouse: str
    place: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    currency: str
    tax_rate: Decimal | None
    published_at: datetime | None
    ends_at: datetime | None
    state: str
    is_closed: bool
    version: int
    rules: Mapping[str, Any]
    audience: str
    lot_id: UUID
    offer: OfferFacts

    @property
    def remaining(self) -> Decimal:
        return self.offer.remaining

    @property
    def price_kind(self) -> str:
        return str(self.rules.get("price_kind", "firm"))

    @property
    def answered_first(self) -> bool:
        """Whether every take waits for an answer before it is a deal."""
        return self.rules.get("accept") == "seller_confirms"

    @property
    def whole_lot_only(self) -> bool:
        return bool(self.rules.get("whole_lot_only"))

    @property
    def last_whole(self) -> bool:
        """Whether less than the least take may be taken when it is all that is left."""
        return self.rules.get("remainder_policy") != "seller_keeps"

    @property
    def taken(self) -> Decimal:
        """What is sold or waits."""
        return self.quantity - self.remaining

    @property
    def least(self) -> Decimal:
        """The smallest quantity that would be accepted now."""
        return self.offer.least

    def price_of(self, quantity: Decimal) -> Decimal:
        """The unit price of a take of this quantity."""
        return next((price for start, price in reversed(self.offer.tiers) if start <= quantity), self.unit_price)

    @property
    def value(self) -> Money:
        """What the rest is worth at the listed price."""
        return Money.of_product(self.price_of(self.remaining), self.remaining, self.currency)


@dataclass(frozen=True, slots=True)
class TakeRow:
    """One take of a listing. `state`: contracted, waiting, released or refused."""

    seq: int
    company: str
    quantity: str
    unit: str
    unit_price: str
    state: str
    reason: str
    at: datetime
    deal_id: UUID | None
    deal_number: str


@dataclass(frozen=True, slots=True)
class DealRow:
    id: UUID
    number: str
    title: str
    origin: str
    buyer_id: UUID
    buyer: str
    seller_id: UUID
    seller: str
    total: Money
    net: Money
    formed_at: datetime
    state: str
    quantity: Decimal | None
    unit: str

    def partner_of(self, company_id: UUID | None) -> str:
        return self.seller if company_id == self.buyer_id else self.buyer


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Any]
    next_cursor: str


def market_rows(actor: Actor, filters: Mapping[str, str], now: datetime) -> QuerySet[TradingEvent]:
    """Listings of one view: open ones of everybody, or all of one's own."""
    rows = TradingEvent.objects.visible_to(actor).filter(mode=LISTING)
    ended = ~Q(final_state="") | Q(effective_end_at__lte=now)
    view = filters.get("view", "")
    if view in ("mine", "mine_ended"):
        rows = rows.filter(initiator_id=actor.company_id) if actor.company_id else rows
        rows = rows.filter(ended) if view == "mine_ended" else rows.exclude(ended)
    elif view == "review":
        rows = rows.exclude(ended).filter(published_at__isnull=True)
    elif view == "ending":
        rows = rows.exclude(ended).filter(effective_end_at__lte=now + timedelta(days=2))
    else:
        rows = rows.exclude(ended).filter(published_at__isnull=False)
    return _narrowed(actor, rows, filters)


def _narrowed(actor: Actor, rows: QuerySet[TradingEvent], filters: Mapping[str, str]) -> QuerySet[TradingEvent]:
    told = not_kept_back(actor)
    for word in filters.get("q", "").split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(number__icontains=word)
            | Q(initiator__name__icontains=word) & told
            | Q(lots__items__item__sku__istartswith=word) & told
            | Q(lots__items__description__icontains=word)
            | Q(lots__items__item__name__icontains=word)
        )
    if filters.get("currency"):
        rows = rows.filter(currency=filters["currency"])
    if filters.get("category"):
        rows = rows.filter(lots__items__item__category__code=filters["category"])
    if filters.get("seller"):
        rows = rows.filter(told, initiator__code=filters["seller"])
    if filters.get("side") in ("sell", "buy"):
        rows = rows.filter(side=filters["side"])
    return rows


def market_counts(actor: Actor, now: datetime) -> dict[str, int]:
    """How many listings each view has."""
    live = Q(final_state="") & (Q(effective_end_at__isnull=True) | Q(effective_end_at__gt=now))
    mine = Q(initiator_id=actor.company_id) if actor.company_id else Q()
    published = Q(published_at__isnull=False)
    return TradingEvent.objects.visible_to(actor).filter(mode=LISTING).aggregate(
        open=Count("pk", filter=live & published),
        review=Count("pk", filter=live & ~published),
        ending=Count("pk", filter=live & published & Q(effective_end_at__lte=now + timedelta(days=2))),
        mine=Count("pk", filter=live & mine),
        mine_ended=Count("pk", filter=~live & mine),
    )  # fmt: skip


def market_choices(actor: Actor, now: datetime) -> dict[str, Any]:
    """What the open listings can be narrowed to: only values that would leave something."""
    rows = market_rows(actor, {}, now)
    sellers = (
        rows.filter(not_kept_back(actor))
        .order_by("initiator__name")
        .values_list("initiator__code", "initiator__name")
        .distinct()
    )
    currencies = rows.order_by("currency").values_list("currency", flat=True).distinct()
    shelves = (
        rows.filter(lots__items__item__category__isnull=False)
        .order_by("lots__items__item__category__name_en")
        .values_list("lots__items__item__category__code", "lots__items__item__category__name_en")
        .distinct()
    )
    return {
        "sellers": [(str(code), str(name)) for code, name in sellers[:100]],
        "sides": sorted(rows.order_by("side").values_list("side", flat=True).distinct()),
        "currencies": [(code, code) for code in currencies],
        "categories": [(str(code), str(name)) for code, name in shelves[:100]],
    }


def market_page(actor: Actor, filters: Mapping[str, str], now: datetime, cursor: str | None) -> Page:
    """One page of listings, newest first."""
    found = cut(market_rows(actor, filters, now).distinct(), "market", cursor=cursor, limit=PAGE)
    return Page(_market(actor, [row.pk for row in found.rows], now), found.next_cursor)


def market_export(actor: Actor, filters: Mapping[str, str], now: datetime) -> list[MarketRow]:
    ids = list(market_rows(actor, filters, now).distinct().order_by("-id").values_list("id", flat=True))
    return _market(actor, ids, now)


def market_row(actor: Actor, listing_id: UUID, now: datetime) -> MarketRow | None:
    """One listing in whatever state, or None when the actor may not see it."""
    visible = TradingEvent.objects.visible_to(actor).filter(pk=listing_id, mode=LISTING).exists()
    return next(iter(_market(actor, [listing_id], now)), None) if visible else None


def market_of_item(actor: Actor, item_id: UUID, now: datetime) -> list[MarketRow]:
    """Open listings of one item."""
    rows = market_rows(actor, {}, now).filter(not_kept_back(actor), lots__items__item_id=item_id)
    return _market(actor, list(rows.order_by("-id").values_list("id", flat=True)[:20]), now)


def ending_of(actor: Actor, now: datetime, until: datetime) -> list[MarketRow]:
    """Own listings that end before `until` and still have something left."""
    rows = market_rows(actor, {"view": "mine"}, now).filter(effective_end_at__lte=until)
    return _market(actor, list(rows.order_by("effective_end_at").values_list("id", flat=True)[:20]), now)


def _market(actor: Actor, ids: Sequence[UUID], now: datetime) -> list[MarketRow]:
    lines = LotItem.objects.filter(lot__trading_event_id__in=ids).select_related(
        "lot__trading_event__initiator", "item", "warehouse"
    )
    found = {line.lot.trading_event_id: _market_row(line, now, actor) for line in lines}
    return [found[key] for key in ids if key in found]


def _market_row(line: LotItem, now: datetime, actor: Actor) -> MarketRow:
    run, item = line.lot.trading_event, line.item
    hidden = keeps_back(run, actor.company_id, is_house=actor.company_id is None)
    return MarketRow(
        id=run.pk,
        number=run.number,
        title=run.title,
        seller_id=run.initiator_id,
        side=run.side,
        seller="" if hidden else run.initiator.name,
        is_hidden=hidden,
        item_id=None if hidden else line.item_id,
        sku=item.sku if item and not hidden else "",
        item=item.name if item else line.description,
        warehouse=line.warehouse.name if line.warehouse and not hidden else "",
        place=run.description,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price or Decimal(0),
        currency=run.currency,
        tax_rate=item.tax_rate if item else None,
        published_at=run.published_at,
        ends_at=run.effective_end_at,
        state=state_of(run.published_at, run.effective_end_at, run.final_state, now),
        is_closed=bool(run.final_state),
        version=run.version,
        rules=run.rules,
        audience=run.audience,
        lot_id=line.lot_id,
        offer=offer_of(line.lot, now),
    )


def takes_of(actor: Actor, listing_id: UUID, waiting: Collection[int] = (), limit: int = 50) -> list[TakeRow]:
    """Takes of a listing the actor may see: one's own, or all of one's own listing. Newest first.

    `waiting` are the numbers of those that wait.
    """
    rows = list(
        Bid.objects.visible_to(actor)
        .filter(lot__trading_event_id=listing_id, payload__act="take")
        .select_related("company")
        .order_by("-received_at", "-seq")[:limit]
    )
    deals = {
        deal.award.bid_id: deal
        for deal in Deal.objects.filter(award__bid_id__in=[row.pk for row in rows]).select_related("award")
        if deal.award is not None
    }
    return [
        TakeRow(
            seq=row.seq,
            company=row.company.name,
            quantity=str(row.payload.get("quantity", "")),
            unit=str(row.payload.get("unit", "")),
            unit_price=str(row.payload.get("unit_price", "")),
            state=_state_of_take(row, waiting, is_contracted=row.pk in deals),
            reason=row.verdict_reason,
            at=row.received_at,
            deal_id=deals[row.pk].pk if row.pk in deals else None,
            deal_number=deals[row.pk].number if row.pk in deals else "",
        )
        for row in rows
    ]


def _state_of_take(row: Bid, waiting: Collection[int], *, is_contracted: bool) -> str:
    if row.verdict == "refused":
        return "refused"
    return "contracted" if is_contracted else "waiting" if row.seq in waiting else "released"


# -- deals -----------------------------------------------------------------------------------------------------------


def deals_of(actor: Actor, filters: Mapping[str, str]) -> QuerySet[Deal]:
    """Deals of one view, side and search."""
    rows = Deal.objects.visible_to(actor)
    view = filters.get("view", "")
    if view == "open":
        rows = rows.filter(settled_at__isnull=True, cancelled_at__isnull=True)
    elif view == "settled":
        rows = rows.filter(settled_at__isnull=False)
    elif view == "cancelled":
        rows = rows.filter(cancelled_at__isnull=False)
    if actor.company_id and filters.get("side") in ("buy", "sell"):
        rows = rows.filter(**{"buyer_id" if filters["side"] == "buy" else "seller_id": actor.company_id})
    if filters.get("origin") in ("listing", "order"):
        rows = rows.filter(origin=filters["origin"])
    for word in filters.get("q", "").split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(title__icontains=word)
            | Q(buyer__name__icontains=word)
            | Q(seller__name__icontains=word)
        )
    return rows


def deal_counts(actor: Actor) -> dict[str, int]:
    return Deal.objects.visible_to(actor).aggregate(
        all=Count("pk"),
        open=Count("pk", filter=Q(settled_at__isnull=True, cancelled_at__isnull=True)),
        settled=Count("pk", filter=Q(settled_at__isnull=False)),
        cancelled=Count("pk", filter=Q(cancelled_at__isnull=False)),
    )


def deal_page(actor: Actor, filters: Mapping[str, str], cursor: str | None, limit: int = PAGE) -> Page:
    rows = deals_of(actor, filters).select_related("buyer", "seller")
    found = cut(rows, "deals", cursor=cursor, limit=limit, sort=order_of(filters, SORTS))
    return Page(_deals(found.rows), found.next_cursor)


def deal_export(actor: Actor, filters: Mapping[str, str]) -> Iterator[DealRow]:
    rows = deals_of(actor, filters).select_related("buyer", "seller").order_by("-id")
    batch: list[Deal] = []
    for row in rows.iterator(chunk_size=1000):
        batch.append(row)
        if len(batch) == 1000:
            yield from _deals(batch)
            batch = []
    yield from _deals(batch)


def _deals(rows: Sequence[Deal]) -> list[DealRow]:
    sums: dict[UUID, tuple[Decimal, str] | None] = {}
    lines = DealLine.objects.filter(deal_id__in=[row.pk for row in rows]).values_list("deal_id", "quantity", "unit")
    for deal_id, quantity, unit in lines:
        known = sums.get(deal_id, (Decimal(0), unit))
        # Different units have no sum; the column then stays empty.
        sums[deal_id] = (known[0] + quantity, unit) if known is not None and known[1] == unit else None
    return [_deal_row(row, sums.get(row.pk)) for row in rows]


def _deal_row(row: Deal, total: tuple[Decimal, str] | None) -> DealRow:
    return DealRow(
        id=row.pk,
        number=row.number,
        title=row.title,
        origin=row.origin,
        buyer_id=row.buyer_id,
        buyer=row.buyer.name,
        seller_id=row.seller_id,
        seller=row.seller.name,
        total=Money(row.total_minor, row.currency),
        net=Money(row.net_minor, row.currency),
        formed_at=row.formed_at,
        state="cancelled" if row.cancelled_at else "settled" if row.settled_at else "open",
        quantity=total[0] if total else None,
        unit=total[1] if total else "",
    )


def price_points(
    actor: Actor, since: datetime, items: int = 3
) -> list[tuple[str, str, str, list[tuple[datetime, Decimal]]]]:
    """Deal prices of the items this company trades most: (name, unit, currency, [(when, unit price)]), oldest first."""
    lines = DealLine.objects.filter(
        deal__in=Deal.objects.visible_to(actor).filter(formed_at__gte=since, cancelled_at__isnull=True),
        unit_price__gt=0,
    )
    busiest = list(
        lines.values("item_id", "deal__currency").annotate(times=Count("pk")).order_by("-times", "item_id")[:items]
    )
    found = []
    for one in busiest:
        rows = list(
            lines.filter(item_id=one["item_id"], deal__currency=one["deal__currency"])
            .order_by("deal__formed_at")
            .values_list("item__name", "unit", "deal__formed_at", "unit_price")[:5000]
        )
        found.append((rows[0][0], rows[0][1], one["deal__currency"], [(at, price) for _n, _u, at, price in rows]))
    return found


def deal_totals(actor: Actor, since: datetime) -> list[tuple[str, int, int, int]]:
    """Per currency: (currency, bought net minor, sold net minor, deals) since a moment, cancelled ones left out.

    The marketplace itself neither buys nor sells: all of its turnover stands as sold.
    """
    rows = Deal.objects.visible_to(actor).filter(formed_at__gte=since, cancelled_at__isnull=True)
    bought = Q(buyer_id=actor.company_id) if actor.company_id else Q(pk__isnull=True)
    sums = rows.values("currency").annotate(
        bought=Coalesce(Sum("net_minor", filter=bought), 0),
        sold=Coalesce(Sum("net_minor", filter=~bought), 0),
        times=Count("pk"),
    )
    return [(one["currency"], int(one["bought"]), int(one["sold"]), one["times"]) for one in sums.order_by("-times")]


def partners_of(actor: Actor) -> list[tuple[UUID, str]]:
    """Companies this one has had deals with, by name: the only ones it needs to choose from."""
    rows = Deal.objects.visible_to(actor)
    found = dict(rows.values_list("buyer_id", "buyer__name").distinct())
    found |= dict(rows.values_list("seller_id", "seller__name").distinct())
    others = {pk: name for pk, name in found.items() if pk != actor.company_id}
    return sorted(others.items(), key=lambda one: one[1].casefold())
