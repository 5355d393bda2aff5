"""API keys: `Authorization: Bearer kk_…`.

The host decides the marketplace and the key is looked up there only, so a key of one marketplace is simply unknown in
another. Keys are rows of `accounts`, a floor above; it registers the look-up.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from shared_apps.egress import gate
from shared_apps.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class KeyInUse:
    """A valid key: who acts, and how often in a minute."""

    actor: Actor
    rate_per_minute: int


Lookup = Callable[[str], KeyInUse | None]

_lookup: Lookup | None = None


def register(lookup: Lookup) -> None:
    """`lookup(token)` answers in the current scope; None for a key that is unknown, expired or revoked."""
    global _lookup
    _lookup = lookup


def key_of(token: str) -> KeyInUse | None:
    """The key of a token in the current scope; None where it is unknown, expired or revoked."""
    if _lookup is None:
        raise RuntimeError("no look-up of API keys is registered")
    return _lookup(token)


class ApiKeyAuthentication(BaseAuthentication):
    """`request.user` becomes the Actor, `request.auth` the KeyInUse."""

    def authenticate(self, request: Request) -> tuple[Actor, KeyInUse] | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        kind, _space, token = header.partition(" ")
        if kind.lower() != "bearer" or not token.startswith("kk_") or len(token) > 200 or not token.isascii():
            raise AuthenticationFailed
        key = key_of(token)
        if key is None:
            raise AuthenticationFailed
        request._request.actor = key.actor  # type: ignore[attr-defined]
        gate.watch(gate.Viewer(company_id=key.actor.company_id, principal=key.actor.id))
        return key.actor, key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Kontor API"'
