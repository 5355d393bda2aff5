"""Budgets and credit that a draft would take, as bars."""

from datetime import date

from tenant_apps.approvals.types import Bar
from tenant_apps.orders.models import OrderDraft
from tenant_apps.spending.queries import limits_for
from tenant_apps.spending.types import Spend


def bars_of(draft: OrderDraft, today: date) -> list[Bar]:
    """Budgets and credit that a draft would take, with its own share told apart from what others reserved."""
    if draft.seller_id is None or not draft.currency or draft.state == "ordered":
        return []
    asked = draft.total_minor or 0
    spend = Spend(draft.buyer_id, draft.seller_id, draft.principal, draft.cost_centre, draft.currency, asked)
    own = asked if draft.reservation is not None else 0
    return [
        Bar(one.kind, one.code, one.currency, one.amount_minor, one.used_minor, max(0, one.reserved_minor - own), asked)
        for one in limits_for(spend, today)
    ]
