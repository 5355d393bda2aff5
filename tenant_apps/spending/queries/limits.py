"""Limits of many companies, locked, in one statement: for the ORM's connection and for who holds one of their own."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction

from shared_apps.tenancy import scope
from tenant_apps.spending.decisions.applies import applicable
from tenant_apps.spending.models import SpendingLimit, SpendingUse
from tenant_apps.spending.types import LimitFacts, Spend

# Ordered by id: whoever takes limits takes them in this order, before any stock level.
LIMITS_SQL = """
SELECT id, kind, company_id, grantor_id, code, principal, currency, starts_on, ends_on, amount_minor, reserved_minor,
       used_minor
FROM spending_spendinglimit WHERE company_id = ANY(%s::uuid[]) AND state = 'active' ORDER BY id FOR UPDATE
"""


class LimitRow(msgspec.Struct, frozen=True):
    """A row of `LIMITS_SQL` where the database gives rows as objects."""

    id: UUID
    kind: str
    company_id: UUID
    grantor_id: UUID | None
    code: str
    principal: str
    currency: str
    starts_on: date | None
    ends_on: date | None
    amount_minor: int | None
    reserved_minor: int
    used_minor: int

    def facts(self) -> LimitFacts:
        return LimitFacts(*msgspec.structs.astuple(self))


def limits_of_companies(company_ids: Iterable[UUID]) -> list[LimitFacts]:
    """The open limits of these companies, locked until the transaction ends."""
    with transaction.get_connection(scope.alias()).cursor() as cursor:
        cursor.execute(LIMITS_SQL, [sorted(company_ids)])
        return [LimitFacts(*row) for row in cursor.fetchall()]


def limits_for(spend: Spend, today: date) -> list[LimitFacts]:
    """The limits that concern a spend as they stand, without a lock: for pages."""
    rows = SpendingLimit.objects.filter(company_id=spend.company_id, state="active").order_by("id")
    return applicable([facts_of(row) for row in rows], spend, today)


def facts_of(row: SpendingLimit) -> LimitFacts:
    return LimitFacts(
        row.pk, row.kind, row.company_id, row.grantor_id, row.code, row.principal, row.currency, row.starts_on,
        row.ends_on, row.amount_minor, row.reserved_minor, row.used_minor,
    )  # fmt: skip


def takes_credit(source: str, source_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these sources take of somebody's credit."""
    uses = SpendingUse.objects.filter(source=source, source_id__in=list(source_ids), state="used", limit__kind="credit")
    return set(uses.values_list("source_id", flat=True))


def credit_taken(source: str) -> list[tuple[UUID, int, int]]:
    """Of every source that takes credit: itself, what it took, what it takes now."""
    uses = SpendingUse.objects.filter(source=source, state="used", limit__kind="credit")
    rows = uses.values_list("source_id", "amount_minor", "returned_minor").iterator()
    return [(pk, amount, amount - returned) for pk, amount, returned in rows]
