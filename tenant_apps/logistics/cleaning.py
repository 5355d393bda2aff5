"""How long deliveries are kept: once they have had their time, their notes are removed and reasons cleared."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from shared_apps.commands import Context
from shared_apps.crypto.clearing import clear
from tenant_apps.documents.commands import RemoveDocuments, remove_documents
from tenant_apps.logistics.models import Shipment
from tenant_apps.privacy.types import Candidate, RecordClass, declare


def _old(before: datetime, limit: int) -> Iterator[Candidate]:
    """Those that arrived, or were called off; what is on its way is kept however old it is."""
    # Keys are in the order of time, so the oldest are found without an index of their own.
    rows = Shipment.objects.filter(created_at__lt=before, state__in=("received", "cancelled"))
    rows = rows.annotate(over=Coalesce("received_at", "created_at")).filter(over__lt=before).order_by("id")
    named = rows.values("id", "over", "buyer_id", "seller_id", "order_id")
    for row in named[:limit].iterator(chunk_size=2000):
        yield Candidate(row["id"], row["over"], None, (row["buyer_id"], row["seller_id"]), row["order_id"])


def _clear(ctx: Context, ids: list[UUID]) -> int:
    ctx.call(remove_documents, RemoveDocuments(target="logistics.shipment", target_ids=ids))
    return clear(Shipment.objects.filter(pk__in=ids))


declare(
    RecordClass(
        "deliveries", _("Deliveries"), _("Delivery notes are removed; quantities, dates and parties stay."),
        "retention.delivery_years", "years", _old, _clear, most="retention.delivery_most_years", from_year_end=True,
        once=True,
    )
)  # fmt: skip
