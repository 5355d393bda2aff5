"""Ask a provider who somebody is, and read what it says: both protocols behind one door, for the pages.

Nothing here writes. What a provider said goes on to the commands as a proof that we signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tenant_apps.federation.errors import NotSaid
from tenant_apps.federation.models import IdentityProvider
from tenant_apps.federation.own_keys import counting
from tenant_apps.federation.proofs import open_proof, seal
from tenant_apps.federation.protocols import oidc, saml
from tenant_apps.federation.types import Said, Verified


@dataclass(frozen=True, slots=True)
class Places:
    """Our addresses as a provider sees them: the marketplace's origin, and where the two protocols answer."""

    origin: str
    back: str
    acs: str


@dataclass(frozen=True, slots=True)
class Question:
    """Where to send the browser; `mark` names the question, `kept` is what its answer is held against."""

    address: str
    mark: str
    kept: dict[str, str]


@dataclass(frozen=True, slots=True)
class Posted:
    """A SAML answer that holds: the word as a proof, and what makes it count once."""

    proof: str
    assertion_hash: str
    asked: str
    until: datetime


def running_provider(provider_id: UUID) -> IdentityProvider | None:
    """A provider that has not ended, whoever asks: who may do what with it is for the page."""
    return IdentityProvider.objects.filter(pk=provider_id).exclude(state="ended").first()


def ask(provider: IdentityProvider, places: Places, *, anew: bool) -> Question:
    """Begin: NotSaid when the provider says nothing usable of itself."""
    if provider.kind == "oidc":
        asked = oidc.ask(provider, places.back, anew=anew)
        return Question(asked.address, asked.state, asked.kept)
    made = saml.ask(provider, _service(places), anew=anew)
    return Question(made.address, made.asked, {})


def hear_code(
    provider: IdentityProvider, places: Places, kept: Mapping[str, str], answer: Mapping[str, str], now: datetime
) -> Said:
    """What an OpenID provider says for the code that came back; NotSaid when it does not hold."""
    signs = provider.auth_method == "private_key_jwt"
    keys = counting(provider) if signs else []
    if signs and not keys:
        raise NotSaid("no_key")
    return oidc.hear(provider, places.back, kept, answer, now, keys[0].private if keys else "")


def hear_post(provider: IdentityProvider, places: Places, raw: str, now: datetime) -> Posted:
    """What a SAML provider posted; NotSaid when it does not hold."""
    keys = [one.private for one in counting(provider) if one.use == "decrypt"]
    heard = saml.hear(provider, _service(places), raw, now, keys)
    return Posted(seal(heard.said.verified), heard.assertion_hash, heard.asked, heard.until)


def proof_of(said: Said) -> str:
    """What a provider said, as the commands take it."""
    return seal(said.verified)


def read_proof(proof: str) -> Verified:
    """What a proof says; refused when it is not ours or too old."""
    return open_proof(proof)


def metadata(provider: IdentityProvider, places: Places) -> bytes:
    """What the administrator of a SAML provider needs to know of us."""
    told = [one.public for one in counting(provider) if one.use == "decrypt"][:1]
    return saml.metadata(provider, _service(places), told)


def key_set(provider: IdentityProvider) -> dict[str, Any]:
    """The public halves of the keys we sign with at an OpenID provider, as a JWK set (RFC 7517)."""
    return {"keys": [msgspec.json.decode(one.public) for one in counting(provider) if one.use == "sign"]}


def _service(places: Places) -> Any:
    return saml.Service(places.origin, places.acs)
