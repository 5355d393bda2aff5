"""What of reorder points has had its day: demand older than any window, and alerts that ended long ago."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from shared_apps.outbox.cleaning import Cleaner, register
from tenant_apps.inventory.commands.reckoning import AGAIN
from tenant_apps.inventory.models import DailyDemand, StockAlert
from tenant_apps.rulesets.queries import effective

# The invariant compares so many days before the newest one with their movements.
LEAST = timedelta(days=60)


def _days(rule: str) -> timedelta:
    return timedelta(days=int(str(effective(rule).value)))


def _demand(now: datetime) -> QuerySet[DailyDemand]:
    """Reckoned from the newest day, not from today: no sales for weeks take nothing away. Movements stay."""
    last = DailyDemand.objects.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        return DailyDemand.objects.none()
    return DailyDemand.objects.filter(day__lt=last - max(_days("stock.demand_window"), LEAST) - AGAIN)


def _alerts(now: datetime) -> QuerySet[StockAlert]:
    return StockAlert.objects.filter(state="cleared", cleared_at__lt=now - _days("stock.alerts_kept"))


register(
    Cleaner("inventory.demand", timedelta(), _demand, marketplace_only=True),
    Cleaner("inventory.alerts", timedelta(), _alerts, marketplace_only=True),
)
