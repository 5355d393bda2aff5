"""Reads of parties, for pages and for other apps."""

from tenant_apps.parties.queries.companies import (
    FACTS_SQL,
    CompanyPage,
    SiteLine,
    facts_of_row,
    get_company,
    ids_of_codes,
    list_by_ids,
    list_companies,
    list_sites,
    names_of,
)
from tenant_apps.parties.queries.standing import list_qualifications, standing_of
from tenant_apps.parties.types import CompanyFacts, Standing

__all__ = [
    "FACTS_SQL",
    "CompanyFacts",
    "CompanyPage",
    "SiteLine",
    "Standing",
    "facts_of_row",
    "get_company",
    "ids_of_codes",
    "list_by_ids",
    "list_companies",
    "list_qualifications",
    "list_sites",
    "names_of",
    "standing_of",
]
