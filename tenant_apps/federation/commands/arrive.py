"""A SAML answer arrives without the browser's session, waits for it, and counts once."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from shared_apps.commands import Context, command
from tenant_apps.federation import errors
from tenant_apps.federation.models import Arrival
from tenant_apps.federation.proofs import open_proof

# From the provider's page to ours: one redirect.
WAITS = timedelta(minutes=2)


class Arrive(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`asked` is the hash of the request that is answered; `expires_at` when the assertion counts no more by itself."""

    proof: str
    assertion_hash: str
    asked: str
    expires_at: datetime


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    arrival_id: UUID


class Take(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`asked` are the hashes of the requests that this browser's session knows."""

    arrival_id: UUID
    asked: list[str]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    proof: str
    asked: str


@command("federation.arrive", input=Arrive, system_only=True, idempotent=False)
def arrive(ctx: Context, data: Arrive) -> Arrived:
    """Notes a checked assertion; refused when it was here before."""
    provider_id = open_proof(data.proof).provider_id
    row = Arrival(
        provider_id=provider_id,
        assertion_hash=data.assertion_hash,
        asked=data.asked,
        proof=data.proof,
        arrived_at=ctx.now,
        expires_at=data.expires_at,
    )
    try:
        with transaction.atomic(using=ctx.using):
            row.save(force_insert=True)
    except IntegrityError as error:
        raise errors.arrived_already() from error
    ctx.audit(target="federation.provider", target_id=provider_id)
    return Arrived(arrival_id=row.pk)


@command("federation.take", input=Take, system_only=True, idempotent=False)
def take(ctx: Context, data: Take) -> Taken:
    """Hands an arrival to the browser that asked for it, once. A provider that began has no browser to compare."""
    row = Arrival.objects.select_for_update().filter(pk=data.arrival_id, used_at=None).first()
    if row is None or ctx.now - row.arrived_at > WAITS or (row.asked and row.asked not in data.asked):
        raise errors.proof_over()
    taken = Taken(proof=row.proof, asked=row.asked)
    row.proof, row.used_at = "", ctx.now
    row.save(update_fields=["proof", "used_at"])
    ctx.audit(target="federation.provider", target_id=row.provider_id)
    return taken
