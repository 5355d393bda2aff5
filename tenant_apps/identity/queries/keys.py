"""API keys and tokens in one statement: what `access_in_use` of accounts answers for one secret, for many hashes.

For who holds a connection of its own in the marketplace's schema, without the ORM. A test compares both for every state
of a key. One that is bound to networks is unknown here: who uses this sees no addresses, and asks the ordinary views
instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.authentication import KeyInUse
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.reach import Grant, carried
from tenant_apps.identity.grants import GRANTS_SQL, NOTHING_HELD, held

# A token of a client stands for what of the client's rights it was got for, until it, its secret or its client is over.
# Its last use is noted when it is got, so none is due.
KEYS_SQL = f"""
SELECT k.key_hash, k.id, k.name, k.company_id, k.permissions, k.rate_per_minute, k.expires_at, k.revoked_at,
       k.last_used_at, k.created_by_id, u.is_active,
       ({GRANTS_SQL.format(user="k.created_by_id")}) AS seats
FROM (SELECT %s::text[] AS hashes) AS asked
CROSS JOIN LATERAL (
  SELECT key_hash, id, name, company_id, permissions, rate_per_minute, expires_at, revoked_at, last_used_at,
         created_by_id, networks
  FROM accounts_apikey WHERE key_hash = ANY(asked.hashes)
  UNION ALL
  SELECT t.token_hash, c.id, c.name, c.company_id,
         ARRAY(SELECT unnest(t.permissions) INTERSECT SELECT unnest(c.permissions)), c.rate_per_minute,
         LEAST(t.expires_at, s.expires_at, c.expires_at), COALESCE(t.revoked_at, c.revoked_at), statement_timestamp(),
         c.created_by_id, c.networks
  FROM accounts_accesstoken t
  JOIN accounts_machineclient c ON c.id = t.client_id
  JOIN accounts_clientsecret s ON s.id = t.secret_id
  WHERE t.token_hash = ANY(asked.hashes)
) AS k
LEFT JOIN accounts_user u ON u.id = k.created_by_id
WHERE k.networks = '{{}}'
"""
USED_SQL = "UPDATE accounts_apikey SET last_used_at = %s::timestamptz WHERE id = ANY(%s::uuid[])"
# How exact the time of the last use is.
USED_EVERY = timedelta(seconds=300)


class KeyRow(msgspec.Struct, frozen=True):
    """A row of `KEYS_SQL` where the database gives rows as objects."""

    key_hash: str
    id: UUID
    name: str
    company_id: UUID | None
    permissions: list[str]
    rate_per_minute: int
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    created_by_id: UUID | None
    is_active: bool | None
    seats: str | None

    @property
    def row(self) -> tuple[Any, ...]:
        """The row as `proven_key` reads it."""
        return msgspec.structs.astuple(self)


@dataclass(frozen=True, slots=True)
class ProvenKey:
    """A key that holds now, and whether its last use is to be noted."""

    hash: str
    in_use: KeyInUse
    is_use_due: bool


def proven_key(row: Sequence[Any], now: datetime, known: frozenset[str]) -> ProvenKey | None:
    """The key of a row of `KEYS_SQL`, or None when it is expired, revoked or its maker is gone.

    `known` are the permissions that exist (`known_permissions`), reckoned once for many rows.
    """
    hashed, pk, name, company_id, permissions, rate, expires_at, revoked_at, used_at, maker, is_active, seats = row
    if revoked_at is not None or (expires_at is not None and expires_at <= now):
        return None
    if maker is not None and not is_active:
        return None
    rights: frozenset[str] = frozenset(permissions)
    narrowed: tuple[Grant, ...] = ()
    if maker is not None:
        seats_held = held(seats, known)
        mine = seats_held.get(company_id) or seats_held.get(None) or NOTHING_HELD
        rights, narrowed = carried(f"api_key:{pk}", rights, mine.permissions, mine.narrowed)
    actor = Actor(
        kind="api_key", id=str(pk), display=name, company_id=company_id, permissions=rights, narrowed=narrowed
    )
    return ProvenKey(hashed, KeyInUse(actor, rate), used_at is None or now - used_at > USED_EVERY)
