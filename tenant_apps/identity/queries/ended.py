"""People whose every role has ended: for whoever must forget them one day."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce

from tenant_apps.identity.models import Membership


def without_role(before: datetime, limit: int) -> Iterator[tuple[UUID, datetime, tuple[UUID, ...]]]:
    """Who has had no role since before a moment: id, since when, the companies they belonged to; oldest first.

    Those who were made unreadable already are left out.
    """
    running = Membership.objects.running().filter(user_id=OuterRef("user_id"))
    rows = (
        Membership.objects.filter(~Exists(running), user__email_index__isnull=False)
        .values("user_id")
        .annotate(
            last=Max(Coalesce("until", "ends_at")),
            companies=ArrayAgg("company_id", distinct=True, filter=Q(company__isnull=False), default=[]),
        )
        .filter(last__lt=before)
        .order_by("last", "user_id")
    )
    for row in rows[:limit]:
        yield row["user_id"], row["last"], tuple(row["companies"])
