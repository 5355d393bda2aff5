"""Post one entry. Part of the caller's command and transaction, because a business fact and its booking are one."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from tenant_apps.ledger.errors import Unbalanced
from tenant_apps.ledger.models import Account, Entry, Leg
from tenant_apps.ledger.types import LegIn


def post_entry(
    ctx: Context,
    source: str,
    source_id: UUID,
    currency: str,
    description: str,
    effective_date: date,
    legs: Sequence[LegIn],
) -> UUID:
    """Book `legs` and return the entry's id; the same source again returns the first booking unchanged.

    Legs on one account are added up and zeros left out. Raises Unbalanced when they do not sum to zero.
    """
    known = Entry.objects.filter(source=source, source_id=source_id).values_list("id", flat=True).first()
    if known is not None:
        return known
    sums: dict[tuple[UUID, str], int] = defaultdict(int)
    for leg in legs:
        sums[(leg.company_id, leg.kind)] += leg.amount_minor
    if sum(sums.values()) != 0:
        raise Unbalanced(f"{source} {source_id} is off by {sum(sums.values())} {currency} minor units")
    wanted = {key: amount for key, amount in sums.items() if amount}
    accounts = _accounts(sorted(wanted, key=lambda key: (str(key[0]), key[1])), currency)
    entry = Entry(
        id=uuid7(),
        source=source,
        source_id=source_id,
        currency=currency,
        description=description[:200],
        effective_date=effective_date,
        posted_at=ctx.now,
    )
    entry.save(force_insert=True)
    Leg.objects.bulk_create(
        Leg(entry_id=entry.pk, account_id=accounts[key], amount_minor=amount) for key, amount in wanted.items()
    )
    return entry.pk


def _accounts(wanted: Sequence[tuple[UUID, str]], currency: str) -> dict[tuple[UUID, str], UUID]:
    companies = {company for company, _kind in wanted}
    found = _known(companies, currency)
    missing = [key for key in wanted if key not in found]
    if missing:
        Account.objects.bulk_create(
            [Account(company_id=company, kind=kind, currency=currency) for company, kind in missing],
            ignore_conflicts=True,
        )
        found = _known(companies, currency)
    return found


def _known(companies: set[UUID], currency: str) -> dict[tuple[UUID, str], UUID]:
    rows = Account.objects.filter(company_id__in=companies, currency=currency).values_list("company_id", "kind", "id")
    return {(company, kind): pk for company, kind, pk in rows}
