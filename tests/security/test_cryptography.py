"""Which cryptography the code uses at all, and with which strength: ASVS V11."""

import ast
import re
from pathlib import Path

import pytest

from shared_apps.crypto import keys
from shared_apps.crypto.fields import decrypt, encrypt
from shared_apps.tenancy.refs import TenantRef

ROOT = Path(__file__).resolve().parents[2]
CODE = [path for app in ("config", "shared_apps", "tenant_apps", "tenants") for path in (ROOT / app).rglob("*.py")]
# What of the library is used, and nothing beside it: each name stands in docs/security.md with its use.
USED = {
    "AESGCM", "HKDF", "PBKDF2HMAC", "SHA256", "hashes", "serialization", "InvalidTag", "rsa", "RSAPrivateKey",
    "padding", "Ed25519PrivateKey", "Ed25519PublicKey", "InvalidSignature",
    "ec", "x509", "NameOID",
}  # fmt: skip
ALGORITHMS = (
    "AES-256-GCM",
    "HKDF-SHA256",
    "PBKDF2-HMAC-SHA256",
    "Argon2id",
    "SHA-256",
    "HMAC-SHA256",
    "RSA-OAEP",
    "Ed25519",
)


def imported_of_the_library() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cryptography"):
                found.setdefault(str(path.relative_to(ROOT)), set()).update(one.name for one in node.names)
    return found


def test_only_authenticated_encryption_is_used() -> None:
    found = imported_of_the_library()
    assert found
    assert {path: names - USED for path, names in found.items() if names - USED} == {}
    assert not {"modes", "Cipher", "algorithms"} & set().union(*found.values())


def test_cbc_is_read_only_where_a_signature_around_it_was_checked() -> None:
    """Assertions of SAML providers, which encrypt so; tests/tenant_apps/federation/test_encrypted.py tries it."""
    places = [path for path in CODE if "-cbc" in path.read_text(encoding="utf-8").lower()]
    assert [path.name for path in places] == ["sealed.py"]


def test_rsa_is_padded_with_oaep_and_of_full_strength() -> None:
    """Keys of openers are made in browsers, so both sides are read; 3072 bits are 128 bits of security."""
    vault = ROOT / "tenant_apps/trading/engines/vault"
    python = (vault / "decisions/sealing.py").read_text(encoding="utf-8")
    script = (vault / "static/vault/crypto.js").read_text(encoding="utf-8")
    assert "padding.OAEP" in python and "PKCS1v15" not in python
    assert "RSA-OAEP" in script and "PKCS1" not in script
    assert [int(one) for one in re.findall(r"modulusLength\s*:\s*(\d+)", script)] == [3072]


def test_the_inventory_names_every_algorithm() -> None:
    page = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    assert [name for name in ALGORITHMS if name not in page] == []
    assert [path for path in imported_of_the_library() if path.split("/")[1] not in page] == []


@pytest.mark.django_db
def test_one_text_is_never_encrypted_alike(tenant_a: TenantRef) -> None:
    keys.forget()
    keys.ensure()
    place = {"table": "t", "column": "c", "row": "1"}
    made = [encrypt("the same", **place) for _ in range(500)]
    assert len(set(made)) == 500
    # Version, key, then twelve bytes of nonce: none comes twice.
    assert len({one[17:29] for one in made}) == 500
    assert {decrypt(one, **place) for one in made[:5]} == {"the same"}


def test_a_pass_phrase_is_stretched() -> None:
    """The file of an opener's key: as many rounds as OWASP asks of PBKDF2 with SHA-256."""
    from tenant_apps.trading.engines.vault.decisions.keyfile import ROUNDS

    assert ROUNDS >= 600_000
