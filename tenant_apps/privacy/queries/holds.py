"""Legal holds in force."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tenant_apps.privacy.decisions.retaining import Hold
from tenant_apps.privacy.models import LegalHold


def _standing(now: datetime) -> QuerySet[LegalHold]:
    rows = LegalHold.objects.filter(lifted_at__isnull=True)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=now.date()))


def holds_in_force(now: datetime) -> Sequence[Hold]:
    """All of them, oldest first."""
    return [
        Hold(row.number, row.target, row.target_id, row.record_class)  # type: ignore[arg-type]
        for row in _standing(now).order_by("id")
    ]


def holds_on_person(user_id: UUID, now: datetime) -> list[str]:
    """The numbers of holds that keep what is known of a person: on them, or on accounts as such."""
    on = Q(target="person", target_id=user_id) | Q(target="class", record_class="accounts")
    return list(_standing(now).filter(on).order_by("id").values_list("number", flat=True))


def numbers_in_force(now: datetime) -> list[str]:
    """Numbers of every hold that stands, of whatever: while one does, the marketplace's keys are not destroyed."""
    return list(_standing(now).order_by("id").values_list("number", flat=True))
