"""Reads of identity."""

from tenant_apps.identity.queries.bounds import register_choices
from tenant_apps.identity.queries.ended import without_role
from tenant_apps.identity.queries.keys import KEYS_SQL, USED_SQL, KeyRow, ProvenKey, proven_key
from tenant_apps.identity.queries.people import (
    every_company_role,
    find_member,
    givable_roles,
    list_people,
    list_roles,
    running_among,
    seats_beside,
)

__all__ = [
    "KEYS_SQL",
    "USED_SQL",
    "KeyRow",
    "ProvenKey",
    "every_company_role",
    "find_member",
    "givable_roles",
    "list_people",
    "list_roles",
    "proven_key",
    "register_choices",
    "running_among",
    "seats_beside",
    "without_role",
]
