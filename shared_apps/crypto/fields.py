"""An encrypted model field, and the blind index that finds its values.

AES-256-GCM (NIST SP 800-38D). Stored bytes: version, key id, nonce, ciphertext with tag. Associated data: scope, table,
column, row, so a value copied to another row, column or marketplace does not decrypt. The row's key must be known
before it is saved, which UUIDv7 defaults give.
"""

import hashlib
import hmac
import secrets
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from shared_apps.crypto import keys
from shared_apps.crypto.errors import WrongContext
from shared_apps.foundation import canonical
from shared_apps.tenancy import scope

VERSION = b"\x01"
NONCE_BYTES = 12


def _bound(table: str, column: str, row: Any) -> bytes:
    return canonical.dumps([scope.key(), table, column, str(row)])


def encrypt(plain: str, *, table: str, column: str, row: Any) -> bytes:
    """The stored form of a text; NoKey when the scope has no data key."""
    key_id, key = keys.in_use(keys.FIELD)
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + key_id.bytes + nonce + AESGCM(key).encrypt(nonce, plain.encode(), _bound(table, column, row))


def decrypt(stored: bytes, *, table: str, column: str, row: Any) -> str:
    """The text of a stored form; WrongContext when it belongs elsewhere or was altered."""
    if stored[:1] != VERSION or len(stored) < 17 + NONCE_BYTES + 16:
        raise WrongContext("this is not an encrypted value of a known version")
    key = keys.by_id(UUID(bytes=stored[1:17]))
    nonce, body = stored[17 : 17 + NONCE_BYTES], stored[17 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, _bound(table, column, row)).decode()
    except InvalidTag as error:
        raise WrongContext("this value belongs to another row, column or marketplace, or was altered") from error


def blind_index(value: str, purpose: str) -> str:
    """Hex HMAC-SHA256 of a value under the scope's index key: equal values are found, nothing else is learnt."""
    _key_id, key = keys.in_use(keys.INDEX)
    return hmac.new(key, f"{purpose}|{value}".encode(), hashlib.sha256).hexdigest()


class _Sealed:
    """Descriptor: the attribute is plain text, decrypted when it is first read."""

    def __init__(self, field: "EncryptedTextField") -> None:
        self.field = field

    def __get__(self, row: Any, owner: Any = None) -> Any:
        if row is None:
            return self
        value = row.__dict__.get(self.field.attname)
        if isinstance(value, bytes | memoryview):
            value = decrypt(bytes(value), table=row._meta.db_table, column=str(self.field.column), row=row.pk)
            row.__dict__[self.field.attname] = value
        return value

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class EncryptedTextField(models.BinaryField):
    """Text that is encrypted at rest. Cannot be filtered on: keep a `blind_index` column beside it for look-ups."""

    description = "encrypted text"

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Sealed(self))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        table, row = model_instance._meta.db_table, model_instance.pk
        return encrypt(str(value), table=table, column=str(self.column), row=row)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
