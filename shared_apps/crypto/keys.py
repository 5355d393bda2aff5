"""The data keys of the scope: made once, wrapped in the cabinet, plain in memory for a few minutes.

Three purposes belong to the scope and are wrapped by the region's key service: `field` encrypts, `index` blinds,
`wrap` wraps the keys of persons. A key of a person encrypts what names that person, and is destroyed with it.

The memory is keyed by scope, so a process that serves many marketplaces can never encrypt with the wrong one. A key
becomes the one in use there only once its row is committed: a key of a rolled-back transaction would encrypt what
nobody can read. What was destroyed elsewhere is forgotten within `TTL_S`.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from shared_apps.crypto.cabinet import cabinet
from shared_apps.crypto.errors import NoKey, WrongContext
from shared_apps.crypto.kms import KEY_BYTES, NONCE_BYTES, KeyService, service_for
from shared_apps.crypto.models import DataKey
from shared_apps.foundation import canonical, clock
from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef

FIELD = "field"
INDEX = "index"
WRAP = "wrap"
PERSON = "person"
OF_THE_SCOPE = (FIELD, INDEX, WRAP)
TTL_S = 300.0
# About 400 bytes each, so at most 4 MB in a process however many people it shows.
MOST_IN_MEMORY = 10_000

# (scope, key id) -> (good until, plain key); (scope, purpose, subject) -> (good until, key id).
_plain: OrderedDict[tuple[str, UUID], tuple[float, bytes]] = OrderedDict()
_in_use: OrderedDict[tuple[str, str, UUID | None], tuple[float, UUID]] = OrderedDict()
_uncommitted: set[UUID] = set()
_lock = Lock()


def _service() -> KeyService:
    ref = scope.current()
    return service_for(ref.region if isinstance(ref, TenantRef) else "control")


def _context(purpose: str, key_id: UUID) -> dict[str, str]:
    return {"scope": scope.key(), "purpose": purpose, "key": str(key_id)}


# -- making ----------------------------------------------------------------------------------------------------------


def ensure() -> None:
    """Make every data key the scope needs, unless it exists. Safe to repeat."""
    for purpose in OF_THE_SCOPE:
        ensure_one(purpose)


def ensure_one(purpose: str, subject: UUID | None = None) -> UUID:
    """Make the key for `purpose` unless it exists; return its id. Safe to repeat and to race.

    NoKey when it was destroyed: what was made unreadable on purpose does not begin again by itself.
    """
    using = scope.alias()
    rows = DataKey.objects.filter(purpose=purpose, subject=subject)
    known = rows.filter(retired_at__isnull=True).values_list("id", flat=True).first()
    if known:
        return known
    if rows.filter(destroyed_at__isnull=False, last_words=True).exists():
        raise NoKey(f"the data key for {purpose} was destroyed")
    key_id = uuid7()
    try:
        with transaction.atomic(using=using):
            _uncommitted.add(key_id)
            transaction.on_commit(lambda: _uncommitted.discard(key_id), using=using)
            # The row first: whoever loses the race has put nothing into the cabinet.
            row = DataKey.objects.create(
                id=key_id, purpose=purpose, subject=subject, service="", created_at=clock.now(using)
            )
            row.service = _make(purpose, key_id)
            row.save(update_fields=["service"])
    except IntegrityError:
        return ensure_one(purpose, subject)
    return key_id


def _make(purpose: str, key_id: UUID) -> str:
    """Put a new wrapped key into the cabinet; return who wrapped it."""
    if purpose == PERSON:
        plain = secrets.token_bytes(KEY_BYTES)
        cabinet().put(key_id, _wrap_by_scope(plain, key_id))
        _keep(key_id, plain)
        return "scope"
    service = _service()
    plain, wrapped = service.generate_data_key(_context(purpose, key_id))
    cabinet().put(key_id, wrapped)
    _keep(key_id, plain)
    return service.name


# -- using -----------------------------------------------------------------------------------------------------------


def in_use(purpose: str, subject: UUID | None = None) -> tuple[UUID, bytes]:
    """Id and plain bytes of the key that encrypts now, made if there was none; NoKey when it was destroyed."""
    name = (scope.key(), purpose, subject)
    with _lock:
        hit = _in_use.get(name)
    if hit is not None and hit[0] > time.monotonic():
        return hit[1], by_id(hit[1])
    key_id = ensure_one(purpose, subject)
    plain = by_id(key_id)
    with _lock:
        if key_id not in _uncommitted:
            _in_use[name] = (time.monotonic() + TTL_S, key_id)
            _bound(_in_use)
    return key_id, plain


def by_id(key_id: UUID) -> bytes:
    """Plain bytes of any key of the scope, retired or not; NoKey when it was destroyed or is another scope's."""
    plain = _remembered(key_id)
    if plain is None:
        warm([key_id])
        plain = _remembered(key_id)
    if plain is None:
        raise NoKey("the data key of this value is not there")
    return plain


def warm(key_ids: Iterable[UUID]) -> None:
    """Take several keys into memory at once: one query and one visit to the cabinet for a whole list of people."""
    wanted = {key_id for key_id in key_ids if _remembered(key_id) is None}
    if not wanted:
        return
    rows = {row.id: row for row in DataKey.objects.filter(pk__in=wanted, destroyed_at__isnull=True)}
    there = cabinet().get_many(rows)
    for key_id, row in rows.items():
        wrapped = there.get(key_id) or row.wrapped
        if wrapped is not None:
            _keep(key_id, _unwrap(row, bytes(wrapped)))


def forget() -> None:
    """Drop all plain keys of this process's memory."""
    with _lock:
        _plain.clear()
        _in_use.clear()


