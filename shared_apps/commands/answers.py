"""Answers that are kept under an idempotency key: those that name people are encrypted under the key of who asked.

Which commands these are is seen from their result: a text field with one of the names below. So a person who is erased
takes the answers along, in every copy; such a key then gets a refusal, never a second effect.
"""

from base64 import b64decode, b64encode
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.crypto import fields
from shared_apps.crypto.errors import NoKey, WrongContext
from shared_apps.foundation import canonical
from shared_apps.tenancy import scope

SEALED = "sealed:"
# Of results of commands on accounts; those of other apps name things.
PERSONAL = frozenset({"name", "email", "phone", "address"})
APP = "accounts."


def names_people(code: str, result: Any) -> bool:
    """Whether the answers of a command name people."""
    if not code.startswith(APP) or not isinstance(result, type) or not issubclass(result, msgspec.Struct):
        return False
    return any(one.name in PERSONAL for one in msgspec.structs.fields(result))


def stored(answer: str, subject: UUID | None, *place: str) -> str:
    """The stored form of an answer, bound to whose key it is, of which command, and to the key itself."""
    return SEALED + b64encode(fields.seal(answer.encode(), _bound(place), subject=subject)).decode()


def read(kept: str, *place: str) -> str | None:
    """The answer of its stored form; None where its key was destroyed."""
    if not kept.startswith(SEALED):
        return kept
    try:
        return fields.unseal(b64decode(kept[len(SEALED) :]), _bound(place)).decode()
    except (NoKey, WrongContext):
        return None


def _bound(place: tuple[str, ...]) -> bytes:
    return canonical.dumps([scope.key(), "commands_idempotencyrecord", "answer", *place])
