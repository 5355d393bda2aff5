"""What a change of the rules does not touch: events that run keep the rules they were published under."""

from django.db.models import Count

from tenant_apps.trading.kernel.models import TradingEvent


def count_running() -> dict[str, int]:
    """Published events that have not ended, by mode. They keep their pinned rules."""
    rows = TradingEvent.objects.filter(published_at__isnull=False, final_state="")
    return dict(rows.values_list("mode").annotate(count=Count("id")).order_by("mode"))
