"""Envelopes: enough openers open them, fewer do not, and nothing can be moved or changed."""

import json
from itertools import combinations
from random import Random

import pytest

from tenant_apps.trading.engines.vault.decisions import merkle
from tenant_apps.trading.engines.vault.decisions.sealing import (
    BLOCK,
    CannotUnseal,
    commitment,
    context_of,
    is_envelope,
    is_public_key,
    own_secret,
    seal,
    unseal,
)
from tests.fixtures.openers import key_pair

CONTEXT = context_of("lot", "company", "price")
TEXT = json.dumps({"price": "3.50"})


@pytest.mark.parametrize(("count", "threshold"), [(1, 1), (2, 1), (3, 2), (3, 3), (5, 3)])
def test_enough_openers_open_and_fewer_do_not(count: int, threshold: int) -> None:
    pairs = [key_pair(number % 3) for number in range(count)]
    envelope, nonce = seal(CONTEXT, TEXT, [public for _private, public in pairs], threshold)
    assert is_envelope(envelope, count, threshold) and not is_envelope(envelope, count, threshold + 1)
    secrets = {at: own_secret(pair[0], CONTEXT, envelope, at) for at, pair in enumerate(pairs, 1)}
    for size in range(count + 1):
        for those in combinations(secrets, size):
            known = {one: secrets[one] for one in those}
            if size < threshold:
                with pytest.raises(CannotUnseal):
                    unseal(CONTEXT, envelope, known)
            else:
                found = unseal(CONTEXT, envelope, known)
                assert found[0] == nonce and found[1].strip() == TEXT
                assert commitment(CONTEXT, *found) == envelope["commitment"]


def test_an_envelope_opens_only_where_it_belongs() -> None:
    private, public = key_pair(0)
    envelope, _nonce = seal(CONTEXT, TEXT, [public], 1)
    secret = own_secret(private, CONTEXT, envelope, 1)
    other = context_of("lot", "another company", "price")
    with pytest.raises(CannotUnseal):
        own_secret(private, other, envelope, 1)
    with pytest.raises(CannotUnseal):
        unseal(other, envelope, {1: secret})
    with pytest.raises(CannotUnseal):
        unseal(CONTEXT, envelope, {1: bytes(32)})


def test_the_size_says_nothing_about_the_price() -> None:
    _private, public = key_pair(0)
    sizes = {
        len(seal(CONTEXT, json.dumps({"price": price}), [public], 1)[0]["ciphertext"])
        for price in ("1", "123456.789", "99999999999999")
    }
    assert len(sizes) == 1 and BLOCK == 512


def test_other_keys_are_no_opener_keys() -> None:
    _private, public = key_pair(0)
    assert is_public_key(public)
    assert not is_public_key(public[:-8]) and not is_public_key("x") and not is_public_key(public.replace("M", "N", 1))


def test_every_entry_is_under_the_root_and_no_other() -> None:
    rng = Random(3)
    for count in range(1, 40):
        entries = [rng.randbytes(20) for _entry in range(count)]
        head = merkle.root(entries)
        for at in range(count):
            path = merkle.proof(entries, at)
            assert merkle.leads_to(entries[at], at, count, path, head)
            assert not merkle.leads_to(b"another", at, count, path, head)
            assert not merkle.leads_to(entries[at], (at + 1) % count, count, path, head) or count == 1


def test_the_root_is_that_of_rfc_6962() -> None:
    """The test vectors of the certificate transparency project."""
    entries = [bytes.fromhex(one) for one in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
    )]  # fmt: skip
    heads = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    assert {count: merkle.root(entries[:count]).hex() for count in heads} == heads
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
