"""Reads of support."""

from tenant_apps.support.queries.visits import (
    find_visit,
    looks_of,
    people_to_lend,
    standing_now,
    visit_facts,
    visit_rows,
    waiting_visits,
)

__all__ = [
    "find_visit",
    "looks_of",
    "people_to_lend",
    "standing_now",
    "visit_facts",
    "visit_rows",
    "waiting_visits",
]
