"""Work that the control plane asks a region for, and what a region reports: doors for apps that may not see the tables.

The tables belong to `tenants`; what is done in a marketplace belongs to its apps. Both meet here by the name of a kind.
Handlers run in the marketplace's scope, at least once, and so must be idempotent.
"""

from collections.abc import Callable, Mapping
from typing import Any

from shared_apps.tenancy.refs import TenantRef

Handler = Callable[[Mapping[str, Any]], None]
Reporter = Callable[[TenantRef, str, Mapping[str, Any]], None]
_handlers: dict[str, Handler] = {}
_reporter: Reporter | None = None


def handle(kind: str, handler: Handler) -> None:
    """`handler(payload)` does work of this kind in the marketplace that is in scope."""
    _handlers[kind] = handler


def perform(kind: str, payload: Mapping[str, Any]) -> None:
    """Do it in the scope that is open; KeyError for a kind that nobody handles."""
    _handlers[kind](payload)


def register_reporter(reporter: Reporter) -> None:
    """Called once at start by the owner of the inbox."""
    global _reporter
    _reporter = reporter


def report(ref: TenantRef, kind: str, payload: Mapping[str, Any]) -> None:
    """Tell the control plane; it takes reports in later, in the order of making. Call it outside any transaction."""
    if _reporter is None:
        raise RuntimeError("nobody takes reports")
    _reporter(ref, kind, payload)
