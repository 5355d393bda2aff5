"""Names of schemas and roles, and the locks that go with them.

A schema and its role have the same name, so that renaming a dump is one replacement. The template's name cannot be
guessed, so that the replacement never meets the word by chance.
"""

import hashlib
import re
import secrets

TEMPLATE = re.compile(r"^tpl_[0-9a-f]{16}$")
_SAFE = re.compile(r"^[a-z][a-z0-9_]{2,62}$")


def new_template() -> str:
    return f"tpl_{secrets.token_hex(8)}"


def for_tenant(tenant_id_hex: str) -> str:
    """Schema and role of a marketplace. Without the slug, because the slug may change and be used again."""
    return f"t_{tenant_id_hex}"


def checked(name: str) -> str:
    """The name, if it may stand in SQL without quotes; ValueError otherwise."""
    if not _SAFE.match(name):
        raise ValueError(f"{name!r} is not a name of a schema or role of ours")
    return name


def lock_of(*parts: str) -> int:
    """Number of the advisory lock for something of this name."""
    return int.from_bytes(hashlib.sha256("|".join(parts).encode()).digest()[:8], "big", signed=True)


# Held exclusively while the template changes, shared while something is cloned from it.
TEMPLATE_LOCK = lock_of("kontor", "template")
