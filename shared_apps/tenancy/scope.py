"""The current scope: one marketplace, the control plane, or nothing.

Nothing is the default in every new thread and process, and nothing means refusal. Lazy querysets run in the scope in
which they are evaluated, so they must not leave the block that made them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connections

from shared_apps.tenancy.errors import NoTenant, NotServedHere, ScopeInTransaction
from shared_apps.tenancy.refs import CONTROL, ControlRef, Ref, TenantRef

__all__ = ["CONTROL", "alias", "current", "current_or_none", "enter", "is_control", "key", "tenant"]

_scope: ContextVar[Ref | None] = ContextVar("kontor_scope", default=None)


def current_or_none() -> Ref | None:
    """The current scope, or None outside any."""
    return _scope.get()


def current() -> Ref:
    """The current scope; NoTenant outside any."""
    ref = _scope.get()
    if ref is None:
        raise NoTenant("no marketplace and no control plane is in scope here")
    return ref


def tenant() -> TenantRef:
    """The current marketplace; NoTenant outside any, and in the control plane."""
    ref = current()
    if isinstance(ref, ControlRef):
        raise NoTenant("the control plane is in scope, not a marketplace")
    return ref


def is_control() -> bool:
    return isinstance(_scope.get(), ControlRef)


def alias() -> str:
    """Database alias of the current scope."""
    return current().alias


def key() -> str:
    """Separator for cache and signing keys of the current scope."""
    return current().key


def _open_transaction(name: str) -> bool:
    connection = connections[name]
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def has_open_transaction() -> bool:
    """Whether a transaction is open in the current scope's database; the one around a test does not count."""
    return _open_transaction(alias())


@contextmanager
def enter(ref: Ref) -> Iterator[Ref]:
    """Work for `ref` inside the block.

    Refused inside an open transaction of either side: half of it would belong to the other tenant. Re-entering the
    same scope is allowed anywhere.
    """
    before = _scope.get()
    if before != ref:
        if not ref.alias:
            raise NotServedHere(f"region {getattr(ref, 'region', '?')} is not served by this process")
        for side in (before, ref):
            if side is not None and side.alias and _open_transaction(side.alias):
                raise ScopeInTransaction("commit or roll back before changing the marketplace in scope")
        _forget_content_types()
    token = _scope.set(ref)
    try:
        yield ref
    finally:
        _scope.reset(token)
        if before != ref:
            _forget_content_types()


def _forget_content_types() -> None:
    # Content types are cached per database alias, but their ids differ between schemas of one database.
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.clear_cache()
