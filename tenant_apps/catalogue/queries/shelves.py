"""The tree of categories, for bounds that name some of them and mean what is below them too."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from tenant_apps.catalogue.models import Category, Item
from tenant_apps.catalogue.permissions import VIEW_ITEM


def lines_of(pks: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """Codes of each of these categories and of all above it."""
    known = {pk: (code, parent) for pk, code, parent in Category.objects.values_list("pk", "code", "parent_id")}
    found = {}
    for pk in pks:
        at, codes = pk, set()
        while at in known and known[at][0] not in codes:
            codes.add(known[at][0])
            at = known[at][1]
        found[pk] = frozenset(codes)
    return found


def lines_of_items(item_ids: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    """The same for the categories of items; an item without one has none."""
    of = dict(Item.objects.filter(pk__in=list(item_ids)).values_list("pk", "category_id"))
    lines = lines_of({one for one in of.values() if one is not None})
    return {pk: lines.get(category, frozenset()) for pk, category in of.items()}


def seen_by(actor: Actor) -> Q:
    """Items in the categories that the actor's reading is bound to."""
    return within(actor, VIEW_ITEM, categories=_on_shelves)


def items_on(codes: Collection[str]) -> QuerySet[Item, UUID]:
    """Ids of the items in these categories and those below them, for a condition on other rows."""
    return Item.objects.filter(_on_shelves(codes)).values_list("pk", flat=True)


def _on_shelves(codes: Collection[str]) -> Q:
    lines = lines_of(list(Category.objects.values_list("pk", flat=True)))
    return Q(category_id__in=[pk for pk, line in lines.items() if line & set(codes)])


def shelf_choices(company_id: UUID | None) -> list[tuple[str, str]]:
    """All categories, for who bounds a grant by some."""
    return [(row.code, f"{row.name_en} ({row.code})") for row in Category.objects.order_by("code")]
