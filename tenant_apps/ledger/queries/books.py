"""Balances and entries. A company sees its own legs; only the marketplace sees both sides."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Case, F, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from shared_apps.foundation.actor import Actor
from tenant_apps.ledger.models import Entry, Leg
from tenant_apps.ledger.types import BalanceLine, EntryFacts, EntryLeg


def balances(company_id: UUID | None = None) -> list[BalanceLine]:
    """Every account with its debit and credit sums, of one company or of all."""
    legs = Leg.objects.all() if company_id is None else Leg.objects.filter(account__company_id=company_id)
    zero = Value(0)
    debit = Sum(Case(When(amount_minor__gt=0, then=F("amount_minor")), default=zero))
    credit = Sum(Case(When(amount_minor__lt=0, then=-F("amount_minor")), default=zero))
    rows = (
        legs.values("account__company_id", "account__kind", "account__currency")
        .annotate(debit=Coalesce(debit, zero), credit=Coalesce(credit, zero))
        .order_by("account__currency", "account__kind", "account__company_id")
    )
    return [
        BalanceLine(
            company_id=row["account__company_id"],
            kind=row["account__kind"],
            currency=row["account__currency"],
            debit_minor=int(row["debit"]),
            credit_minor=int(row["credit"]),
        )
        for row in rows
    ]


def trial_balance(company_id: UUID | None = None) -> dict[str, int]:
    """Sum of all legs per currency: zero, or the books are broken. Of one company it is zero too."""
    totals: dict[str, int] = {}
    for line in balances(company_id):
        totals[line.currency] = totals.get(line.currency, 0) + line.balance_minor
    return totals


def entries_for(source_ids: Iterable[UUID], actor: Actor) -> list[EntryFacts]:
    """Entries of these business facts, oldest first, cut to the legs the actor may see."""
    rows = Entry.objects.filter(source_id__in=list(source_ids)).order_by("posted_at", "id")
    return _facts(list(rows), actor)


def list_entries(actor: Actor, limit: int = 50, before: UUID | None = None) -> list[EntryFacts]:
    """Newest first, entries with at least one leg of the actor's company."""
    rows = Entry.objects.order_by("-id")
    if not actor.is_marketplace:
        own = _of_company(Leg.objects.all(), actor)
        rows = rows.filter(pk__in=own.values("entry_id"))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return _facts(list(rows[:limit]), actor)


def unbooked(source: str, source_ids: Sequence[UUID]) -> list[UUID]:
    """Those of these business facts that no entry names."""
    booked = set(Entry.objects.filter(source=source, source_id__in=source_ids).values_list("source_id", flat=True))
    return [pk for pk in source_ids if pk not in booked]


def _of_company(legs: QuerySet[Leg], actor: Actor) -> QuerySet[Leg]:
    return legs.filter(account__company_id=actor.company_id) if actor.company_id else legs.none()


def _facts(rows: list[Entry], actor: Actor) -> list[EntryFacts]:
    legs = Leg.objects.filter(entry_id__in=[row.pk for row in rows]).select_related("account__company").order_by("seq")
    if not actor.is_marketplace:
        legs = _of_company(legs, actor)
    by_entry: dict[UUID, list[EntryLeg]] = {}
    for leg in legs:
        account = leg.account
        by_entry.setdefault(leg.entry_id, []).append(
            EntryLeg(account.company_id, account.company.name, account.kind, leg.amount_minor)
        )
    return [
        EntryFacts(
            id=row.pk,
            source=row.source,
            source_id=row.source_id,
            currency=row.currency,
            description=row.description,
            effective_date=row.effective_date,
            posted_at=row.posted_at,
            legs=tuple(by_entry[row.pk]),
        )
        for row in rows
        if row.pk in by_entry
    ]
