"""The word of a provider between two requests: signed by us, for one marketplace, five minutes.

A command takes nothing else, so whatever reaches it was checked by its protocol here.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import msgspec
from django.core import signing

from shared_apps.crypto.fields import blind_index
from shared_apps.tenancy import keys
from tenant_apps.federation.errors import proof_over
from tenant_apps.federation.types import Verified

LASTS_S = 300


def seal(verified: Verified) -> str:
    """The word as it waits in a session."""
    body = urlsafe_b64encode(msgspec.json.encode(verified)).decode()
    return keys.signer("federation-proof").sign(body)


def open_proof(sealed: str) -> Verified:
    """The word again; refused when it is not ours, not of this marketplace, or older than five minutes."""
    try:
        body = keys.signer("federation-proof").unsign(sealed, max_age=LASTS_S)
    except signing.BadSignature as error:
        raise proof_over() from error
    return msgspec.json.decode(urlsafe_b64decode(body), type=Verified)


def subject_hash(issuer: str, subject: str) -> str:
    """What finds an identity: issuer and subject as they are, capitals and all, under the marketplace's own key."""
    return blind_index(f"{len(issuer)}|{issuer}|{subject}", "federation.subject")
