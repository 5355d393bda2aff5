"""A change of an order as its approvers see it: the order as it becomes, with what its budgets have left."""

from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from shared_apps.foundation.money import Money
from tenant_apps.approvals.types import Bar, Shown, ShownRow
from tenant_apps.orders.models import OrderAmendment
from tenant_apps.spending.queries import limits_for
from tenant_apps.spending.types import Spend


def shown_amendment(amendment_id: UUID) -> Shown:
    """Whether its reader may see it was decided by who asks. What a line cost before stands beside it."""
    row = OrderAmendment.objects.select_related("order", "order__seller").get(pk=amendment_id)
    before = {line["line_no"]: Decimal(line["unit_price"]) for line in row.before["lines"]}
    lines = tuple(
        ShownRow(
            line["description"], Decimal(line["quantity"]), line["unit"], Decimal(line["unit_price"]),
            row.order.currency, _net(line, row.order.currency), before.get(line["line_no"]),
        )
        for line in row.after["lines"]
    )  # fmt: skip
    return Shown(
        url=reverse("orders:amendments", args=[row.order_id]),
        partner=row.order.seller.name,
        note=row.reason,
        rows=lines,
        bars=tuple(_bars(row)),
        locked_until=row.locked_until if row.state in ("approving", "proposed") else None,
    )


def _net(line: dict[str, str], currency: str) -> int:
    return Money.of_product(Decimal(line["unit_price"]), Decimal(line["quantity"]), currency).minor


def _bars(row: OrderAmendment) -> list[Bar]:
    """Budgets and credit with what the change takes more, told apart from what others reserved."""
    if row.state not in ("approving", "proposed"):
        return []
    order, currency = row.order, row.order.currency
    total, was = (Money.parse(str(content["total"]), currency).minor for content in (row.after, row.before))
    more = max(0, total - was)
    spend = Spend(order.buyer_id, order.seller_id, row.principal, str(row.after["cost_centre"]), currency, total)
    own = more if row.reservation is not None else 0
    today = timezone.now().date()
    return [
        Bar(one.kind, one.code, one.currency, one.amount_minor, one.used_minor, max(0, one.reserved_minor - own), more)
        for one in limits_for(spend, today)
    ]
