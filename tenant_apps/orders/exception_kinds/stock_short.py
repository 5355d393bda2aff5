"""Stock short (缺货): a part of an accepted order waits for goods that are not there."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.quantity import plain
from tenant_apps.exceptions.commands import tell
from tenant_apps.exceptions.types import Ask, Case, Found, Kind, Scan, Source, Step, declare
from tenant_apps.orders.commands.cancel_order import CancelOrder, cancel_order
from tenant_apps.orders.commands.serve_waiting import ServeWaiting, serve_waiting
from tenant_apps.orders.models import OrderPart, OrderPartLine


def _judge(part_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    parts = OrderPart.objects.filter(pk__in=part_ids, state="waiting").select_related("order")
    lines: dict[UUID, list[OrderPartLine]] = defaultdict(list)
    for line in OrderPartLine.objects.filter(part_id__in=part_ids).select_related("order_line").order_by("id"):
        lines[line.part_id].append(line)
    for part in parts:
        mine = lines[part.pk]
        if part.order.state == "cancelled" or not mine:
            continue
        first = mine[0]
        yield Found(
            part.pk, part.order.number, part.order.seller_id, part.order.buyer_id,
            facts={
                "order_id": str(part.order_id), "item_id": str(first.order_line.item_id),
                "item": first.order_line.description, "missing": [plain(first.quantity), first.order_line.unit],
                "lines": len(mine) if len(mine) > 1 else 0, "since": part.created_at.isoformat(),
            },
            amount_minor=part.net_minor + part.tax_minor, currency=part.order.currency,
        )  # fmt: skip


def _order(case: Case) -> tuple[str, tuple[UUID, ...]]:
    return "orders:order", (UUID(case.facts["order_id"]),)


STOCK_SHORT = declare(
    Kind(
        "stock_short",
        _("Stock short"),
        _("A part of an accepted order waits because its goods are not there."),
        icon="package-off",
        hours=48,
        sources=(
            Source(
                "orders.order_part",
                Scan("orders.OrderPart", "created_at", {"state": "waiting"}),
                _judge,
                _order,
            ),
        ),
        roles=("supplier", "warehouse"),
        labels={
            "item": (_("Item"), "text"),
            "missing": (_("Missing"), "quantity"),
            "lines": (_("Lines that wait"), "count"),
            "since": (_("Waits since"), "moment"),
        },
        first=("serve",),
        steps=(
            Step(
                "serve", _("Give it what is free"),
                _("Free stock of the item in any warehouse goes to the orders that wait for it, by their priority."),
                command=serve_waiting, data=lambda case, _text: ServeWaiting(item_id=UUID(case.facts["item_id"])),
            ),
            Step(
                "restock", _("Bring stock in"), _("Receive goods or move them here; what waits is served by itself."),
                link=lambda case: ("inventory:item", (UUID(case.facts["item_id"]),)), permission="inventory.view_stock",
            ),
            tell("tell", _("Tell the buyer"), _("The buyer gets a letter that a part comes later.")),
            Step(
                "cancel", _("Cancel the order"),
                _("The whole order ends and what is held for it is free. Refused once a part has left."), side="either",
                command=cancel_order, asks=Ask(_("Reason")), danger=True,
                data=lambda case, text: CancelOrder(order_id=UUID(case.facts["order_id"]), reason=text),
            ),
        ),
    )
)  # fmt: skip
