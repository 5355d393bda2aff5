"""API keys: the list of a company, and the actor behind a secret.

A key never does more than its maker may do at the moment of use: when the maker's role goes, so does the key's power.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from shared_apps.accounts import actors
from shared_apps.accounts.addresses import current_address
from shared_apps.accounts.commands.api_keys import hash_of
from shared_apps.accounts.models import ApiKey, MachineClient, User
from shared_apps.accounts.policies import admits
from shared_apps.api.authentication import KeyInUse
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import is_uuid
from shared_apps.foundation.reach import Grant, carried

Names = Callable[[Sequence[str]], Mapping[str, str]]
_others: list[Names] = []


@dataclass(frozen=True, slots=True)
class KeyLine:
    id: UUID
    name: str
    prefix: str
    company_id: UUID | None
    permissions: tuple[str, ...]
    rate_per_minute: int
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    networks: tuple[str, ...]
    is_unattended: bool
    is_replaced: bool
    is_expired: bool


def list_api_keys(actor: Actor) -> Sequence[KeyLine]:
    """Keys of the company the actor acts for; all of them for the marketplace's own people."""
    if actor.kind == "anonymous":
        return []
    now = timezone.now()
    rows = ApiKey.objects.select_related("created_by").order_by("-created_at")
    if not actor.is_marketplace:
        rows = rows.filter(company_id=actor.company_id)
    return [
        KeyLine(
            id=row.id,
            name=row.name,
            prefix=row.prefix,
            company_id=row.company_id,
            permissions=tuple(row.permissions),
            rate_per_minute=row.rate_per_minute,
            created_by=str(row.created_by or "Kontor"),
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
            networks=tuple(row.networks),
            is_unattended=row.is_unattended,
            is_replaced=row.replaced_by_id is not None,
            is_expired=row.expires_at is not None and row.expires_at <= now,
        )
        for row in rows[:200]
    ]


def names_of_keys(key_ids: Iterable[str]) -> Mapping[str, str]:
    """Names of keys, clients and what else acts as a key does, as the audit log asks for them."""
    asked = [one for one in key_ids if is_uuid(one)]
    found: dict[str, str] = {}
    for look in (_of_keys, _of_clients, *_others):
        found |= look([one for one in asked if one not in found])
    return found


def register_names(look: Names) -> None:
    """For an app above with something of its own that acts as a key does: `look(ids)` gives the names of those."""
    _others.append(look)


def _of_keys(ids: Sequence[str]) -> Mapping[str, str]:
    return {str(pk): name for pk, name in ApiKey.objects.filter(pk__in=ids).values_list("pk", "name")}


def _of_clients(ids: Sequence[str]) -> Mapping[str, str]:
    return {str(pk): name for pk, name in MachineClient.objects.filter(pk__in=ids).values_list("pk", "name")}


def key_in_use(secret: str) -> KeyInUse | None:
    """The actor of a secret, or None when it is unknown here, expired, revoked or used from another network."""
    row = ApiKey.objects.select_related("created_by").filter(key_hash=hash_of(secret), revoked_at__isnull=True).first()
    now = timezone.now()
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    if row.created_by is not None and not row.created_by.is_active:
        return None
    if not admits(row.networks, current_address.get()):
        return None
    if row.last_used_at is None or (now - row.last_used_at).total_seconds() > 300:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)
    permissions, narrowed = rights_of(row, frozenset(row.permissions))
    actor = Actor(
        kind="api_key",
        id=str(row.id),
        display=row.name,
        company_id=row.company_id,
        permissions=permissions,
        fresh_factor=row.is_unattended,
        narrowed=narrowed,
    )
    return KeyInUse(actor=actor, rate_per_minute=row.rate_per_minute)


def rights_of(row: ApiKey | MachineClient, codes: frozenset[str]) -> tuple[frozenset[str], tuple[Grant, ...]]:
    """What of the codes it may do now, and which of it within bounds: at most what its maker may."""
    if row.created_by is None:
        return codes, ()
    maker = standing_of_maker(row.created_by, row.company_id)
    return carried(f"api_key:{row.pk}", codes, maker.permissions, maker.narrowed)


def standing_of_maker(maker: User, company_id: UUID | None) -> actors.Standing:
    """What a person may do where something of theirs acts: in that company, or over it from the marketplace."""
    # The maker's own seat in that company, or else in the marketplace, whose people may make keys for companies.
    for wanted in dict.fromkeys((str(company_id or "marketplace"), "marketplace")):
        standing = actors.standing_of(maker, wanted)
        if standing.seat is not None and standing.seat.key == wanted:
            return standing
    return actors.Standing()
