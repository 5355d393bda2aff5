"""Host name to marketplace, cached for a few seconds.

The rows live in the control plane and belong to `tenants`, which registers the loaders here at start: this floor
may not import it.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Literal
from uuid import UUID

from shared_apps.tenancy.refs import TenantRef

TTL_S = 5.0
TTL_CHANGING_S = 0.5  # for hosts that are unknown or being opened: their owner is waiting at the address
LARGEST = 10_000

HostLoader = Callable[[str], TenantRef | None]
SiblingLoader = Callable[[TenantRef], Iterable[TenantRef]]
IdLoader = Callable[[UUID], TenantRef | None]

_by_host: HostLoader | None = None
_by_id: IdLoader | None = None
_siblings: SiblingLoader | None = None
_cache: "OrderedDict[tuple[Literal['host', 'id'], str], tuple[float, TenantRef | None]]" = OrderedDict()
_lock = Lock()
_preview: ContextVar[tuple[str, TenantRef] | None] = ContextVar("kontor_preview", default=None)


def register(by_host: HostLoader, by_id: IdLoader, siblings: SiblingLoader) -> None:
    """Called once at start by the owner of the registry."""
    global _by_host, _by_id, _siblings
    _by_host, _by_id, _siblings = by_host, by_id, siblings


def siblings(ref: TenantRef) -> list[TenantRef]:
    """Other marketplaces of the same owner in the same region, as far as they are open."""
    if _siblings is None:
        raise RuntimeError("no directory is registered")
    return list(_siblings(ref))


def _cached(kind: Literal["host", "id"], name: str, load: Callable[[], TenantRef | None]) -> TenantRef | None:
    now = time.monotonic()
    with _lock:
        hit = _cache.get((kind, name))
        if hit and hit[0] > now:
            return hit[1]
    ref = load()
    with _lock:
        settled = ref is not None and ref.state == "active"
        _cache[(kind, name)] = (now + (TTL_S if settled else TTL_CHANGING_S), ref)
        _cache.move_to_end((kind, name))
        while len(_cache) > LARGEST:
            _cache.popitem(last=False)
    return ref


def by_host(host: str) -> TenantRef | None:
    """The marketplace of a host name (lower case, no port); None when there is none."""
    if _by_host is None:
        raise RuntimeError("no directory is registered")
    shown = _preview.get()
    if shown is not None and shown[0] == host:
        return shown[1]
    loader = _by_host
    return _cached("host", host, lambda: loader(host))


def cached_by_host(host: str) -> TenantRef | None:
    """What is known of a host at once; None also where `by_host` has to ask first."""
    with _lock:
        hit = _cache.get(("host", host))
    return hit[1] if hit and hit[0] > time.monotonic() else None


def by_id(tenant_id: UUID) -> TenantRef | None:
    """The marketplace with this id, from the cache; None when there is none."""
    if _by_id is None:
        raise RuntimeError("no directory is registered")
    loader = _by_id
    return _cached("id", str(tenant_id), lambda: loader(tenant_id))


@contextmanager
def preview(host: str, ref: TenantRef) -> Iterator[None]:
    """Answer `host` with `ref` in this context alone: lets the saga open a marketplace's page before anybody else."""
    token = _preview.set((host, ref))
    try:
        yield
    finally:
        _preview.reset(token)


def forget() -> None:
    """Drop the whole cache: after a change of state, host or region in this process."""
    with _lock:
        _cache.clear()