def _remembered(key_id: UUID) -> bytes | None:
    with _lock:
        hit = _plain.get((scope.key(), key_id))
    return hit[1] if hit is not None and hit[0] > time.monotonic() else None


def _keep(key_id: UUID, plain: bytes) -> None:
    with _lock:
        _plain[scope.key(), key_id] = (time.monotonic() + TTL_S, plain)
        _bound(_plain)


def _bound(memory: "OrderedDict[Any, Any]") -> None:
    while len(memory) > MOST_IN_MEMORY:
        memory.popitem(last=False)


def _unwrap(row: DataKey, wrapped: bytes) -> bytes:
    if row.purpose == PERSON:
        return _unwrap_by_scope(wrapped, row.id)
    return _service().unwrap(wrapped, _context(row.purpose, row.id))


def _wrap_by_scope(plain: bytes, key_id: UUID) -> bytes:
    wrap_id, key = in_use(WRAP)
    nonce = secrets.token_bytes(NONCE_BYTES)
    bound = canonical.dumps(_context(PERSON, key_id))
    return wrap_id.bytes + nonce + AESGCM(key).encrypt(nonce, plain, bound)


def _unwrap_by_scope(wrapped: bytes, key_id: UUID) -> bytes:
    key, nonce, body = by_id(UUID(bytes=wrapped[:16])), wrapped[16 : 16 + NONCE_BYTES], wrapped[16 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, canonical.dumps(_context(PERSON, key_id)))
    except InvalidTag as error:
        raise WrongContext("this key was wrapped for another person or marketplace, or was altered") from error


# -- changing and ending ---------------------------------------------------------------------------------------------


def rotate(purpose: str) -> UUID:
    """Retire the scope's key in use and make a new one; old values stay readable until they are encrypted anew."""
    using = scope.alias()
    with transaction.atomic(using=using):
        DataKey.objects.filter(purpose=purpose, subject=None, retired_at__isnull=True).update(
            retired_at=clock.now(using)
        )
        made = ensure_one(purpose)
        transaction.on_commit(forget, using=using)
    forget()
    return made


def rewrap(row: DataKey) -> None:
    """Wrap one key anew: by the key service's newest key, or, for a person's, by the scope's wrapping key in use."""
    store = cabinet()
    wrapped = store.get_many([row.id]).get(row.id) or (row.wrapped and bytes(row.wrapped))
    if not wrapped:
        raise NoKey("the data key is not in the cabinet")
    if row.purpose == PERSON:
        store.put(row.id, _wrap_by_scope(_unwrap_by_scope(wrapped, row.id), row.id))
        return
    service = _service()
    store.put(row.id, service.rewrap(wrapped, _context(row.purpose, row.id)))
    if row.service != service.name or row.wrapped is not None:
        row.service, row.wrapped = service.name, None
        row.save(update_fields=["service", "wrapped"])


def wrapped_by(key_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """For keys of persons, which wrapping key wrapped each."""
    return {key_id: UUID(bytes=wrapped[:16]) for key_id, wrapped in cabinet().get_many(key_ids).items()}


def rewrap_all() -> int:
    """Wrap every key of the scope that the key service wraps anew, after it rotated its own; return how many."""
    rows = list(DataKey.objects.filter(purpose__in=OF_THE_SCOPE, destroyed_at__isnull=True))
    for row in rows:
        rewrap(row)
    return len(rows)


def destroy(key_id: UUID) -> None:
    """Destroy one retired key of which no value is left. The scope goes on with the key in use."""
    _end(DataKey.objects.filter(pk=key_id, retired_at__isnull=False), last_words=False)


def destroy_person(subject: UUID) -> int:
    """Destroy the keys of one person: what names them is unreadable from the commit on, in every copy there is."""
    return _end(DataKey.objects.filter(purpose=PERSON, subject=subject), last_words=True)


def destroy_all() -> int:
    """Destroy the scope's data keys: everything encrypted with them is unreadable, in every copy there is."""
    return _end(DataKey.objects.all(), last_words=True)


def any_left() -> bool:
    """Whether the scope has a data key that is not destroyed."""
    return DataKey.objects.filter(destroyed_at__isnull=True).exists()


def count_last_destroyed() -> int:
    """How many data keys of the scope were destroyed when some were the last time."""
    last = DataKey.objects.aggregate(last=Max("destroyed_at"))["last"]
    return DataKey.objects.filter(destroyed_at=last).count() if last else 0


def _end(rows: QuerySet[DataKey], *, last_words: bool) -> int:
    """Mark rows as destroyed; the cabinet follows the commit, and `sweep` where a process died in between."""
    using = scope.alias()
    with transaction.atomic(using=using):
        now = clock.now(using)
        ids = list(rows.filter(destroyed_at__isnull=True).values_list("id", flat=True))
        DataKey.objects.filter(pk__in=ids, retired_at__isnull=True).update(retired_at=now)
        DataKey.objects.filter(pk__in=ids).update(destroyed_at=now, last_words=last_words, wrapped=None)
        transaction.on_commit(lambda: _shred(ids), using=using)
    forget()
    return len(ids)


def _shred(ids: Iterable[UUID]) -> None:
    store = cabinet()
    for key_id in ids:
        store.destroy(key_id)
    forget()


def abandon() -> None:
    """Empty the scope's cabinet, whatever its table says: for a marketplace that never came to be, or is no more."""
    _shred(list(cabinet().list()))


def sweep() -> int:
    """Take out of the cabinet what its table says is destroyed; return how many were still there."""
    there = set(cabinet().list())
    left = DataKey.objects.filter(pk__in=there, destroyed_at__isnull=False).values_list("id", flat=True)
    gone = list(left)
    _shred(gone)
    return len(gone)
