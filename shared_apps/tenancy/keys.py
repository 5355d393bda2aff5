"""Signing and cache keys bound to the scope, so that nothing signed for one marketplace opens another.

The region is part of the derivation: moving a marketplace signs everybody out, on purpose.
"""

from django.conf import settings
from django.core.signing import TimestampSigner

from shared_apps.tenancy import scope
from shared_apps.tenancy.derive import derive


def tenant_key(purpose: str) -> bytes:
    """32 bytes for `purpose` in the current scope (HKDF-SHA256, RFC 5869); NoTenant outside any."""
    return derive(settings.SECRET_KEY, purpose, scope.key())


def signer(purpose: str) -> TimestampSigner:
    """A signer whose signatures are worth nothing in any other scope or for any other purpose."""
    return TimestampSigner(key=tenant_key(purpose).hex(), salt=purpose)


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """Django cache KEY_FUNCTION; NoTenant outside any scope."""
    return cache_key_of(key, key_prefix, version, scope.key())


def cache_key_of(key: str, key_prefix: str, version: int, scope_key: str) -> str:
    """The same for a scope that is named and not open."""
    return f"{key_prefix}:{version}:{scope_key}:{key}"
