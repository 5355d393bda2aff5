"""How long orders are kept: once they have had their time, what they say of people is cleared; figures stay."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from shared_apps.commands import Context
from shared_apps.crypto.clearing import clear
from tenant_apps.orders.draft_models import OrderDraft
from tenant_apps.orders.models import Order, OrderAmendment, OrderReturn, RecurringRun
from tenant_apps.orders.tentative.models import TentativeOrder
from tenant_apps.privacy.types import Candidate, RecordClass, declare

PERSON = "user:"


def _old(before: datetime, limit: int) -> Iterator[Candidate]:
    """Orders whose trade ended before the moment; one that is not over yet never has had its time."""
    # Keys are in the order of time, so the oldest are found without an index of their own.
    rows = Order.objects.filter(ordered_at__lt=before).annotate(over=Coalesce("deal__settled_at", "deal__cancelled_at"))
    named = rows.filter(over__lt=before).order_by("id").values("id", "over", "buyer_id", "seller_id", "placed_by")
    for row in named[:limit].iterator(chunk_size=2000):
        yield Candidate(
            row["id"], row["over"], _person(row["placed_by"]), (row["buyer_id"], row["seller_id"]), row["id"]
        )


def _person(placed_by: str) -> UUID | None:
    """Keys and Kontor itself are nobody."""
    try:
        return UUID(placed_by.removeprefix(PERSON)) if placed_by.startswith(PERSON) else None
    except ValueError:
        return None


def _clear(ctx: Context, ids: list[UUID]) -> int:
    clear(Order.objects.filter(pk__in=ids))
    for model in (OrderReturn, OrderAmendment, OrderDraft, TentativeOrder, RecurringRun):
        clear(model._default_manager.filter(order_id__in=ids))
    return len(ids)


declare(
    RecordClass(
        "orders", _("Orders"), _("Notes, reasons and who ordered are cleared; figures, dates and parties stay."),
        "retention.trade_years", "years", _old, _clear, most="retention.trade_most_years", from_year_end=True,
        once=True,
    )
)  # fmt: skip
