"""Reads of second tries."""

from tenant_apps.trading.second_try.queries.links import Link, Links, links_of

__all__ = ["Link", "Links", "links_of"]
