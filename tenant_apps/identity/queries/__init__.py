"""Reads of identity."""

from tenant_apps.identity.queries.people import find_member, list_people, list_roles

__all__ = ["find_member", "list_people", "list_roles"]
