"""Our own keys for a provider: made, told in public, and the private half given to whoever reads or signs.

RSA with 3,072 bits to decrypt with, P-256 to sign with (NIST SP 800-57: 128 bits of strength each).
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from tenant_apps.federation.models import IdentityProvider, ProviderKey

Use = Literal["decrypt", "sign"]
RSA_BITS = 3072
# A certificate only carries the key; that it counts is said by the row, and a key is ended there.
CERTIFICATE_LIFE = timedelta(days=3650)
# One that is used, and one that is on its way out.
MOST = 2


def use_of(kind: str) -> Use:
    """What a key is for at a provider of this kind."""
    return "decrypt" if kind == "saml" else "sign"


def made(provider: IdentityProvider, now: datetime) -> ProviderKey:
    """A new key of ours for the provider, not saved yet."""
    use = use_of(provider.kind)
    private, public, mark = _rsa(now) if use == "decrypt" else _p256()
    return ProviderKey(provider=provider, use=use, private=private, public=public, mark=mark, made_at=now)


def counting(provider: IdentityProvider) -> Sequence[ProviderKey]:
    """The keys that have not ended, newest first. The first is the one that is told, or signed with."""
    return list(ProviderKey.objects.filter(provider=provider, ended_at=None).order_by("-made_at", "-id")[:MOST])


def _rsa(now: datetime) -> tuple[str, str, str]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kontor")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + CERTIFICATE_LIFE)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = certificate.public_bytes(serialization.Encoding.PEM).decode()
    return private.decode(), public, certificate.fingerprint(hashes.SHA256()).hex()


def _p256() -> tuple[str, str, str]:
    from joserfc.jwk import ECKey

    key = ECKey.generate_key("P-256")
    mark = key.thumbprint()
    public = key.as_dict(private=False) | {"kid": mark, "use": "sig", "alg": "ES256"}
    return json.dumps(key.as_dict(private=True) | {"kid": mark}), json.dumps(public, sort_keys=True), mark
