"""Reads of parties, for pages and for other apps."""

from tenant_apps.parties.queries.companies import (
    FACTS_SQL,
    CompanyPage,
    SiteLine,
    below,
    delivery_sites,
    facts_of_row,
    get_company,
    ids_of_codes,
    line_above,
    list_by_ids,
    list_companies,
    list_sites,
    names_of,
    sites_by_ids,
)
from tenant_apps.parties.queries.standing import (
    PAPERS_SQL,
    PaperRow,
    expired_papers,
    handed_in,
    list_qualifications,
    papers_ending,
    standing_of,
)
from tenant_apps.parties.types import CompanyFacts, Standing

__all__ = [
    "FACTS_SQL",
    "PAPERS_SQL",
    "CompanyFacts",
    "CompanyPage",
    "PaperRow",
    "SiteLine",
    "Standing",
    "below",
    "delivery_sites",
    "expired_papers",
    "facts_of_row",
    "get_company",
    "handed_in",
    "ids_of_codes",
    "line_above",
    "list_by_ids",
    "list_companies",
    "list_qualifications",
    "list_sites",
    "names_of",
    "papers_ending",
    "sites_by_ids",
    "standing_of",
]
