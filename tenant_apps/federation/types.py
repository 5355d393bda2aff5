"""What passes between the protocols, the commands and the pages of single sign-on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

Kind = Literal["oidc", "saml"]
AuthMethod = Literal["secret", "private_key_jwt"]
How = Literal["linked", "invited", "member"]


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider said of somebody, after every check of its protocol.

    `factors` are its words for how it asked them; `proved_at` when it asked, `ends_at` until when it stands by it.
    `mail` counts for nothing but whether somebody new may be made a member, and only when it is `mail_verified`.
    """

    provider_id: UUID
    issuer: str
    subject: str
    mail: str = ""
    mail_verified: bool = False
    name: str = ""
    factors: list[str] = []
    proved_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """`verified`, and everything the provider said beside it, for whoever tries the provider."""

    verified: Verified
    claims: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Connection:
    """One provider that knows a person, as they see it."""

    id: UUID
    provider: str
    is_active: bool
    linked_at: datetime
    last_at: datetime | None
