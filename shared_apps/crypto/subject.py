"""Everything the register says about one person, read from every table: the answer to whoever asks what is held.

A row is about a person when a column of it holds their id (a pseudonym, a name that is kept as an id, the owner of an
encrypted value), or their mail address by its blind index. Told are its columns that say something of a person, and the
moments beside them; what is a secret or a digest is named, never shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shared_apps.crypto import keys, register
from shared_apps.crypto.fields import BlindIndexField, EncryptedTextField, warm
from shared_apps.crypto.names import NameField
from shared_apps.crypto.register import Entry
from shared_apps.foundation.person_names import MARK, token

# What protects an account is worth something to a thief alone: it is named in an answer, not shown.
WITHHELD = "withheld"
# Names of others beside the person's own: theirs to tell, not ours (GDPR art. 15(4)).
OTHER = "other person"
# Rows of one table that an answer holds at most; how many there are is always told.
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """What one table holds about a person: `rows` as column -> text, `total` of them where not all are shown.

    `purposes`, `bases` and `retention` are codes of the register for the columns that are told.
    """

    model: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    total: int
    purposes: tuple[str, ...]
    bases: tuple[str, ...]
    retention: tuple[str, ...]


def about(user_id: UUID | None, email: str = "", *, most: int = MOST, without: Sequence[str] = ()) -> Iterator[Told]:
    """Each table of the marketplace in scope that holds something about the person, in the order of declaration.

    With `user_id` None only what is found by the mail address. `without` names tables that are left out.
    """
    for model, entries in _tables():
        if model._meta.label in without:
            continue
        condition = _condition(model, entries, user_id, email)
        if condition is None:
            continue
        rows = model._default_manager.filter(condition)
        found = list(rows.order_by("pk")[:most])
        if found:
            total = len(found) if len(found) < most else rows.count()
            yield _told(model, entries, found, total, user_id)


def shred_mail(email: str, *, without: Sequence[str] = ()) -> int:
    """Make unreadable what is kept of a mail address outside accounts, each row under a key of its own; how many."""
    gone = 0
    for model, _entries in _tables():
        field = _own_mail(model)
        if field is None or model._meta.label in ("accounts.User", *without) or not email:
            continue
        for row in model._default_manager.filter(**{field.name: email}).select_for_update():
            model._default_manager.filter(pk=row.pk).update(**{str(field.index): None})
            gone += keys.destroy_person(row.pk)
    return gone


@cache
def _tables() -> Sequence[tuple[type[models.Model], tuple[Entry, ...]]]:
    """The tables of a marketplace that say something of people, with what they say."""
    found: dict[str, list[Entry]] = {}
    for one in register.personal():
        if one.model.split(".", 1)[0] in settings.TENANT_LABELS:
            found.setdefault(one.model, []).append(one)
    return [(apps.get_model(name), tuple(entries)) for name, entries in found.items()]


def _own_mail(model: type[models.Model]) -> EncryptedTextField | None:
    """The mail address of a row that is a person itself."""
    for field in model._meta.concrete_fields:
        if isinstance(field, EncryptedTextField) and field.index and field.subject == "id" and field.name == "email":
            return field
    return None


def _condition(model: type[models.Model], entries: Sequence[Entry], user_id: UUID | None, email: str) -> Q | None:
    parts: list[Q] = []
    if user_id is not None:
        if model._meta.label == "accounts.User":
            parts.append(Q(pk=user_id))
        named = {one.column: one for one in entries}
        for field in model._meta.concrete_fields:
            parts += _by_id(field, named.get(str(field.column)), user_id)
    if email and (mail := _own_mail(model)) is not None:
        parts.append(Q(**{mail.name: email}))
    if not parts:
        return None
    condition = parts[0]
    for part in parts[1:]:
        condition |= part
    return condition


def _by_id(field: Any, entry: Entry | None, user_id: UUID) -> list[Q]:
    """How a column holds the id of a person, if it can."""
    if isinstance(field, models.ForeignKey):
        related = field.related_model._meta.label if field.related_model != "self" else ""  # type: ignore[union-attr]
        return [Q(**{field.attname: user_id})] if related == "accounts.User" else []
    if entry is None or isinstance(field, EncryptedTextField | BlindIndexField):
        return []
    if isinstance(field, NameField):
        return [Q(**{field.name: token(user_id)})]
    if isinstance(field, models.UUIDField):
        return [] if field.primary_key else [Q(**{field.name: user_id})]
    if isinstance(field, models.JSONField) and entry.key:
        return [Q(**{f"{field.name}__contains": {entry.key: text}}) for text in _every_text(user_id)]
    if isinstance(field, models.JSONField):
        return [Q(**{f"{field.name}__contains": [text]}) for text in _every_text(user_id)]
    if isinstance(field, ArrayField):
        return [Q(**{f"{field.name}__contains": [text]}) for text in _texts(field.base_field, user_id)]
    if isinstance(field, models.CharField):
        return [Q(**{f"{field.name}__in": _texts(field, user_id)})]
    return []


def _texts(field: Any, user_id: UUID) -> list[Any]:
    if isinstance(field, models.UUIDField):
        return [user_id]
    return [one for one in _every_text(user_id) if len(one) <= (field.max_length or 200)]


def _every_text(user_id: UUID) -> tuple[str, ...]:
    """The ways in which a text column names a person."""
    return str(user_id), f"user:{user_id}", token(user_id)


def _told(
    model: type[models.Model], entries: Sequence[Entry], rows: Sequence[models.Model], total: int, user_id: UUID | None
) -> Told:
    fields = {str(field.column): field for field in model._meta.concrete_fields}
    shown = {one.column: one for one in entries}
    moments = [name for name, field in fields.items() if isinstance(field, models.DateTimeField | models.DateField)]
    columns = (*shown, *(name for name in moments if name not in shown))
    warm(rows)
    pk = str(model._meta.pk.column) if model._meta.pk is not None else "id"
    lines = []
    for row in rows:
        line = {pk: str(row.pk)}
        for name in columns:
            line[name] = _value(shown.get(name), fields[name], row, user_id)
        lines.append(line)
    return Told(
        model._meta.label,
        (pk, *(name for name in columns if name != pk)),
        tuple(lines),
        total,
        tuple(dict.fromkeys(one.purpose for one in entries)),
        tuple(dict.fromkeys(one.basis for one in entries)),
        tuple(dict.fromkeys(one.retention for one in entries)),
    )


def _value(entry: Entry | None, field: Any, row: models.Model, user_id: UUID | None) -> str:
    if entry is not None and entry.secret:
        return WITHHELD
    if entry is not None and (entry.kept == "digest" or (entry.kept == "plain" and entry.purpose == "security")):
        return WITHHELD if entry.column != "address" else str(getattr(row, field.attname) or "")
    if isinstance(field, NameField):
        kept = row.__dict__.get(field.attname) or ""
        if kept.startswith(MARK) and (user_id is None or kept != token(user_id)):
            return OTHER
    value = getattr(row, field.attname)
    if entry is not None and entry.key and isinstance(value, dict):
        value = value.get(entry.key)
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
