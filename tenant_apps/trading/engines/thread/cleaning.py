"""How long guests of requests for quotation are known: a class of records that retention makes unreadable."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from shared_apps.commands import Context
from shared_apps.crypto import keys
from tenant_apps.privacy.types import Candidate, RecordClass, declare
from tenant_apps.trading.engines.thread.models import Guest, GuestInvitation


def _old(before: datetime, limit: int) -> Iterator[Candidate]:
    """Guests who were asked last before the moment and never became a company of the marketplace."""
    later = GuestInvitation.objects.filter(guest=OuterRef("pk"), expires_at__gte=before)
    rows = Guest.objects.filter(~Exists(later), email_index__isnull=False, admitted_at__isnull=True)
    rows = rows.annotate(since=Coalesce("asked_at", "created_at")).filter(since__lt=before)
    for row in rows.order_by("since", "id").values("id", "since", "company_id", "initiator_id")[:limit]:
        yield Candidate(row["id"], row["since"], None, (row["company_id"], row["initiator_id"]))


def _forget(ctx: Context, ids: list[UUID]) -> int:
    """The guest's key goes, and with it address and name; quotes and deals stay with the company row."""
    Guest.objects.filter(pk__in=ids).update(email_index=None)
    for guest_id in ids:
        keys.destroy_person(guest_id)
    return len(ids)


declare(
    RecordClass(
        "guests", _("Guests of requests for quotation"), _("Mail address and name become unreadable; quotes stay."),
        "retention.guest_months", "months", _old, _forget,
    )
)  # fmt: skip
