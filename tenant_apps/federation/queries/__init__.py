"""Reads of single sign-on."""

from tenant_apps.federation.queries.providers import (
    ProviderLine,
    connections_of,
    find_for_sign_in,
    find_provider,
    list_providers,
    provider_rows,
)

__all__ = [
    "ProviderLine",
    "connections_of",
    "find_for_sign_in",
    "find_provider",
    "list_providers",
    "provider_rows",
]
