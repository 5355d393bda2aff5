"""What a company's papers, owner and bar are. `standing_of` is uncut, for gates in front of events."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Case, DateField, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast, Coalesce

from shared_apps.foundation.actor import Actor
from tenant_apps.parties.models import Company, Qualification
from tenant_apps.parties.queries.companies import get_company
from tenant_apps.parties.types import PaperEnding, QualificationLine, Standing


def standing_of(company_ids: Iterable[UUID], on: date) -> Mapping[UUID, Standing]:
    """Bar, owner and the kinds of qualification valid on a day, in two statements."""
    wanted = list(company_ids)
    held: dict[UUID, set[str]] = defaultdict(set)
    valid = Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    rows = Qualification.objects.filter(valid, company_id__in=wanted, state="granted")
    for company_id, kind in rows.values_list("company_id", "kind"):
        held[company_id].add(kind)
    return {
        row.pk: Standing(row.pk, row.owner, row.barred_until, row.barred_reason, frozenset(held[row.pk]))
        for row in Company.objects.filter(pk__in=wanted)
    }


def expired_papers(qualification_ids: Iterable[UUID], on: date) -> Sequence[QualificationLine]:
    """Those of these papers, uncut, whose last day is over and that no other paper of the kind stands in for."""
    other = Qualification.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        company_id=OuterRef("company_id"), kind=OuterRef("kind"), state="granted", valid_from__lte=on,
    )  # fmt: skip
    later = Qualification.objects.filter(
        company_id=OuterRef("company_id"), kind=OuterRef("kind"), valid_until__gt=OuterRef("valid_until")
    )
    rows = Qualification.objects.filter(pk__in=list(qualification_ids), state="granted", valid_until__lt=on)
    rows = rows.filter(~Exists(other), ~Exists(later), company__state="active")
    return [line_of(row) for row in rows]


def ended_papers(before: date, limit: int) -> Iterator[tuple[UUID, UUID, date]]:
    """Id, company and last day of papers that ended before a day: run out, revoked or refused; oldest first, uncut."""
    over = Coalesce(
        Cast("revoked_at", DateField()), Case(When(state="refused", then=Cast("judged_at", DateField()))), "valid_until"
    )
    rows = Qualification.objects.annotate(over=over).filter(over__lt=before).order_by("id")
    yield from rows.values_list("id", "company_id", "over")[:limit].iterator(chunk_size=2000)


def papers_ending(today: date, until: date) -> list[PaperEnding]:
    """Granted papers, uncut and locked, that end from today to `until`, not spoken of, and followed by none."""
    later = Qualification.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=OuterRef("valid_until")),
        company_id=OuterRef("company_id"), kind=OuterRef("kind"), state="granted",
    )  # fmt: skip
    rows = Qualification.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        ~Exists(later), state="granted", valid_until__gte=today, valid_until__lte=until, reminded_at__isnull=True,
        company__state="active",
    )  # fmt: skip
    return [
        PaperEnding(row.pk, row.company_id, row.kind, row.number, row.valid_until)
        for row in rows.order_by("valid_until", "id")
        if row.valid_until is not None
    ]


# The same for who holds a connection of its own: companies, kinds, one day twice; which of the kinds each has.
PAPERS_SQL = """
SELECT DISTINCT company_id, kind FROM parties_qualification
WHERE company_id = ANY(%s::uuid[]) AND kind = ANY(%s::text[]) AND state = 'granted'
  AND valid_from <= %s::date AND (valid_until IS NULL OR valid_until >= %s::date)
"""


class PaperRow(msgspec.Struct, frozen=True):
    """A row of `PAPERS_SQL` where the database gives rows as objects."""

    company_id: UUID
    kind: str


def list_qualifications(actor: Actor, company_id: UUID) -> Sequence[QualificationLine]:
    """Qualifications of a company the actor may see, newest first."""
    get_company(actor, company_id)
    rows = Qualification.objects.visible_to(actor).filter(company_id=company_id).order_by("-id")
    return [line_of(row) for row in rows]


def handed_in(actor: Actor) -> QuerySet[Qualification]:
    """What waits for the marketplace's word, oldest first."""
    return Qualification.objects.visible_to(actor).filter(state="submitted").order_by("id")


def qualification_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Qualification]:
    """Qualifications; `filters` are column values."""
    return Qualification.objects.visible_to(actor).filter(**filters)


def line_of(row: Qualification) -> QualificationLine:
    return QualificationLine(
        id=row.pk,
        company_id=row.company_id,
        kind=row.kind,
        number=row.number,
        issuer=row.issuer,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        state=row.state,
        recorded_at=row.recorded_at,
        revoked_at=row.revoked_at,
        reason=row.reason,
        judged_at=row.judged_at,
    )
