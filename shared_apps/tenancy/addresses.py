"""Absolute address of a scope, for links in mails.

Never taken from a request: a forged Host header would lead the reader of a mail to somebody else's machine. The owner
of host names registers the look-up here at start.
"""

from collections.abc import Callable

from shared_apps.tenancy.refs import Ref

Loader = Callable[[Ref], str]

_load: Loader | None = None


def register(load: Loader) -> None:
    """Called once at start by the owner of the registry of host names."""
    global _load
    _load = load


def base_url(ref: Ref) -> str:
    """Scheme, host and port of the primary address of `ref`, without a slash at the end."""
    if _load is None:
        raise RuntimeError("no addresses are registered")
    return _load(ref).rstrip("/")
