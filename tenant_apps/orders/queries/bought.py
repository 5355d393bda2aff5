"""What a company has bought before: from whom, at which price, and its last orders as approval policies see them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Subquery

from shared_apps.accounts.queries.people import Person, list_people
from shared_apps.foundation.money import Money
from tenant_apps.approvals.types import PastSubject
from tenant_apps.catalogue.queries import ItemFacts, get_items
from tenant_apps.orders.decisions.subjects import LineSeen, facts_of_order
from tenant_apps.orders.models import Order, OrderDraft, OrderLine


def has_bought_from(buyer_id: UUID, seller_id: UUID) -> bool:
    """Whether the buyer has an order with this seller that was not cancelled."""
    return Order.objects.filter(buyer_id=buyer_id, seller_id=seller_id).exclude(state="cancelled").exists()


def last_prices(buyer_id: UUID, currency: str, item_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """What the buyer paid for each of these items the last time, in one statement."""
    rows = (
        OrderLine.objects.filter(order__buyer_id=buyer_id, order__currency=currency, item_id__in=list(item_ids))
        .exclude(order__state="cancelled")
        .order_by("item_id", "-order__accepted_at", "-id")
        .distinct("item_id")
    )
    return dict(rows.values_list("item_id", "unit_price"))


def recent_subjects(company_id: UUID, most: int) -> Sequence[PastSubject]:
    """The last orders of a buyer as they stood when they were placed, newest first."""
    earlier = OrderLine.objects.filter(
        item_id=OuterRef("item_id"),
        order__buyer_id=company_id,
        order__currency=OuterRef("order__currency"),
        order__accepted_at__lt=OuterRef("order__accepted_at"),
    ).exclude(order__state="cancelled")
    priced = OrderLine.objects.annotate(
        last_price=Subquery(earlier.order_by("-order__accepted_at").values("unit_price")[:1])
    )
    known = Order.objects.filter(
        buyer_id=company_id, seller_id=OuterRef("seller_id"), accepted_at__lt=OuterRef("accepted_at")
    ).exclude(state="cancelled")
    asked = OrderDraft.objects.filter(order_id=OuterRef("pk")).values("submitted_by")[:1]
    orders = list(
        Order.objects.filter(buyer_id=company_id)
        .annotate(is_known=Exists(known), asked_by=Subquery(asked))
        .select_related("seller")
        .prefetch_related(Prefetch("lines", queryset=priced.order_by("line_no")))
        .order_by("-id")[:most]
    )
    items = get_items({line.item_id for order in orders for line in order.lines.all()})
    askers = list_people({order.asked_by for order in orders if order.asked_by})  # type: ignore[attr-defined]
    return [_past(order, items, askers) for order in orders]


def _past(order: Order, items: Mapping[UUID, ItemFacts], askers: Mapping[UUID, Person]) -> PastSubject:
    lines = [
        LineSeen(
            sku=items[line.item_id].sku,
            category=items[line.item_id].category,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            last_price=line.last_price,  # type: ignore[attr-defined]
            net=Money(line.net_minor, order.currency).amount,
            hazard=items[line.item_id].attributes.get("hazard", ""),
        )
        for line in order.lines.all()
    ]
    facts = facts_of_order(
        lines,
        total=Money(order.total_minor, order.currency).amount,
        currency=order.currency,
        supplier=order.seller.code,
        new_supplier=not order.is_known,  # type: ignore[attr-defined]
        cost_centre=order.cost_centre,
        requester=askers[order.asked_by].email if order.asked_by else "",  # type: ignore[attr-defined]
    )
    return PastSubject(order.pk, order.number, order.accepted_at, facts)
