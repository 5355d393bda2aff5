"""What rules against odd behaviour do about people and networks: ask for a fresh proof, shut a network out."""

from datetime import timedelta
from uuid import UUID

import msgspec

from shared_apps.accounts import throttling
from shared_apps.accounts.models import SignInSession
from shared_apps.commands import Context, command

LONGEST_MINUTES = 1440


class AskProofAnew(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    user_id: UUID


class ProofAsked(msgspec.Struct, frozen=True, kw_only=True):
    sessions: int


class ShutOutNetwork(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`network` as the log keeps it: 203.0.113.0/24, or /48 of IPv6."""

    network: str
    minutes: int


class NetworkShutOut(msgspec.Struct, frozen=True, kw_only=True):
    network: str
    minutes: int


@command("accounts.ask_proof_anew", input=AskProofAnew, system_only=True)
def ask_proof_anew(ctx: Context, data: AskProofAnew) -> ProofAsked:
    """Makes a person prove anew, in every browser, that they are there before the next act that asks for it."""
    long_ago = ctx.now - timedelta(days=1)
    changed = SignInSession.objects.filter(user_id=data.user_id).update(confirmed_at=long_ago)
    ctx.audit(target="accounts.user", target_id=data.user_id, facts={"sessions": changed})
    return ProofAsked(sessions=changed)


@command("accounts.shut_out_network", input=ShutOutNetwork, system_only=True)
def shut_out_network(ctx: Context, data: ShutOutNetwork) -> NetworkShutOut:
    """Lets nobody sign in from a network for some minutes; who is signed in stays."""
    minutes = max(1, min(data.minutes, LONGEST_MINUTES))
    throttling.shut_out(data.network, ctx.now, timedelta(minutes=minutes))
    ctx.audit(target="accounts.network", target_id=data.network[:80], facts={"minutes": minutes})
    return NetworkShutOut(network=data.network, minutes=minutes)
