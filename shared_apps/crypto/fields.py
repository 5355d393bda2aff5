"""Encrypted model fields, and the blind index that finds their values.

AES-256-GCM (NIST SP 800-38D). Stored bytes: version, key id, nonce, ciphertext with tag. Associated data: scope, table,
column, row, so a value copied to another row, column or marketplace does not decrypt. The row's key must be known
before it is saved, which UUIDv7 defaults give. Version 0 is plain text that a migration found in the column and the
background has not encrypted yet; no code writes it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from shared_apps.crypto import keys
from shared_apps.crypto.errors import NoKey, WrongContext
from shared_apps.foundation import canonical
from shared_apps.tenancy import scope

PLAIN = b"\x00"
VERSION = b"\x01"
NONCE_BYTES = 12
TAG_BYTES = 16


def _bound(table: str, column: str, row: Any) -> bytes:
    return canonical.dumps([scope.key(), table, column, str(row)])


def seal(plain: bytes, bound: bytes, *, subject: UUID | None = None) -> bytes:
    """The stored form of bytes, bound to a context; NoKey when the key was destroyed."""
    key_id, key = keys.in_use(keys.FIELD if subject is None else keys.PERSON, subject)
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + key_id.bytes + nonce + AESGCM(key).encrypt(nonce, plain, bound)


def unseal(stored: bytes, bound: bytes) -> bytes:
    """The bytes of a stored form; WrongContext when it belongs elsewhere or was altered, NoKey without its key."""
    key_id = key_of(stored)
    if key_id is None:
        raise WrongContext("this is not an encrypted value of a known version")
    nonce, body = stored[17 : 17 + NONCE_BYTES], stored[17 + NONCE_BYTES :]
    try:
        return AESGCM(keys.by_id(key_id)).decrypt(nonce, body, bound)
    except InvalidTag as error:
        raise WrongContext("this value belongs to another row, column or marketplace, or was altered") from error


def key_of(stored: bytes) -> UUID | None:
    """Id of the key of a stored form; None when it is none."""
    if stored[:1] != VERSION or len(stored) < 17 + NONCE_BYTES + TAG_BYTES:
        return None
    return UUID(bytes=stored[1:17])


def encrypt(plain: str, *, table: str, column: str, row: Any, subject: UUID | None = None) -> bytes:
    """The stored form of a text; with `subject` under the key of that person."""
    return seal(plain.encode(), _bound(table, column, row), subject=subject)


def decrypt(stored: bytes, *, table: str, column: str, row: Any) -> str:
    """The text of a stored form; WrongContext when it belongs elsewhere or was altered."""
    if stored[:1] == PLAIN:
        return stored[1:].decode()
    return unseal(stored, _bound(table, column, row)).decode()


def blind_index(value: str, purpose: str) -> str:
    """Hex HMAC-SHA256 of a value under the scope's index key: equal values are found, nothing else is learnt."""
    _key_id, key = keys.in_use(keys.INDEX)
    return hmac.new(key, f"{purpose}|{value}".encode(), hashlib.sha256).hexdigest()


def warm(rows: Iterable[models.Model]) -> None:
    """Take the keys of all encrypted values of these rows into memory, before a list shows them one by one."""
    wanted = set()
    for row in rows:
        for field in row._meta.concrete_fields:
            value = row.__dict__.get(field.attname) if isinstance(field, EncryptedTextField) else None
            if isinstance(value, bytes | memoryview):
                wanted.add(key_of(bytes(value)))
    keys.warm(key_id for key_id in wanted if key_id is not None)


class _Sealed:
    """Descriptor: the attribute is plain text, decrypted when it is first read."""

    def __init__(self, field: "EncryptedTextField") -> None:
        self.field = field

    def __get__(self, row: Any, owner: Any = None) -> Any:
        if row is None:
            return self
        if self.field.attname not in row.__dict__ and not row._state.adding:
            # Deferred by `only` or `defer`.
            row.refresh_from_db(fields=[self.field.attname])
        value = row.__dict__.get(self.field.attname)
        if isinstance(value, bytes | memoryview):
            try:
                value = decrypt(bytes(value), table=row._meta.db_table, column=str(self.field.column), row=row.pk)
            except NoKey:
                if self.field.subject is None:
                    raise
                # The person was erased. The stored bytes stay as they are, so that the row can still be saved.
                return ""
            row.__dict__[self.field.attname] = value
        return value

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class _ByIndex(models.Lookup):  # type: ignore[type-arg]
    """`field=value` and `field__in=values` on an encrypted field, asked of its blind index."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        field = self.lhs.target
        asked = [self.rhs] if isinstance(self.rhs, str) else list(self.rhs)
        # Blinded here and not when the query was written: here is the scope it runs in.
        blinded = [field.blind(value) for value in asked]
        index = field.model._meta.get_field(field.index)
        sql, params = compiler.compile(index.get_col(self.lhs.alias))
        return f"{sql} = ANY(%s)", [*params, blinded]


class _Exact(_ByIndex):
    lookup_name = "exact"


class _In(_ByIndex):
    lookup_name = "in"


class EncryptedTextField(models.BinaryField):
    """Text that is encrypted at rest.

    `subject` names the attribute with the id of the person whose key encrypts it; without one the marketplace's key
    does. `index` names a `BlindIndexField` beside it: then `=` and `in` find it, whatever the case. Nothing else can be
    asked of it in SQL, neither order nor parts.
    """

    description = "encrypted text"
    # What the descriptor takes and gives, for the type checker.
    _pyi_private_set_type: str  # type: ignore[assignment]
    _pyi_private_get_type: str  # type: ignore[assignment]

    def __init__(self, *args: Any, subject: str | None = None, index: str | None = None, **kwargs: Any) -> None:
        self.subject, self.index = subject, index
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.subject is not None:
            kwargs["subject"] = self.subject
        if self.index is not None:
            kwargs["index"] = self.index
        return name, path, args, kwargs

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Sealed(self))

    def get_default(self) -> Any:
        """No text is no text, not no bytes."""
        default = super().get_default()
        return "" if default == b"" else default

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        stored = model_instance.__dict__.get(self.attname)
        if isinstance(stored, bytes | memoryview):
            return bytes(stored)
        return self.sealed(str(value), model_instance)

    def sealed(self, plain: str, row: models.Model) -> bytes:
        """The stored form of `plain` for this row."""
        subject = getattr(row, self.subject) if self.subject is not None else None
        table = row._meta.db_table
        return encrypt(plain, table=table, column=str(self.column), row=row.pk, subject=subject)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            # `update(field="text")` comes here without a row, so without a context to bind to.
            raise TypeError(f"{self.model.__name__}.{self.name} is encrypted: load the row and save it")
        return super().get_db_prep_value(value, connection, prepared)

    def blind(self, value: str) -> str:
        """What the index holds for a value."""
        return blind_index(value.strip().casefold(), f"{self.model._meta.db_table}.{self.column}")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        if self.index is None:
            return None
        return {"exact": _Exact, "iexact": _Exact, "in": _In}.get(lookup_name)


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """The blind index of the encrypted field `of`, kept in step with it by every save that names both."""

    description = "blind index"

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": 64, "null": True, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        field = model_instance._meta.get_field(self.of)
        assert isinstance(field, EncryptedTextField)
        stored = model_instance.__dict__.get(field.attname)
        if isinstance(stored, bytes | memoryview) and stored[:1] != PLAIN:
            # Not touched since it was loaded, so neither is the index.
            return getattr(model_instance, self.attname)
        value = getattr(model_instance, field.attname)
        made = field.blind(value) if value else None
        setattr(model_instance, self.attname, made)
        return made
