"""Reads of parties, for pages and for other apps."""

from tenant_apps.parties.queries.companies import (
    FACTS_SQL,
    CompanyPage,
    SiteLine,
    delivery_sites,
    facts_of_row,
    get_company,
    ids_of_codes,
    list_by_ids,
    list_companies,
    list_sites,
    names_of,
    sites_by_ids,
)
from tenant_apps.parties.queries.standing import expired_papers, list_qualifications, standing_of
from tenant_apps.parties.types import CompanyFacts, Standing

__all__ = [
    "FACTS_SQL",
    "CompanyFacts",
    "CompanyPage",
    "SiteLine",
    "Standing",
    "delivery_sites",
    "expired_papers",
    "facts_of_row",
    "get_company",
    "ids_of_codes",
    "list_by_ids",
    "list_companies",
    "list_qualifications",
    "list_sites",
    "names_of",
    "sites_by_ids",
    "standing_of",
]
