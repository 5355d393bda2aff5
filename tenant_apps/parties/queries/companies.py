"""Companies. Lists and pages are cut to what the actor may see; `list_by_ids` and `names_of` are not.

The uncut ones are for other apps, which name the parties of rows they have cut already.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from shared_apps.api.paging import DEFAULT, cut
from shared_apps.foundation.actor import Actor
from tenant_apps.parties import errors
from tenant_apps.parties.models import Company, Site
from tenant_apps.parties.types import CompanyFacts


@dataclass(frozen=True, slots=True)
class CompanyPage:
    rows: Sequence[CompanyFacts]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class SiteLine:
    id: UUID
    name: str
    lines: str
    postcode: str
    city: str
    country: str
    is_delivery: bool
    is_billing: bool


def list_companies(
    actor: Actor, *, search: str = "", side: str = "", state: str = "", cursor: str | None = None, limit: int = DEFAULT
) -> CompanyPage:
    """Newest first, those the actor may see. `side` is `buy` or `sell`."""
    rows = Company.objects.visible_to(actor)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(code__icontains=search) | Q(tax_id__iexact=search))
    if side in ("buy", "sell"):
        rows = rows.filter(**{f"can_{side}": True})
    if state in ("guest", "active", "suspended"):
        rows = rows.filter(state=state)
    page = cut(rows, "companies", cursor=cursor, limit=limit)
    return CompanyPage([facts_of(row) for row in page.rows], page.next_cursor)


def ids_of_codes(codes: Iterable[str]) -> Mapping[str, UUID]:
    """Ids of companies by their codes, uncut: whoever knows a code may name the company."""
    return dict(Company.objects.filter(code__in=list(codes)).values_list("code", "id"))


def get_company(actor: Actor, company_id: UUID) -> CompanyFacts:
    """One company; NotFound when there is none or it is not for this actor."""
    row = Company.objects.visible_to(actor).filter(pk=company_id).first()
    if row is None:
        raise errors.company_unknown(company_id)
    return facts_of(row)


def list_sites(actor: Actor, company_id: UUID) -> Sequence[SiteLine]:
    """Addresses of a company the actor may see."""
    get_company(actor, company_id)
    return [_site(row) for row in Site.objects.filter(company_id=company_id).order_by("id")]


def sites_by_ids(site_ids: Iterable[UUID]) -> Mapping[UUID, SiteLine]:
    """Places by id, uncut."""
    return {row.pk: _site(row) for row in Site.objects.filter(pk__in=list(site_ids))}


def delivery_sites(company_ids: Iterable[UUID]) -> Sequence[tuple[UUID, SiteLine]]:
    """Where companies take deliveries, uncut, as (company, place)."""
    rows = Site.objects.filter(company_id__in=list(company_ids), is_delivery=True).order_by("id")
    return [(row.company_id, _site(row)) for row in rows]


def _site(row: Site) -> SiteLine:
    return SiteLine(row.id, row.name, row.lines, row.postcode, row.city, row.country, row.is_delivery, row.is_billing)


def list_by_ids(company_ids: Iterable[UUID]) -> Mapping[UUID, CompanyFacts]:
    """Facts by id, uncut: for commands of other apps and for naming the parties of rows cut already.

    Without tax numbers, which are encrypted and matter on papers alone: `tax_ids_of` has them.
    """
    rows = Company.objects.filter(pk__in=list(company_ids)).defer("tax_id")
    return {row.id: _facts(row, "") for row in rows}


def tax_ids_of(company_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Tax numbers by id, uncut: for papers that must name them."""
    return {row.id: row.tax_id for row in Company.objects.filter(pk__in=list(company_ids)).only("id", "tax_id")}


# The same for who holds a connection of its own: one list of ids, rows as `facts_of_row` reads them.
FACTS_SQL = """
SELECT id, code, name, country, can_buy, can_sell, state FROM parties_company WHERE id = ANY(%s::uuid[])
"""


def facts_of_row(row: Sequence[Any]) -> CompanyFacts:
    """A row of `FACTS_SQL`."""
    pk, code, name, country, can_buy, can_sell, state = row
    return CompanyFacts(id=pk, code=code, name=name, country=country, can_buy=can_buy, can_sell=can_sell, state=state)


def below(company_id: UUID) -> Sequence[UUID]:
    """Companies that stand below one in its group, at any depth, uncut."""
    return list(Company.objects.filter(lineage__contains=[company_id]).order_by("id").values_list("id", flat=True))


def line_above(company_id: UUID) -> Sequence[UUID]:
    """Companies above one in its group, the nearest last, uncut."""
    return Company.objects.filter(pk=company_id).values_list("lineage", flat=True).first() or []


def names_of(company_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Names by id, uncut."""
    return dict(Company.objects.filter(pk__in=list(company_ids)).values_list("id", "name"))


def facts_of(row: Company) -> CompanyFacts:
    return _facts(row, row.tax_id)


def _facts(row: Company, tax_id: str) -> CompanyFacts:
    return CompanyFacts(
        id=row.id,
        code=row.code,
        name=row.name,
        country=row.country,
        can_buy=row.can_buy,
        can_sell=row.can_sell,
        state=row.state,
        tax_id=tax_id,
        parent_id=row.parent_id,
        kind=row.kind,
    )
