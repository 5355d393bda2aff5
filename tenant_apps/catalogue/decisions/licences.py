"""Which papers the goods of an order ask for, and which of them are missing. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from tenant_apps.catalogue.types import Lack, Need

Papers = Mapping[UUID, Collection[str]]


def kinds_of(needs: Iterable[Need], on: date) -> set[str]:
    """Kinds of paper that are asked for on a day, of whomever."""
    return {need.kind for need in needs if need.holds(on)}


def first_lack(
    needs: Iterable[Need], buyer_id: UUID | None, seller_id: UUID | None, papers: Papers, on: date
) -> Lack | None:
    """The first paper that buyer or seller needs on this day and does not have; None where nothing is missing.

    A side without a company is not asked.
    """
    for need in needs:
        company_id = buyer_id if need.side == "buyer" else seller_id
        if company_id is not None and need.holds(on) and need.kind not in papers.get(company_id, ()):
            return Lack(need, company_id)
    return None
