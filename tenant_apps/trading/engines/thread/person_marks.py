"""Who decides, as the ledger knows it: the same for one person in one lot, and nobody's name or id."""

from uuid import UUID

from django.utils.crypto import salted_hmac

from shared_apps.foundation.actor import Actor
from shared_apps.tenancy.keys import tenant_key


def mark_of(actor: Actor, lot_id: UUID) -> str:
    """32 hexadecimal digits that only the marketplace's key can make."""
    person = f"{lot_id}:{actor.kind}:{actor.user_id or actor.id}"
    return salted_hmac("thread-person", person, secret=tenant_key("thread-person").hex()).hexdigest()[:32]
