"""Sessions in the tenant's own schema, encoded with the tenant's own key.

A session row or cookie of one marketplace copied into another does not decode there: the visitor is anonymous.
"""

from typing import Any

from django.contrib.sessions.backends.cached_db import SessionStore as CachedDbStore
from django.core import signing

from shared_apps.tenancy import keys


class SessionStore(CachedDbStore):
    """`cached_db` with the payload signed by the scope's key."""

    cache_key_prefix = "session."

    def encode(self, session_dict: dict[str, Any]) -> str:
        return keys.signer("session").sign_object(session_dict, serializer=self.serializer, compress=True)

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        text = session_data.decode() if isinstance(session_data, bytes) else session_data
        try:
            return keys.signer("session").unsign_object(text, serializer=self.serializer)
        except signing.BadSignature:
            return {}
