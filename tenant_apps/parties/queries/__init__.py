"""Reads of parties, for pages and for other apps."""

from tenant_apps.parties.queries.companies import (
    CompanyPage,
    SiteLine,
    get_company,
    ids_of_codes,
    list_by_ids,
    list_companies,
    list_sites,
    names_of,
)
from tenant_apps.parties.types import CompanyFacts

__all__ = [
    "CompanyFacts",
    "CompanyPage",
    "SiteLine",
    "get_company",
    "ids_of_codes",
    "list_by_ids",
    "list_companies",
    "list_sites",
    "names_of",
]
