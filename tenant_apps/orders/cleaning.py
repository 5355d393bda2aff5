"""How long orders are kept: a class of records that retention counts and never removes."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tenant_apps.orders.models import Order
from tenant_apps.privacy.types import Candidate, RecordClass, declare


def _old(before: datetime, limit: int) -> Iterator[Candidate]:
    # Keys are in the order of time, so the oldest are found without an index of their own.
    rows = Order.objects.filter(ordered_at__lt=before).order_by("id")
    for row in rows.values("id", "ordered_at", "buyer_id", "seller_id")[:limit]:
        yield Candidate(row["id"], row["ordered_at"], None, (row["buyer_id"], row["seller_id"]))


declare(
    RecordClass(
        "orders", _("Orders"), _("Kept; people are named in them by an id alone."),
        "retention.trade_years", "years", _old, why_kept=_("The books and the law of records keep them."),
    )
)  # fmt: skip
