"""How long invoices are kept: once they have had their time their papers are removed; figures and lines stay."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from shared_apps.commands import Context
from tenant_apps.documents.commands import RemoveDocuments, remove_documents
from tenant_apps.invoicing.models import Invoice
from tenant_apps.privacy.types import Candidate, RecordClass, declare


def _old(before: datetime, limit: int) -> Iterator[Candidate]:
    """Those that are paid; an open item is kept however old it is."""
    # Keys are in the order of time, so the oldest are found without an index of their own.
    rows = Invoice.objects.filter(issued_at__lt=before, paid_minor=F("total_minor")).order_by("id")
    named = rows.values("id", "issued_at", "buyer_id", "seller_id", "order_id")
    for row in named[:limit].iterator(chunk_size=2000):
        yield Candidate(row["id"], row["issued_at"], None, (row["buyer_id"], row["seller_id"]), row["order_id"])


def _remove_papers(ctx: Context, ids: list[UUID]) -> int:
    ctx.call(remove_documents, RemoveDocuments(target="invoicing.invoice", target_ids=ids))
    return len(ids)


declare(
    RecordClass(
        "invoices", _("Invoices"), _("Their papers are removed; figures, lines and the books stay."),
        "retention.invoice_years", "years", _old, _remove_papers, most="retention.invoice_most_years",
        from_year_end=True, once=True,
    )
)  # fmt: skip
