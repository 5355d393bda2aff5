"""Identity providers as lists and pages show them, and the connections of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.federation import errors
from tenant_apps.federation.decisions.reach import domain_of
from tenant_apps.federation.models import ExternalIdentity, IdentityProvider, ProviderKey
from tenant_apps.federation.own_keys import counting
from tenant_apps.federation.types import Connection
from tenant_apps.parties.queries import names_of


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """One provider in a list. `people` is how many accounts are connected with it."""

    id: UUID
    name: str
    kind: str
    state: str
    reach: str
    company: str
    mail_domains: tuple[str, ...]
    people: int
    last_used_at: datetime | None


def provider_rows(actor: Actor, asked: Mapping[str, Any]) -> QuerySet[IdentityProvider]:
    """Those the actor may see, narrowed by what is asked."""
    rows = IdentityProvider.objects.visible_to(actor)
    for name in ("state", "kind", "company_id"):
        if (value := asked.get(name)) is not None:
            rows = rows.filter(**{name: value})
    return rows


def list_providers(actor: Actor) -> Sequence[ProviderLine]:
    """All the actor may see, those in use first. Nobody has more than some dozens."""
    order = {"active": 0, "draft": 1, "ended": 2}
    rows = provider_rows(actor, {}).annotate(people=Count("identities")).order_by("name", "id")[:500]
    names = names_of({row.company_id for row in rows if row.company_id})
    lines = [
        ProviderLine(
            row.pk, row.name, row.kind, row.state, row.reach, names.get(row.company_id, "") if row.company_id else "",
            tuple(row.mail_domains), row.people, row.last_used_at,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: order[line.state])


def find_provider(actor: Actor, provider_id: UUID) -> IdentityProvider:
    """One the actor may see; NotFound for others'."""
    row = provider_rows(actor, {}).filter(pk=provider_id).first()
    if row is None:
        raise errors.provider_unknown(provider_id)
    return row


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key of ours that counts. `is_told`: the provider is told of it, or it signs; `public` is what is told."""

    id: UUID
    use: str
    mark: str
    public: str
    made_at: datetime
    is_told: bool


def list_keys(actor: Actor, provider_id: UUID) -> Sequence[KeyLine]:
    """Our keys for a provider, newest first; NotFound for others'."""
    rows = counting(find_provider(actor, provider_id))
    return [KeyLine(row.pk, row.use, row.mark, row.public, row.made_at, place == 0) for place, row in enumerate(rows)]


def key_rows(actor: Actor, asked: Mapping[str, Any]) -> QuerySet[ProviderKey]:
    """Our keys for providers the actor may see, narrowed by what is asked."""
    rows = ProviderKey.objects.filter(provider__in=IdentityProvider.objects.visible_to(actor))
    return rows.filter(provider_id=asked["provider_id"]) if asked.get("provider_id") is not None else rows


def find_for_sign_in(mail: str) -> Sequence[IdentityProvider]:
    """Those in use that speak for the domain of an address. Says nothing of whether anybody has the address."""
    domain = domain_of(mail)
    if not domain:
        return []
    rows = IdentityProvider.objects.filter(state="active", mail_domains__contains=[domain])
    return list(rows.order_by("company_id", "name", "id")[:10])


def connections_of(user_id: UUID) -> Sequence[Connection]:
    """The providers that know a person."""
    rows = ExternalIdentity.objects.filter(user_id=user_id).select_related("provider").order_by("linked_at", "id")
    return [
        Connection(row.pk, row.provider.name, row.provider.state == "active", row.linked_at, row.last_at)
        for row in rows
    ]
