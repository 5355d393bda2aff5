"""API keys, `Authorization: Bearer kk_…`, and access tokens of OAuth 2.0, `Bearer kt_…`.

The host decides the marketplace and the key is looked up there only, so a key of one marketplace is simply unknown in
another. Keys are rows of `accounts`, a floor above; it registers the look-up.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from shared_apps.audit import record
from shared_apps.egress import gate
from shared_apps.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class KeyInUse:
    """A valid key: who acts, and how often in a minute."""

    actor: Actor
    rate_per_minute: int


Lookup = Callable[[str], KeyInUse | None]

PREFIXES = ("kk_", "kt_")
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


def may_be_key(token: str) -> bool:
    """Whether a text has the form of a key or of a token; only then it is looked up."""
    return token.startswith(PREFIXES) and len(token) <= 200 and token.isascii()


def strength_of(token: str) -> str:
    """How whoever comes with it proved to be who they are, as the log says it."""
    return record.BY_TOKEN if token.startswith(PREFIXES[1]) else ""


class ApiKeyAuthentication(BaseAuthentication):
    """`request.user` becomes the Actor, `request.auth` the KeyInUse."""

    def authenticate(self, request: Request) -> tuple[Actor, KeyInUse] | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        kind, _space, token = header.partition(" ")
        key = key_of(token) if kind.lower() == "bearer" and may_be_key(token) else None
        if key is None:
            raise AuthenticationFailed
        record.origin.set(replace(record.origin.get(), strength=strength_of(token)))
        request._request.actor = key.actor  # type: ignore[attr-defined]
        gate.watch(gate.Viewer(company_id=key.actor.company_id, principal=key.actor.id))
        return key.actor, key

    def authenticate_header(self, request: Request) -> str:
        # RFC 6750, 3.1: a request without any authentication is told nothing more.
        error = ', error="invalid_token"' if request.META.get("HTTP_AUTHORIZATION") else ""
        return f'Bearer realm="Kontor API"{error}'
