"""Papers that categories ask for: of items for other apps, uncut; as rows for pages and the API."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db import connections
from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.catalogue.decisions.licences import first_lack, kinds_of
from tenant_apps.catalogue.models import Category, CategoryLicence
from tenant_apps.catalogue.types import Lack, Need
from tenant_apps.parties.queries import names_of, standing_of

_NEEDS = """
SELECT i.id, catalogue_needs(i.category_id, i.supplier_id)::text
FROM catalogue_item i JOIN catalogue_category c ON c.id = i.category_id
WHERE i.id = ANY(%s::uuid[]) AND c.licensed
"""
_DECODER = msgspec.json.Decoder(list[Need] | None)


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """One paper that a category asks for, and how the reader stands to it."""

    id: UUID
    category: str
    category_name: str
    supplier_id: UUID | None
    supplier_name: str
    kind: str
    side: str
    note: str
    valid_from: date
    ends_on: date | None
    held: bool


def needs_of(item_ids: Iterable[UUID]) -> dict[UUID, tuple[Need, ...]]:
    """What the categories of these items ask for, now or later, in one statement; without those that need nothing."""
    wanted = list(set(item_ids))
    if not wanted:
        return {}
    with connections[scope.alias()].cursor() as cursor:
        cursor.execute(_NEEDS, [wanted])
        found = {pk: tuple(_DECODER.decode(text) or ()) for pk, text in cursor.fetchall() if text}
    return {pk: needs for pk, needs in found.items() if needs}


def lacks_of(item_ids: Iterable[UUID], buyer_id: UUID | None, seller_id: UUID | None, on: date) -> dict[UUID, Lack]:
    """Items for which buyer or seller lacks a paper on this day, with the first one that is missing."""
    needs = needs_of(item_ids)
    if not any(kinds_of(one, on) for one in needs.values()):
        return {}
    standing = standing_of([pk for pk in (buyer_id, seller_id) if pk is not None], on)
    papers = {pk: one.qualifications for pk, one in standing.items()}
    found = {pk: first_lack(one, buyer_id, seller_id, papers, on) for pk, one in needs.items()}
    return {pk: lack for pk, lack in found.items() if lack is not None}


def asked_by(kinds: Collection[str], on: date) -> list[tuple[str, str, UUID, UUID | None]]:
    """Who asks for such papers on a day, uncut: kind, side, category, supplier."""
    rows = _on(CategoryLicence.objects.filter(kind__in=kinds), on)
    return list(rows.order_by("id").values_list("kind", "side", "category_id", "supplier_id"))


def branches_of(category_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Each of these categories with all below it."""
    below: dict[UUID | None, list[UUID]] = {}
    for pk, parent in Category.objects.filter(licensed=True).values_list("pk", "parent_id"):
        below.setdefault(parent, []).append(pk)
    found: dict[UUID, set[UUID]] = {}
    for root in category_ids:
        seen, waiting = set(), [root]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += below.get(one, ())
        found[root] = seen
    return found


def category_codes(category_ids: Iterable[UUID]) -> list[str]:
    """Their codes, in order."""
    return sorted(Category.objects.filter(pk__in=list(category_ids)).values_list("code", flat=True))


def category_names(category_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names in the reader's language."""
    chinese = (get_language() or "").startswith("zh")
    rows = Category.objects.filter(pk__in=list(category_ids))
    return {row.pk: row.name_zh_hans if chinese and row.name_zh_hans else row.name_en for row in rows}


def licence_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[CategoryLicence]:
    """What is asked for is no secret: whoever sees goods may see what they need."""
    equal = dict(filters)
    category = equal.pop("category", "")
    rows = CategoryLicence.objects.select_related("category", "supplier").filter(**equal)
    if actor.kind == "anonymous":
        return rows.none()
    return rows.filter(category__code=category) if category else rows


def list_requirements(actor: Actor, on: date) -> Sequence[RequirementLine]:
    """What holds on a day or will, by category; `held` says whether the reader's company has such a paper now."""
    rows = licence_rows(actor, {}).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    rows = rows.order_by("category__name_en", "kind", "side", "id")
    held: Collection[str] = ()
    if actor.company_id is not None:
        held = standing_of([actor.company_id], on)[actor.company_id].qualifications
    names = category_names({row.category_id for row in rows})
    firms = names_of({row.supplier_id for row in rows if row.supplier_id})
    return [
        RequirementLine(
            row.pk, row.category.code, names[row.category_id], row.supplier_id,
            firms.get(row.supplier_id, "") if row.supplier_id else "", row.kind, row.side, row.note, row.valid_from,
            row.ends_on, row.kind in held,
        )
        for row in rows
    ]  # fmt: skip


def _on(rows: QuerySet[CategoryLicence], on: date) -> QuerySet[CategoryLicence]:
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), valid_from__lte=on)
