"""Reads of single sign-on."""

from tenant_apps.federation.queries.providers import (
    KeyLine,
    ProviderLine,
    connections_of,
    find_for_sign_in,
    find_provider,
    key_rows,
    list_keys,
    list_providers,
    provider_rows,
)

__all__ = [
    "KeyLine",
    "ProviderLine",
    "connections_of",
    "find_for_sign_in",
    "find_provider",
    "key_rows",
    "list_keys",
    "list_providers",
    "provider_rows",
]
