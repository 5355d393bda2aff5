"""What a bidder's and an opener's browser do, in Python: for programs that bid, for demonstrations and for tests."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from tenant_apps.trading.engines.vault.decisions.keyfile import lock
from tenant_apps.trading.engines.vault.decisions.sealing import context_of, new_key, own_secret, seal
from tenant_apps.trading.engines.vault.queries.tenders import state_of


def seal_contents(lot_id: UUID, company_id: UUID, contents: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Envelopes by name, closed for the openers that the tender names."""
    state = state_of(lot_id)
    if state is None or state.tender is None:
        raise ValueError("the tender names no openers yet")
    tender = state.tender
    return {
        name: seal(context_of(str(lot_id), str(company_id), name), json.dumps(one), tender.openers, tender.threshold)[0]
        for name, one in contents.items()
    }


def secrets_of(private_key: RSAPrivateKey, work: Mapping[str, Any]) -> dict[str, str]:
    """An opener's secrets for what `to_unlock` gave, by bid."""
    return {
        seq: own_secret(
            private_key,
            context_of(work["lot"], row["company"], work["envelope"]),
            {"secrets": [row] * work["opener"]},
            work["opener"],
        ).hex()
        for seq, row in work["bids"].items()
    }


def new_key_file(passphrase: str) -> tuple[RSAPrivateKey, dict[str, Any]]:
    """A key pair and the file that keeps it."""
    private_key, public_key = new_key()
    return private_key, lock(private_key, public_key, passphrase)
