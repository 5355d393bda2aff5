"""Sessions in the tenant's own schema, encoded with the tenant's own key.

A session row or cookie of one marketplace copied into another does not decode there: the visitor is anonymous.

The row is the session, the cache only spares reading it: with the cache away people stay signed in. An ended session
that a cache could not be told to forget opens nothing, because its row in `accounts` is gone.
"""

from typing import Any

import structlog
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore as CachedDbStore
from django.core import signing
from django.core.cache import caches

from shared_apps.tenancy import keys
from shared_apps.tenancy.errors import NoTenant

log = structlog.get_logger(__name__)


class Sparing:
    """A cache that may be away: then it knows nothing and keeps nothing."""

    def __init__(self, cache: Any) -> None:
        self._cache = cache

    def get(self, key: str) -> Any:
        return self._try("get", None, key)

    def set(self, key: str, value: Any, timeout: Any = None) -> None:
        self._try("set", None, key, value, timeout)

    def delete(self, key: str) -> None:
        self._try("delete", None, key)

    def __contains__(self, key: object) -> bool:
        return bool(self._try("has_key", False, key))

    def _try(self, name: str, otherwise: Any, *words: Any) -> Any:
        try:
            return getattr(self._cache, name)(*words)
        except NoTenant:
            raise
        except Exception as error:
            log.warning("tenancy.sessions_without_cache", act=name, error=str(error))
            return otherwise


class SessionStore(CachedDbStore):
    """`cached_db` with the payload signed by the scope's key."""

    cache_key_prefix = "session."

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._cache = Sparing(caches[settings.SESSION_CACHE_ALIAS])

    def encode(self, session_dict: dict[str, Any]) -> str:
        return keys.signer("session").sign_object(session_dict, serializer=self.serializer, compress=True)

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        text = session_data.decode() if isinstance(session_data, bytes) else session_data
        try:
            return keys.signer("session").unsign_object(text, serializer=self.serializer)
        except signing.BadSignature:
            return {}
