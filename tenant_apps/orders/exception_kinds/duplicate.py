"""Duplicate (重复订单): the same buyer orders the same lines for the same amount again within hours.

The same reference cannot come twice, so what is left is the same order under another one, or under none. Each order is
compared with the buyer's last ones and no more: the bound is what makes it cheap where many are placed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.ids import lowest_of, moment_of
from shared_apps.tenancy import scope
from tenant_apps.exceptions.commands import tell
from tenant_apps.exceptions.types import Ask, Found, Kind, Scan, Source, Step, declare
from tenant_apps.orders.commands.cancel_order import CancelOrder, cancel_order
from tenant_apps.orders.models import Order, OrderLine
from tenant_apps.rulesets.queries import effective
from tenant_apps.rulesets.types import Rule
from tenant_apps.rulesets.types import declare as declare_rules

HOURS = "exceptions.duplicate_hours"
COMPARED = 200

declare_rules(
    Rule(
        HOURS, "int", 4, _("Duplicates within"),
        _("An order with the same lines and the same total as one before it is an exception within so long."),
        unit=_("hours"), low=1, high=168,
    )
)  # fmt: skip

# The newest equal order before each of these, among the last ones of its buyer: a walk along the index of the buyer.
_EQUAL = """
SELECT o.id, e.id FROM unnest(%(ids)s::uuid[]) AS asked(id)
JOIN orders_order o ON o.id = asked.id AND o.state = 'accepted'
CROSS JOIN LATERAL (
    SELECT b.id FROM (
        SELECT p.id, p.seller_id, p.currency, p.total_minor, p.state, p.accepted_at FROM orders_order p
        WHERE p.buyer_id = o.buyer_id AND p.id < o.id AND p.id >= %(since)s::uuid
        ORDER BY p.id DESC LIMIT %(compared)s
    ) AS b
    WHERE b.seller_id = o.seller_id AND b.currency = o.currency AND b.total_minor = o.total_minor
      AND b.state <> 'cancelled' AND b.accepted_at >= o.accepted_at - %(within)s::interval
    ORDER BY b.id DESC LIMIT 1
) AS e
"""


def _judge(order_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    ids = list(order_ids)
    if not ids:
        return
    within = timedelta(hours=int(str(effective(HOURS).value)))
    # A key holds the moment it was made, so the lower bound needs no column of its own.
    since = lowest_of(moment_of(min(ids)) - within)
    pairs = _pairs(ids, since, within)
    if not pairs:
        return
    rows = Order.objects.in_bulk({one for pair in pairs for one in pair})
    lines = _lines(rows)
    for order_id, other_id in pairs:
        if lines[order_id] != lines[other_id]:
            continue
        order, other = rows[order_id], rows[other_id]
        yield Found(
            order.pk, order.number, order.buyer_id, order.seller_id,
            facts={
                "other_id": str(other.pk), "like": other.number, "reference": order.client_reference or "",
                "reference_before": other.client_reference or "", "before": other.accepted_at.isoformat(),
            },
            amount_minor=order.total_minor, currency=order.currency,
        )  # fmt: skip


def _pairs(ids: list[UUID], since: UUID, within: timedelta) -> list[tuple[UUID, UUID]]:
    with connections[scope.alias()].cursor() as cursor:
        cursor.execute(_EQUAL, {"ids": ids, "since": since, "within": str(within), "compared": COMPARED})
        return list(cursor.fetchall())


def _lines(order_ids: Collection[UUID]) -> dict[UUID, list[tuple[UUID, Decimal, Decimal]]]:
    """Item, quantity and price of every line, in an order of their own: people type lines in any."""
    found: dict[UUID, list[tuple[UUID, Decimal, Decimal]]] = defaultdict(list)
    rows = OrderLine.objects.filter(order_id__in=list(order_ids)).order_by("item_id", "quantity", "unit_price")
    for order_id, item_id, quantity, price in rows.values_list("order_id", "item_id", "quantity", "unit_price"):
        found[order_id].append((item_id, quantity, price))
    return found


DUPLICATE = declare(
    Kind(
        "duplicate",
        _("Possible duplicate"),
        _("The same lines were ordered from the same seller for the same total shortly before."),
        icon="copy",
        hours=4,
        severity="high",
        sources=(
            Source(
                "orders.order",
                Scan("orders.Order", "pk", back=None),
                _judge,
                lambda case: ("orders:order", (case.subject_id,)),
            ),
        ),
        roles=("buyer",),
        labels={
            "like": (_("Same as order"), "text"),
            "before": (_("Which was placed"), "moment"),
            "reference": (_("Buyer’s number"), "text"),
            "reference_before": (_("Buyer’s number before"), "text"),
        },
        first=("tell",),
        steps=(
            tell(
                "tell", _("Tell the seller to wait"), _("The seller gets a letter that the order may be a duplicate.")
            ),
            Step(
                "compare",
                _("Look at the first order"),
                _("See its lines and where it stands."),
                side="either",
                link=lambda case: ("orders:order", (UUID(case.facts["other_id"]),)),
                permission="orders.view_order",
            ),
            Step(
                "cancel",
                _("Cancel the second order"),
                _("It ends, and what is held for it is free again."),
                side="either",
                command=cancel_order,
                asks=Ask(_("Reason")),
                danger=True,
                data=lambda case, text: CancelOrder(order_id=case.subject_id, reason=text),
            ),
        ),
    )
)
