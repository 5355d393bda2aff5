"""How long it is listed which pages a visit of support looked at; the visit itself stays, as the log does."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from shared_apps.commands import Context
from tenant_apps.privacy.types import Candidate, RecordClass, declare
from tenant_apps.support.models import SupportLook, SupportVisit


def _old(before: datetime, limit: int) -> Iterator[Candidate]:
    looks = SupportLook.objects.filter(visit=OuterRef("pk"))
    rows = SupportVisit.objects.filter(Exists(looks), ended_at__lt=before).order_by("id")
    for row in rows.values("id", "ended_at", "member_id")[:limit].iterator(chunk_size=2000):
        assert row["ended_at"] is not None
        yield Candidate(row["id"], row["ended_at"], row["member_id"])


def _remove(ctx: Context, ids: list[UUID]) -> int:
    SupportLook.objects.filter(visit_id__in=ids).delete()
    return len(ids)


declare(
    RecordClass(
        "support", _("Visits of support"), _("The list of pages goes; who came, when and why stays."),
        "retention.support_months", "months", _old, _remove,
    )
)  # fmt: skip
