"""Encrypt anew what an old key encrypted, in small transactions, and tell which old keys nothing needs any more.

Nothing is remembered between batches: what is still to be done is what the tables say, so a run that is killed goes on
where it was. Rows that somebody holds are left for the next batch, and no statement waits longer than half a second.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import QuerySet

from shared_apps.crypto import keys
from shared_apps.crypto.errors import NoKey, WrongContext
from shared_apps.crypto.fields import PLAIN, VERSION, BlindIndexField, EncryptedTextField
from shared_apps.crypto.models import DataKey
from shared_apps.foundation import clock
from shared_apps.foundation.faults import faultpoint
from shared_apps.tenancy import scope

BATCH = 200
LOCK_TIMEOUT_MS = 500
# A process may hold the key that was in use for so long, and its transaction as long again.
SETTLED = timedelta(seconds=3 * keys.TTL_S)


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key of the scope, and how many values still need it."""

    id: UUID
    purpose: str
    service: str
    created_at: Any
    retired_at: Any
    destroyed_at: Any


def fields() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Every encrypted column of the tables of the scope."""
    for model in apps.get_models():
        if (model._meta.app_label in settings.TENANT_LABELS) or scope.is_control():
            for field in model._meta.local_concrete_fields:
                if isinstance(field, EncryptedTextField):
                    yield model, field


def stale(model: type[models.Model], field: EncryptedTextField) -> QuerySet[Any]:
    """Rows whose value is plain, or encrypted with a key of the scope that is no longer in use."""
    start = models.Func(models.F(field.name), 1, 17, function="substr", output_field=models.BinaryField())
    rows = model._default_manager.filter(**{f"{field.name}__isnull": False}).alias(_start=start)
    plain = models.Func(models.F(field.name), 1, 1, function="substr", output_field=models.BinaryField())
    if field.subject is not None:
        # A person's key is not rotated: it is wrapped anew, and destroyed with the person.
        return rows.alias(_first=plain).filter(_first=PLAIN)
    key_id, _key = keys.in_use(keys.FIELD)
    return rows.exclude(_start=VERSION + key_id.bytes)


def left() -> int:
    """How many values still wait to be encrypted anew."""
    return sum(stale(model, field).count() for model, field in fields()) + len(persons_left())


def batch(model: type[models.Model], field: EncryptedTextField) -> int:
    """Encrypt some values of one column anew; return how many."""
    using = scope.alias()
    beside = [one.name for one in model._meta.local_concrete_fields if isinstance(one, BlindIndexField)]
    names = [field.name, *(name for name in beside if _of(model, name) == field.name)]
    with transaction.atomic(using=using):
        with transaction.get_connection(using).cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_MS}ms'")
        rows = list(stale(model, field).select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:BATCH])
        for row in rows:
            # Read, so that it is encrypted by the save and not written back as it was.
            setattr(row, field.attname, getattr(row, field.attname))
            row.save(update_fields=names)
        faultpoint("crypto.anew_before_commit")
    faultpoint("crypto.anew_after_batch")
    return len(rows)


def _of(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    assert isinstance(field, BlindIndexField)
    return field.of


def persons_left() -> Sequence[UUID]:
    """Keys of persons that an older wrapping key wrapped."""
    if not DataKey.objects.filter(purpose=keys.WRAP, retired_at__isnull=False, destroyed_at__isnull=True).exists():
        return ()
    now_id, _key = keys.in_use(keys.WRAP)
    known = DataKey.objects.filter(purpose=keys.PERSON, destroyed_at__isnull=True).values_list("id", flat=True)
    return [key_id for key_id, by in keys.wrapped_by(known).items() if by != now_id]


def rewrap_persons(most: int = BATCH) -> int:
    """Wrap some keys of persons by the wrapping key in use; return how many."""
    rows = DataKey.objects.filter(pk__in=persons_left()[:most])
    for row in rows:
        keys.rewrap(row)
    faultpoint("crypto.anew_after_batch")
    return len(rows)


def destroy_unused(purpose: str) -> int:
    """Destroy the retired keys of a purpose once nothing can need them; return how many.

    The caller has seen that no value is left. A key retired a moment ago stays: somebody may still be writing with it.
    """
    now = clock.now(scope.alias())
    old = DataKey.objects.filter(
        purpose=purpose, subject=None, retired_at__lt=now - SETTLED, destroyed_at__isnull=True
    ).values_list("id", flat=True)
    gone = list(old)
    for key_id in gone:
        keys.destroy(key_id)
    return len(gone)


def unsettled() -> bool:
    """Whether retired keys of the scope are still there."""
    rows = DataKey.objects.filter(purpose__in=(keys.FIELD, keys.WRAP), subject=None)
    return rows.filter(retired_at__isnull=False, destroyed_at__isnull=True).exists()


def lines() -> Sequence[KeyLine]:
    """The keys of the scope, newest first; those of persons are only counted."""
    rows = DataKey.objects.filter(subject=None).order_by("purpose", "-created_at")
    return [KeyLine(row.id, row.purpose, row.service, row.created_at, row.retired_at, row.destroyed_at) for row in rows]


def count_of_persons() -> int:
    """How many people have a key of their own."""
    return DataKey.objects.filter(purpose=keys.PERSON, destroyed_at__isnull=True).count()


def unreadable() -> list[str]:
    """Encrypted columns whose newest value cannot be read: its key is not there, or it is not what was written.

    A value of a person who was erased is read as no text, and is none of them.
    """
    found = []
    for model, field in fields():
        row = model._default_manager.exclude(**{f"{field.name}__isnull": True}).order_by("-pk").first()
        try:
            if row is not None:
                getattr(row, field.attname)
        except (NoKey, WrongContext):
            found.append(f"{model._meta.db_table}.{field.column}")
    return found
