"""The data keys of the scope: made once, wrapped at rest, plain in memory for a few minutes.

The memory is keyed by scope, so a process that serves many marketplaces can never encrypt with the wrong one. A key
enters it only once its row is committed: a key of a rolled-back transaction would encrypt what nobody can read.
"""

import time
from threading import Lock
from uuid import UUID

from django.db import IntegrityError, transaction

from shared_apps.crypto.errors import NoKey
from shared_apps.crypto.kms import KeyService, service_for
from shared_apps.crypto.models import DataKey
from shared_apps.foundation import clock
from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef

FIELD = "field"
INDEX = "index"
TTL_S = 300.0

_plain: dict[tuple[str, str], tuple[float, UUID, bytes]] = {}
_uncommitted: set[UUID] = set()
_lock = Lock()


def _region() -> str:
    ref = scope.current()
    return ref.region if isinstance(ref, TenantRef) else "control"


def _service() -> KeyService:
    return service_for(_region())


def _context(purpose: str, key_id: UUID) -> dict[str, str]:
    return {"scope": scope.key(), "purpose": purpose, "key": str(key_id)}


def ensure() -> None:
    """Make every data key the scope needs, unless it exists. Safe to repeat."""
    for purpose in (FIELD, INDEX):
        ensure_one(purpose)


def ensure_one(purpose: str) -> UUID:
    """Make the scope's data key for `purpose` unless it exists; return its id. Safe to repeat and to race."""
    using = scope.alias()
    known = DataKey.objects.filter(purpose=purpose, retired_at__isnull=True).values_list("id", flat=True).first()
    if known:
        return known
    service, key_id = _service(), uuid7()
    _plain_key, wrapped = service.generate_data_key(_context(purpose, key_id))
    try:
        with transaction.atomic(using=using):
            _uncommitted.add(key_id)
            transaction.on_commit(lambda: _uncommitted.discard(key_id), using=using)
            DataKey.objects.create(
                id=key_id, purpose=purpose, wrapped=wrapped, service=service.name, created_at=clock.now(using)
            )
    except IntegrityError:
        return ensure_one(purpose)
    return key_id


def in_use(purpose: str) -> tuple[UUID, bytes]:
    """Id and plain bytes of the key that encrypts now; NoKey when none was ever made."""
    with _lock:
        hit = _plain.get((scope.key(), purpose))
        if hit and hit[0] > time.monotonic():
            return hit[1], hit[2]
    row = DataKey.objects.filter(purpose=purpose, retired_at__isnull=True).first()
    if row is None:
        raise NoKey(f"no data key for {purpose} exists here")
    key = _unwrap(row)
    _keep(purpose, row.id, key)
    return row.id, key


def by_id(key_id: UUID) -> bytes:
    """Plain bytes of any key of the scope, retired or not; NoKey when it was destroyed or is another scope's."""
    with _lock:
        hit = _plain.get((scope.key(), str(key_id)))
        if hit and hit[0] > time.monotonic():
            return hit[2]
    row = DataKey.objects.filter(pk=key_id).first()
    if row is None:
        raise NoKey("the data key of this value is not there")
    key = _unwrap(row)
    _keep(str(key_id), key_id, key)
    return key


def rotate(purpose: str) -> UUID:
    """Retire the key in use and make a new one; old values stay readable."""
    using = scope.alias()
    with transaction.atomic(using=using):
        DataKey.objects.filter(purpose=purpose, retired_at__isnull=True).update(retired_at=clock.now(using))
        made = ensure_one(purpose)
    forget()
    return made


def rewrap_all() -> int:
    """Wrap every data key of the scope anew, after the key service rotated its own key; return how many."""
    service, count = _service(), 0
    for row in DataKey.objects.all():
        row.wrapped = service.rewrap(bytes(row.wrapped), _context(row.purpose, row.id))
        row.service = service.name
        row.save(update_fields=["wrapped", "service"])
        count += 1
    return count


def destroy_all() -> int:
    """Destroy the scope's data keys: everything encrypted with them is unreadable from now on."""
    forget()
    transaction.on_commit(forget, using=scope.alias())
    return DataKey.objects.all().delete()[0]


def forget() -> None:
    """Drop all plain keys of this process's memory."""
    with _lock:
        _plain.clear()


def _keep(name: str, key_id: UUID, key: bytes) -> None:
    with _lock:
        if key_id not in _uncommitted:
            _plain[(scope.key(), name)] = (time.monotonic() + TTL_S, key_id, key)


def _unwrap(row: DataKey) -> bytes:
    return _service().unwrap(bytes(row.wrapped), _context(row.purpose, row.id))
