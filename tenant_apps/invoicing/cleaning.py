"""How long invoices are kept: a class of records that retention counts and never removes."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tenant_apps.invoicing.models import Invoice
from tenant_apps.privacy.types import Candidate, RecordClass, declare


def _old(before: datetime, limit: int) -> Iterator[Candidate]:
    # Keys are in the order of time, so the oldest are found without an index of their own.
    rows = Invoice.objects.filter(issued_at__lt=before).order_by("id")
    for row in rows.values("id", "issued_at", "buyer_id", "seller_id")[:limit]:
        yield Candidate(row["id"], row["issued_at"], None, (row["buyer_id"], row["seller_id"]))


declare(
    RecordClass(
        "invoices", _("Invoices"), _("Kept; people are named in them by an id alone."),
        "retention.invoice_years", "years", _old, why_kept=_("The books and the law of records keep them."),
    )
)  # fmt: skip
