"""How long it is known who was counted abroad in a year; the totals stay."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from shared_apps.commands import Context
from tenant_apps.privacy.types import Candidate, RecordClass, declare
from tenant_apps.transfers.models import AbroadTotal, PersonAbroad


def _old(before: datetime, limit: int) -> Iterator[Candidate]:
    """Totals of years that were over before the moment and whose people are still known."""
    people = PersonAbroad.objects.filter(year=OuterRef("year"), country=OuterRef("country"))
    # The first moment of a year in some time zone; a day later it is that year everywhere.
    year = (before + timedelta(days=1)).year
    rows = AbroadTotal.objects.filter(Exists(people), year__lt=year).order_by("year", "country")
    for row in rows.values("id", "year")[:limit]:
        yield Candidate(row["id"], datetime(row["year"], 12, 31, tzinfo=UTC))


def _remove(ctx: Context, ids: list[UUID]) -> int:
    for row in AbroadTotal.objects.select_for_update().filter(pk__in=ids):
        PersonAbroad.objects.filter(year=row.year, country=row.country).delete()
    return len(ids)


declare(
    RecordClass(
        "people_abroad", _("People counted abroad"), _("Who was counted goes; how many there were stays."),
        "retention.transfer_years", "years", _old, _remove, from_year_end=True,
    )
)  # fmt: skip
