"""Where the bounds of a grant stand in a deal: whose order came of it, or it of whose order."""

from collections.abc import Collection

from django.db.models import Q

from shared_apps.foundation.cutting import Column
from tenant_apps.orders.models import Order


def _ordered_by(people: Collection[str]) -> Q:
    return Q(pk__in=Order.objects.filter(placed_by__in=people).values("deal_id"))


DEALS: dict[str, Column] = {"people": _ordered_by}
