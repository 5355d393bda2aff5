"""Write one audit row in the open transaction.

A row says who by a pseudonym alone: the id of an account, a key, a guest. Names can be forgotten and rows cannot; who
reads asks `names`.
"""

import hashlib
import hmac
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from shared_apps.audit.decisions.addresses import written
from shared_apps.audit.models import AuditRecord
from shared_apps.audit.policies import ADDRESS_PRECISION
from shared_apps.foundation import canonical
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import keys, policy

HASH_LETTERS = 32
# How sure one can be of who acts, where the kind of actor says it already; of people, their session does.
STRENGTH = {"system": "system", "api_key": "api_key", "guest": "link", "anonymous": "none"}
# What a system came with that is no key: a token of its client.
BY_TOKEN = "access_token"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an act comes from. `agent` and `session` are hashes; `strength` is how its person signed in.

    `on_behalf_of` is the pseudonym of the person in whose place somebody else acts.
    """

    address: str = ""
    agent: str = ""
    session: str = ""
    strength: str = ""
    on_behalf_of: str = ""


NOWHERE = Origin()
request_id: ContextVar[str] = ContextVar("kontor_request_id", default="")
origin: ContextVar[Origin] = ContextVar("kontor_origin", default=NOWHERE)


def record(
    actor: Actor,
    action: str,
    *,
    at: datetime,
    outcome: str = "done",
    target: str = "",
    target_id: str = "",
    facts: Mapping[str, Any] | None = None,
    reason: str = "",
    before_hash: str = "",
    after_hash: str = "",
) -> None:
    """Append the row. `outcome` is `done` or `refused`; `reason` the code of a refusal, or why it was done."""
    here = origin.get()
    AuditRecord.objects.create(
        at=at,
        action=action,
        outcome=outcome,
        actor_kind=actor.kind,
        actor_id=actor.id[:120],
        on_behalf_of=here.on_behalf_of[:120],
        company_id=actor.company_id,
        target=target,
        target_id=target_id,
        facts=dict(facts or {}),
        request_id=request_id.get(),
        session_hash=here.session,
        strength=strength_of(actor, here),
        address=address_of(here),
        agent_hash=here.agent,
        reason=reason[:200],
        before_hash=before_hash,
        after_hash=after_hash,
        policy_hash=policy_hash_of(actor.permissions),
    )


def strength_of(actor: Actor, here: Origin) -> str:
    """How sure one can be of who acts; empty for a person without a session, in whose name Kontor acts."""
    if actor.kind == "api_key" and here.strength == BY_TOKEN:
        return BY_TOKEN
    return STRENGTH.get(actor.kind) or here.strength


def address_of(here: Origin) -> str:
    """The address as precisely as the marketplace keeps it."""
    return written(here.address, policy.value(ADDRESS_PRECISION)) if here.address else ""


def origin_kept() -> Origin:
    """Where the act comes from, with the address as it is kept."""
    here = origin.get()
    return replace(here, address=address_of(here)) if here.address else here


@lru_cache(maxsize=4096)
def policy_hash_of(permissions: frozenset[str]) -> str:
    """Digest of what the actor might do when it acted; empty for who needs no permission."""
    return canonical.digest(sorted(permissions))[:HASH_LETTERS] if permissions else ""


def state_hash_of(state: Any) -> str:
    """Keyed digest of a state in canonical form; empty for none."""
    if state is None:
        return ""
    return hmac.new(keys.tenant_key("audit-state"), canonical.dumps(state), hashlib.sha256).hexdigest()


def hash_of(text: str) -> str:
    """What tells one browser or session from another without giving it away; empty for nothing."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_LETTERS] if text else ""
