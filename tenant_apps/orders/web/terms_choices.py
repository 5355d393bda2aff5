"""Terms of payment to choose from, as forms of orders show them: the usual ones first, which is no choice at all."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from tenant_apps.orders.commands import offered_terms
from tenant_apps.orders.types import OfferedTerms

Choices = list[tuple[str, str]]


def choices_of(offers: Sequence[OfferedTerms]) -> Choices:
    """What one seller offers, for a list to choose from; empty where there is nothing to choose."""
    usual = next((one for one in offers if one.is_usual), None)
    others = [(str(one.id), label_of(one)) for one in offers if one is not usual]
    if not others:
        return []
    return [("", _("%(terms)s (usual)") % {"terms": label_of(usual)} if usual else _("As its invoice says")), *others]


def choices_by_seller(buyer_id: UUID | None, seller_ids: Collection[UUID]) -> dict[UUID, Choices]:
    """The same for several sellers; those with nothing to choose are left out."""
    if buyer_id is None:
        return {}
    offers: dict[UUID, list[OfferedTerms]] = {}
    for one in offered_terms(buyer_id, seller_ids):
        offers.setdefault(one.seller_id, []).append(one)
    found = {seller_id: choices_of(mine) for seller_id, mine in offers.items()}
    return {seller_id: choices for seller_id, choices in found.items() if choices}


def label_of(one: OfferedTerms) -> str:
    return f"{one.name}: {one.says}" if one.says not in one.name else one.name
