"""What every successor of an event has: its lines, who may join, and the link between the two."""

from decimal import Decimal
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.quantity import QuantityIn, plain
from tenant_apps.trading.kernel.commands import EventLine, EventResult, PublishEvent, publish_event
from tenant_apps.trading.kernel.models import LotItem, Participant, TradingEvent
from tenant_apps.trading.second_try.models import Succession


def lines_of(run: TradingEvent) -> list[EventLine]:
    """The lines of an event as they are published."""
    rows = LotItem.objects.filter(lot__trading_event_id=run.pk).order_by("line_no")
    return [
        EventLine(
            quantity=QuantityIn(plain(row.quantity), row.unit),
            item_id=row.item_id,
            need="" if row.item_id else row.description,
            warehouse_id=row.warehouse_id,
        )
        for row in rows
    ]


def participants_of(run: TradingEvent) -> list[UUID]:
    """Companies that were invited or have joined, in their order."""
    rows = Participant.objects.filter(trading_event_id=run.pk).order_by("id")
    return list(rows.values_list("company_id", flat=True))


def follow(
    ctx: Context, run: TradingEvent, data: PublishEvent, kind: str, percent: Decimal = Decimal(0)
) -> EventResult:
    """Publish the successor and link both ways."""
    made = ctx.call(publish_event, data)
    Succession.objects.create(
        event_id=run.pk, successor_id=made.event_id, kind=kind, changed_percent=percent, at=ctx.now
    )
    return made
